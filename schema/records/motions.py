"""Motions: one matter, one discussion, one vote."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.served import edge, to
from schema.base.sheet import Sheet
from schema.base.verdict import Verdict
from schema.records.areas import OfArea
from schema.records.attendance import CountImpossible
from schema.records.meetings import Meeting
from schema.rules import majority, quorum
from schema.rules.gatherings import GATHERINGS
from schema.rules.quorum import Basis, Gathering
from schema.rules.roles import Audience, Permission
from schema.rules.voting import Method, MotionOutcome

# Stored


strawberry.enum(Method)
strawberry.enum(MotionOutcome)


class MotionRecord(Record):
    """A motion and its counts. Checks keep the counts from being negative."""

    # A meeting is part of the record and is never deleted.
    meeting: Any = fields.ForeignKeyField(
        "zuwu.MeetingRecord", related_name=False, on_delete=fields.RESTRICT
    )
    number = fields.CharField(max_length=20)
    title = fields.CharField(max_length=200)
    text = fields.TextField()
    collective = fields.BooleanField()
    method: Any = fields.CharEnumField(Method, max_length=16)
    yes = fields.IntField(null=True)
    no = fields.IntField(null=True)
    abstain = fields.IntField(null=True)
    invalid = fields.IntField(null=True)
    members_yes = fields.IntField(null=True)
    result: Any = fields.CharEnumField(MotionOutcome, max_length=16, default=MotionOutcome.PENDING)
    follow_up = fields.CharField(max_length=500, null=True)
    due_on = fields.DateField(null=True)

    class Meta:
        """A number names one motion of its meeting."""

        table = "motion"
        unique_together = (("meeting_id", "number"),)


# Served


@strawberry.type
class Motion(OfArea):
    """A motion, as its officers see it."""

    stored = MotionRecord

    readers = open_to(
        Audience.MEMBERS,
        members=(
            "number title text collective method yes no abstain invalid "
            "members_yes result follow_up due_on meeting verdict "
            "collective_verdict"
        ),
    )

    meeting_id: strawberry.Private[UUID]

    number: str
    """Its number on the agenda."""

    title: str
    """What it is about."""

    text: str
    """What was put to the vote."""

    collective: bool
    """Whether it concerns the collective's property or members' rights."""

    method: Method
    """How the vote was taken."""

    yes: int | None
    """In favour, on the meeting's basis."""

    no: int | None
    """Against."""

    abstain: int | None
    """Abstained."""

    invalid: int | None
    """Spoiled."""

    members_yes: int | None
    """Full-capacity members in favour, where the collective is concerned."""

    result: MotionOutcome
    """What was declared."""

    follow_up: str | None
    """Who does what next, by post and not by name."""

    due_on: date | None
    """By which day."""

    meeting: Meeting | None = to(Meeting, "meeting_id", "The meeting.")

    @strawberry.field
    async def verdict(self, info: Info) -> Verdict | None:
        """Whether enough agreed, of those present; null while votes have not been counted."""
        meeting = await edge(info.context, Meeting, self.meeting_id)
        return served(ordinary(self, meeting, info.context))

    @strawberry.field
    async def collective_verdict(self, info: Info) -> Verdict | None:
        """Whether enough of all members agreed; null where the collective is not concerned."""
        meeting = await edge(info.context, Meeting, self.meeting_id)
        return served(of_members(self, meeting, info.context))


def served(found: quorum.Verdict | None) -> Verdict | None:
    return None if found is None else Verdict.of(found)


def ordinary(motion: Motion, meeting: Meeting, context: Context) -> quorum.Verdict | None:
    """More than half of those present, on the meeting's basis."""
    gathering, count = GATHERINGS.get(meeting.sort), meeting.headcount(meeting.basis)
    if gathering is None or count is None or motion.yes is None:
        return None
    profile = context.profile_on(meeting.day)
    return majority.verdict(majority.Tally(motion.yes, 0, 0), count, gathering, profile)


