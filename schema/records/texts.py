"""Texts: how a version of a regulation is written, for as long as no meeting has adopted it."""

from __future__ import annotations

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.refusal import InputImpossible, Refusal
from schema.base.sheet import Sheet
from schema.records import clauses
from schema.records.clauses import ChapterDraft
from schema.records.regulations import Regulation
from schema.records.versions import RegulationVersion, RegulationVersionRecord
from schema.rules.roles import Permission

# Stored, served, asked: with the versions.

Query = None

# Done


@strawberry.input
class RegulationVersionDraft(Draft):
    """A text of a regulation as an officer writes it."""

    regulation: relay.GlobalID = asked("规章名称", refers=Regulation)
    """The regulation."""

    number: int | None = asked("文本号", None)
    """Which text of the regulation it is, counted from 1; the next one unless told."""

    chapters: list[ChapterDraft] = asked("正文")
    """What it says; a text without chapters is one chapter without a title."""

    reason: Text = asked("制定或修改理由")
    """Why it is written, or what it changes and why."""

    drafted_by: Text = asked("起草人")
    """Who drafted it, by post and not by name."""


class TextFixed(Refusal):
    """What a meeting adopted is not edited; the next version corrects it."""

    code = "regulations.text-fixed"
    message = "会议已经通过的文本不能再改。需要改的，请另写下一号文本，再提交会议表决。"


@strawberry.type
class Mutation:
    """What officers do with the texts of regulations."""

    @act(RegulationVersion)
    async def draft_regulation_version(
        self, info: Info, input: RegulationVersionDraft
    ) -> Answer[RegulationVersion]:
        """Write the next text of a regulation, or change one that no meeting has adopted yet."""
        scope = info.context.may(Permission.DRAFT)
        regulation = await Regulation.one(scope, input.regulation, "regulation")
        clauses.numbered(input.chapters)
        if input.id is None:
            known = await RegulationVersionRecord.filter(regulation_id=regulation.id).count()
            number, closed = known + 1, None
        else:
            version = await RegulationVersion.one(scope, input.id)
            number, closed = version.number, fixed(version)
            if version.regulation_id != regulation.id:
                raise InputImpossible("文本不能移到另一部规章。", field="regulation")
        if input.number not in {None, number}:
            raise InputImpossible(
                f"填写的是第 {input.number} 号。", threshold=f"第 {number} 号", field="number"
            )
        return await keep(
            info,
            RegulationVersion,
            input,
            path=regulation.path,
            closed=closed,
            number=number,
        )


def fixed(version: RegulationVersion) -> TextFixed | None:
    """Why a text may not change: a meeting has adopted it; none while none has."""
    if version.adopted_on is None:
        return None
    return TextFixed(f"第 {version.number} 号文本已于 {version.adopted_on} 通过。")


def open_to_change(version: RegulationVersion) -> None:
    """Refuses where a meeting has adopted the text."""
    if refusal := fixed(version):
        raise refusal


SHEETS: tuple[Sheet, ...] = ()

# Shown: by `promulgations`, and as a draft by `consultations`.

DOCUMENTS: tuple[Document, ...] = ()
