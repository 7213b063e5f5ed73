"""Panel votes: how the panel voted on a candidate, and who stood back.

Why somebody stands back is for officers; no vote on a person is ever published.
"""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Instruction, Text, asked
from schema.base.keeping import change, keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible, Refusal
from schema.base.served import to
from schema.base.sheet import Sheet, Step, mutation
from schema.records import candidacies
from schema.records.areas import OfArea
from schema.records.candidacies import NominationDraft
from schema.records.nominations import Nomination
from schema.records.panels import PanelMember, PanelMemberRecord
from schema.rules import awards
from schema.rules.awards import Ballot
from schema.rules.roles import Audience, Permission

# Stored


class ConflictRecord(Record):
    """A panel member stands back from a candidate."""

    # Why somebody did not vote stays on record.
    member: Any = fields.ForeignKeyField(
        "zuwu.PanelMemberRecord", related_name=False, on_delete=fields.RESTRICT
    )
    nomination: Any = fields.ForeignKeyField(
        "zuwu.NominationRecord", related_name=False, on_delete=fields.RESTRICT
    )
    reason = fields.CharField(max_length=200)

    class Meta:
        """Once for a candidate."""

        table = "conflict"
        unique_together = (("member_id", "nomination_id"),)


# Served


@strawberry.type
class Conflict(OfArea):
    """That a panel member stands back from a candidate (回避)."""

    stored = ConflictRecord

    readers = open_to(Audience.OFFICERS, restricted="reason")

    member_id: strawberry.Private[UUID]
    nomination_id: strawberry.Private[UUID]

    reason: str
    """Why, as declared."""

    member: PanelMember | None = to(PanelMember, "member_id", "Who stands back.")

    nomination: Nomination | None = to(Nomination, "nomination_id", "From which candidate.")


# Asked


@strawberry.input
class ConflictFilter(Filter):
    """Which conflicts."""

    member: relay.GlobalID | None = where("member_id")
    """Of this panel member."""

    nomination: relay.GlobalID | None = where("nomination_id")
    """About this candidate."""


@strawberry.enum
class ConflictOrder(Enum):
    """In which order conflicts are listed."""

    NEWEST = "-changed_at"
    """The latest declared first."""


@strawberry.type
class Query:
    """Declared conflicts, for officers."""

    conflicts: Connection[Conflict] | None = connection(Conflict, ConflictFilter, ConflictOrder)
    """The declared conflicts in your scope."""


# Done


@strawberry.input
class ConflictDraft(Draft):
    """A conflict as the panel member declares it."""

    member: relay.GlobalID = asked("评委")
    """Who stands back."""

    nomination: relay.GlobalID = asked("候选人编号")
    """From which candidate of the same round."""

    reason: Text = asked("回避原因")
    """Why, such as 近亲属."""


@strawberry.input
class PanelVotes(Instruction):
    """How the panel voted on a candidate."""

    nomination: relay.GlobalID = asked("候选人编号")
    """The candidate."""

    expected_version: int
    """The version of the nomination that you read."""

    yes: int = asked("评委同意")
    """In favour."""

    no: int = asked("评委反对")
    """Against."""

    abstain: int = asked("评委弃权")
    """Abstained; who stands back is not counted here."""


class VotesImpossible(Refusal):
    """More votes than panel members without a conflict cannot be."""

    code = "awards.votes-impossible"
    message = "票数与评委人数不符。申报回避的评委不参加该候选人的表决。"


@strawberry.type
class Mutation:
    """What officers do with the votes of panels."""

    @act(Conflict)
    async def draft_conflict(self, info: Info, input: ConflictDraft) -> Answer[Conflict]:
        """Write down that a panel member stands back from a candidate, and why."""
        scope = info.context.may(Permission.DRAFT)
        member = await PanelMember.one(scope, input.member, "member")
        nomination = await Nomination.one(scope, input.nomination, "nomination")
        if member.round_id != nomination.round_id:
            raise InputImpossible("评委与候选人不在同一轮评选。", field="nomination")
        if input.id is None:
            await _possible(nomination, _counted(nomination), standing_back=1)
        return await keep(info, Conflict, input, path=nomination.path)

    @act(Nomination)
    async def record_panel_votes(self, info: Info, input: PanelVotes) -> Answer[Nomination]:
        """Write down how the panel voted on a candidate, without those who stand back."""
        scope = info.context.may(Permission.DRAFT)
        nomination = await Nomination.one(scope, input.nomination, "nomination")
        await _possible(nomination, Ballot(input.yes, input.no, input.abstain))
        return await change(
            info,
            nomination,
            input.expected_version,
            permission=Permission.DRAFT,
            yes=input.yes,
            no=input.no,
            abstain=input.abstain,
        )


def _counted(nomination: Nomination) -> Ballot:
    return Ballot(nomination.yes or 0, nomination.no or 0, nomination.abstain or 0)


async def _possible(nomination: Nomination, ballot: Ballot, standing_back: int = 0) -> None:
    """Refuses votes that cannot be true, with so many more standing back than are on record."""
    panel = await PanelMemberRecord.filter(round_id=nomination.round_id).count()
    conflicts = await ConflictRecord.filter(nomination_id=nomination.id).count()
    if fact := awards.impossible(ballot, panel, conflicts + standing_back):
        raise VotesImpossible(fact, field="nomination")


SHEETS = (
    Sheet(
        "award-rounds",
        "候选",
        Nomination,
        ("评选名称", "候选户号", "候选人", "候选村民小组"),
        (
            Step(
                NominationDraft,
                "draftNomination",
                mutation(candidacies.Mutation, "draft_nomination"),
            ),
            Step(
                PanelVotes,
                "recordPanelVotes",
                mutation(Mutation, "record_panel_votes"),
                given={"nomination": "", "expected_version": "version"},
            ),
        ),
    ),
)
"""A row is a candidate, with the votes of the panel."""

# Shown: nothing. The public reads the candidates and the honours, never a vote on a person.

DOCUMENTS: tuple[Document, ...] = ()
