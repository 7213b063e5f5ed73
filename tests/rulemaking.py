"""Builders: a regulation, its texts, the meeting that decides on them, and what people say."""

from __future__ import annotations

import json
from typing import Any

import village as v
from village import Ask, Village

CHAPTERS = [
    {"title": "第一章 总则", "clauses": [{"number": "第一条", "text": "本规约由全组共同遵守。"}]},
    {
        "title": "第二章 环境",
        "clauses": [
            {"number": "第二条", "text": "门前屋后由各户打扫。"},
            {"number": "第三条", "text": "不乱倒垃圾，倒错的由理事会上门劝导。"},
        ],
    },
]
"""The text of an invented regulation."""


async def regulation(ask: Ask, by: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A group charter, without a text."""
    given = {"responsible": by["id"], "title": "第一组组规民约", "sort": "GROUP_CHARTER"}
    return await ask.draft("Regulation", **given | other)


async def regulation_version(ask: Ask, of: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The next text of a regulation."""
    given = {
        "regulation": of["id"],
        "chapters": CHAPTERS,
        "reason": "大家约定共同的规矩。",
        "draftedBy": "组长、组委会委员",
    }
    return await ask.draft("RegulationVersion", **given | other)


async def carried(ask: Ask, at: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A motion on a regulation, declared adopted."""
    given = {"number": "9", "title": "通过组规民约", "text": "同意通过组规民约。"}
    put = await v.motion(ask, at, **given | other)
    declared = {"motion": put["id"], "expectedVersion": put["version"], "adopted": True}
    return await ask.does("declareResult", "Declaration", **declared)


async def on_version(
    ask: Ask, act: str, input_type: str, of: dict[str, Any], **given: Any
) -> dict[str, Any]:
    """What happens to a text of a regulation."""
    named = {"regulationVersion": of["id"], "expectedVersion": of["version"]}
    return await ask.does(f"{act}Regulation", input_type, **named | given)


async def adopted(ask: Ask, version: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    """A text that a meeting adopted."""
    return await on_version(ask, "adopt", "Adoption", version, adoptedBy=by["id"])


async def enforced(
    ask: Ask, version: dict[str, Any], day: str = "2026-05-03", **other: Any
) -> dict[str, Any]:
    """A text with the day from which it binds."""
    return await on_version(ask, "enforce", "Enforcement", version, inForceFrom=day, **other)


async def consultation(ask: Ask, on: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A draft out for comment for a month."""
    given = {
        "regulationVersion": on["id"],
        "opensOn": "2026-05-03",
        "closesOn": "2026-06-02",
        "contact": "组务室 0731-00000000",
    }
    return await ask.draft("Consultation", **given | other)


async def comment(ask: Ask, to: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What somebody said to a draft."""
    given = {
        "consultation": to["id"],
        "receivedOn": "2026-05-10",
        "channel": "屋场会",
        "text": "劝导以前先打个招呼。",
    }
    return await ask.draft("Comment", **given | other)


UNLAWFUL = [
    {
        "title": None,
        "clauses": [
            {"number": "第一条", "text": "乱倒垃圾的，罚款一百元。"},
            {"number": "第二条", "text": "欠缴水费的，上门提醒，不得停水。"},
        ],
    }
]

STAGE = """query($id: ID!, $on: Date) { node(id: $id) { ... on RegulationVersion {
  stage(on: $on) lastDay replacedOn } } }"""

IN_FORCE = """query($regulation: ID!, $on: Date) {
  regulationInForce(regulation: $regulation, on: $on) { number } }"""


class Story:
    """A regulation, and the meeting that decides on its texts."""

    def __init__(self, village: Village) -> None:
        self.village, self.clerk = village, village.clerk

    async def begin(self) -> Story:
        """With a body, a meeting that can decide, and a regulation without a text."""
        self.body = await v.body(self.clerk)
        self.meeting = await v.attended(self.clerk, await v.meeting(self.clerk, self.body))
        self.regulation = await regulation(self.clerk, self.body)
        self.motions = 0
        return self

    async def text(self, **other: Any) -> dict[str, Any]:
        """The next text."""
        return await regulation_version(self.clerk, self.regulation, **other)

    async def motion(self) -> dict[str, Any]:
        """A motion that was carried."""
        self.motions += 1
        return await carried(self.clerk, self.meeting, number=f"9.{self.motions}")

    async def adopted(self, **other: Any) -> dict[str, Any]:
        """The next text, adopted."""
        return await adopted(self.clerk, await self.text(**other), await self.motion())

    async def enforced(self, day: str, until: str | None = None, **other: Any) -> dict[str, Any]:
        """The next text, with its days."""
        version = await self.adopted(**other)
        return await enforced(self.clerk, version, day, trialUntil=until)

    async def stage(self, version: dict[str, Any], on: str | None = None) -> str:
        """How far a text has come."""
        found = (await self.clerk(STAGE, id=version["id"], on=on))["node"]["stage"]
        return str(found)

    async def in_force(self, on: str | None = None) -> int | None:
        """The number of the text that binds."""
        asked = {"regulation": self.regulation["id"], "on": on}
        found = (await self.clerk(IN_FORCE, **asked))["regulationInForce"]
        return None if found is None else int(found["number"])


def changed(text: str) -> list[dict[str, Any]]:
    """The invented text with another third clause."""
    told: list[dict[str, Any]] = json.loads(json.dumps(CHAPTERS))
    told[1]["clauses"][1]["text"] = text
    return told
