"""Builders for the public log: editions that were made public, and a log of a whole village."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import village as v
from village import NOW, TOWN, Village

from schema.base.sealing import SealEvent, SealRecord
from schema.rules import merkle
from schema.rules.merkle import EMPTY, Head
from schema.seals import appending, leaves
from schema.seals.appending import Settled
from schema.seals.leaves import Leaf


async def append(public: Head = EMPTY, now: datetime = NOW) -> Head:
    """Takes everything that happened into the log of the town."""
    return await appending.append(TOWN, public, now, Settled())


async def log() -> list[Leaf]:
    """What the log says, entry by entry."""
    rows = await SealRecord.filter(town=TOWN).order_by("place").values("leaf")
    return [leaves.parsed(row["leaf"]) for row in rows]


def entries(size: int) -> list[bytes]:
    """The entries of a log as long as one likes, of editions that the database does not know."""
    return [
        leaves.written(Leaf(SealEvent.WITHDRAWN, "OpenNotice", UUID(int=place), 1, NOW, None))
        for place in range(size)
    ]


async def grown(size: int) -> Head:
    """A log of so many entries, by the way that a log is taken over."""
    made = entries(size)
    head = Head(size, merkle.root([merkle.leaf(each) for each in made]))
    return await appending.adopt(TOWN, head, made, NOW)


async def hung(village: Village, title: str, **other: Any) -> tuple[Any, Any]:
    """A notice and its edition, public."""
    body = await v.body(village.clerk, name=f"{title}会", classification="OTHER")
    notice = await v.notice(village.clerk, body, title=title, **other)
    return notice, await v.published(village, "OPEN_NOTICE", notice)


async def withdrawn(village: Village, edition: Any) -> Any:
    """Taken down."""
    given = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "贴错了。"}
    return await village.supervisor.does("withdraw", "ReasonedRuling", **given)


async def redacted(village: Village, edition: Any, **other: Any) -> Any:
    """Taken down to protect personal information."""
    given = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "隐私。"}
    return await village.administrator.does("redact", "Redaction", **given, **other)
