"""Findings: what officers answer where the law may object to a clause."""

from __future__ import annotations

import strawberry
from strawberry import relay

from schema.base import codec
from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Instruction, Text, asked
from schema.base.keeping import change
from schema.base.refusal import Refusal
from schema.base.sheet import Sheet
from schema.records.clauses import AnsweredFinding, FindingAnswer
from schema.records.versions import RegulationVersion
from schema.rules.offences import Offence
from schema.rules.roles import Permission

# Stored, served and asked: with the versions.

Query: type | None = None

# Done


@strawberry.input
class FindingAnswerDraft(Instruction):
    """An officer's answer to a finding; a text may be adopted with or without it."""

    regulation_version: relay.GlobalID = asked("规章文本")
    """The version."""

    expected_version: int
    """The version of its record that you read."""

    clause: Text = asked("条号")
    """The number of the clause."""

    words: Text = asked("所指文字")
    """The words that were found."""

    offence: Offence = asked("可能的问题")
    """What they may do."""

    answer: FindingAnswer = asked("处理")
    """What you say to it."""

    reason: Text | None = asked("理由", None)
    """Why; needed where the clause is kept."""


class FindingUnknown(Refusal):
    """Only what was found can be answered."""

    code = "regulations.finding-unknown"
    message = "该文本中没有这条提示。请重新读取后再答复。"


class ReasonMissing(Refusal):
    """A clause that may be unlawful is kept, or a comment not followed, with the reason only."""

    code = "regulations.reason-missing"
    message = "请写明理由。"


@strawberry.type
class Mutation:
    """What officers answer."""

    @act(RegulationVersion)
    async def answer_finding(
        self, info: Info, input: FindingAnswerDraft
    ) -> Answer[RegulationVersion]:
        """Say whether a clause that may be unlawful is kept, and why, or mended."""
        scope = info.context.may(Permission.DRAFT)
        version = await RegulationVersion.one(scope, input.regulation_version, "regulationVersion")
        asked_about = (input.clause, input.words, input.offence)
        if asked_about not in {(e.clause, e.words, e.offence) for e in version.findings}:
            raise FindingUnknown("没有这样的条号、文字和问题。", field="clause")
        if input.answer is FindingAnswer.KEPT and not input.reason:
            raise ReasonMissing("保留原文而没有理由。", field="reason")
        answered = AnsweredFinding(
            clause=input.clause,
            words=input.words,
            offence=input.offence,
            answer=input.answer,
            reason=input.reason,
            answered_on=info.context.today,
        )
        return await change(
            info,
            version,
            input.expected_version,
            permission=Permission.DRAFT,
            answers=codec.plain([*version.answers, answered]),
        )


SHEETS: tuple[Sheet, ...] = ()

# Shown: to officers only.

DOCUMENTS: tuple[Document, ...] = ()