def of_members(motion: Motion, meeting: Meeting, context: Context) -> quorum.Verdict | None:
    """Two thirds of all full-capacity members, where the collective is concerned."""
    count = meeting.headcount(Basis.MEMBERS)
    if not motion.collective or count is None or motion.members_yes is None:
        return None
    profile = context.profile_on(meeting.day)
    tally = majority.Tally(motion.members_yes, 0, 0)
    return majority.verdict(tally, count, Gathering.COLLECTIVE, profile)


# Asked


@strawberry.input
class MotionFilter(Filter):
    """Which motions."""

    meeting: relay.GlobalID | None = where("meeting_id")
    """Of this meeting."""

    result: MotionOutcome | None = where("result")
    """With this result."""

    collective: bool | None = where("collective")
    """That concern the collective, or not."""

    due_by: date | None = where("due_on__lte")
    """That have to be carried out by this day."""


@strawberry.enum
class MotionOrder(Enum):
    """In which order motions are listed."""

    NUMBER = "number"
    """By number on the agenda."""

    NEWEST = "-changed_at"
    """The latest changed first."""


@strawberry.type
class Query:
    """Motions, for officers."""

    motions: Connection[Motion] | None = connection(Motion, MotionFilter, MotionOrder)
    """The motions in your scope."""


# Done


@strawberry.input
class MotionDraft(Draft):
    """A motion as an officer writes it, with its counts once the vote was taken."""

    meeting: relay.GlobalID = asked("会议名称", refers=Meeting)
    """The meeting."""

    number: Text = asked("议题号")
    """Its number on the agenda."""

    title: Text = asked("事项")
    """What it is about."""

    text: Text = asked("表决内容")
    """What is put to the vote."""

    collective: bool = asked("涉及集体财产", False)
    """Whether it concerns the collective's property or members' rights."""

    method: Method = asked("表决方式", Method.SHOW_OF_HANDS)
    """How the vote is taken."""

    yes: int | None = asked("同意", None)
    """In favour, on the meeting's basis."""

    no: int | None = asked("反对", None)
    """Against."""

    abstain: int | None = asked("弃权", None)
    """Abstained."""

    invalid: int | None = asked("无效", None)
    """Spoiled."""

    members_yes: int | None = asked("同意的成员", None)
    """Full-capacity members in favour, where the collective is concerned."""

    follow_up: Text | None = asked("下一步", None)
    """Who does what next, by post and not by name."""

    due_on: date | None = asked("完成期限", None)
    """By which day."""


@strawberry.type
class Mutation:
    """What officers do with motions."""

    @act(Motion)
    async def draft_motion(self, info: Info, input: MotionDraft) -> Answer[Motion]:
        """Write a motion down, with its counts or before them; its result is declared apart.

        A change takes a declared result back.
        """
        meeting = await Meeting.one(info.context.may(Permission.DRAFT), input.meeting, "meeting")
        _possible(input, meeting)
        anew = {"result": MotionOutcome.PENDING}
        return await keep(info, Motion, input, path=meeting.path, anew=anew)


def _possible(input: MotionDraft, meeting: Meeting) -> None:
    """Refuses votes that cannot be true."""
    given = [input.yes, input.no, input.abstain, input.invalid]
    if all(each is None for each in given):
        return
    tally = majority.Tally(*(each or 0 for each in given))
    count = meeting.headcount(meeting.basis)
    if count is None:
        raise CountImpossible("会议人数尚未登记。", field="yes")
    if fact := majority.impossible(tally, count):
        raise CountImpossible(fact, field="yes")
    members = meeting.headcount(Basis.MEMBERS)
    if input.members_yes is not None and not (
        members and 0 <= input.members_yes <= members.present
    ):
        raise CountImpossible(
            "同意的成员数多于到会的成员数，或成员人数尚未登记。", field="membersYes"
        )


SHEETS: tuple[Sheet, ...] = ()

# Shown: with the outcome of the meeting.

DOCUMENTS: tuple[Document, ...] = ()
