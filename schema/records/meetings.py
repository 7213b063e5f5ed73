"""Meetings: who was called, who came, and whether they could decide.

Who came is written down by `attendance`; what was decided, by `motions` and `outcomes`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import SHANGHAI, Context, Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.part import parts
from schema.base.readers import open_to
from schema.base.record import MomentField, Record
from schema.base.refusal import InputImpossible, Refusal
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.base.verdict import Verdict
from schema.records.agendas import AgendaItem, AgendaItemDraft
from schema.records.areas import OfArea
from schema.records.bodies import Body
from schema.rules import quorum
from schema.rules.gatherings import GATHERINGS, EventStatus, MeetingSort
from schema.rules.quorum import Basis
from schema.rules.roles import Audience, Permission

# Stored


strawberry.enum(MeetingSort)
strawberry.enum(EventStatus)


class MeetingRecord(Record):
    """A meeting. Checks keep the counts possible: nobody present who is not entitled."""

    # A body that has called meetings is dissolved, never deleted.
    convener: Any = fields.ForeignKeyField(
        "zuwu.BodyRecord", related_name=False, on_delete=fields.RESTRICT
    )
    sort: Any = fields.CharEnumField(MeetingSort, max_length=32)
    status: Any = fields.CharEnumField(EventStatus, max_length=16)
    title = fields.CharField(max_length=200)
    starts_at = MomentField()
    location = fields.CharField(max_length=200)
    basis: Any = fields.CharEnumField(Basis, max_length=16, null=True)
    notice_given_on = fields.DateField(null=True)
    notice_channel = fields.CharField(max_length=200, null=True)
    agenda: Any = fields.JSONField()
    summary = fields.TextField(null=True)
    adults_entitled = fields.IntField(null=True)
    adults_present = fields.IntField(null=True)
    households_entitled = fields.IntField(null=True)
    households_present = fields.IntField(null=True)
    members_entitled = fields.IntField(null=True)
    members_present = fields.IntField(null=True)
    representatives_entitled = fields.IntField(null=True)
    representatives_present = fields.IntField(null=True)

    class Meta:
        """In the order of their days."""

        table = "meeting"
        indexes = (("starts_at", "id"),)


# Served


@strawberry.type
class Meeting(OfArea):
    """A meeting, as its officers see it."""

    stored = MeetingRecord

    readers = open_to(
        Audience.MEMBERS,
        members=(
            "sort status title starts_at location basis notice_given_on "
            "notice_channel summary adults_entitled adults_present "
            "households_entitled households_present members_entitled "
            "members_present representatives_entitled representatives_present "
            "agenda convener verdict"
        ),
    )

    convener_id: strawberry.Private[UUID]

    sort: MeetingSort
    """What sort of meeting it is."""

    status: EventStatus
    """Where it stands."""

    title: str
    """What it is called."""

    starts_at: datetime
    """When it begins."""

    location: str
    """Where it is held."""

    basis: Basis | None
    """What is counted, chosen beforehand; null where nothing is decided."""

    notice_given_on: date | None
    """When notice was given."""

    notice_channel: str | None
    """How notice was given."""

    summary: str | None
    """What was said, in a few sentences."""

    adults_entitled: int | None
    """Adults on the frozen roll."""

    adults_present: int | None
    """Adults who came."""

    households_entitled: int | None
    """Households on the frozen roll."""

    households_present: int | None
    """Households represented, at most one representative each."""

    members_entitled: int | None
    """Full-capacity members of the collective on the frozen roll."""

    members_present: int | None
    """Members who came."""

    representatives_entitled: int | None
    """Villagers' representatives and others who make up the meeting."""

    representatives_present: int | None
    """Of these, who came."""

    agenda: strawberry.Private[list[AgendaItem]]

    agenda_parts = parts(AgendaItem, "agenda", "The matters on the agenda.")

    convener: Body | None = to(Body, "convener_id", "The body that called it.")

    @strawberry.field
    def verdict(self, info: Info) -> Verdict | None:
        """Whether it could decide, by the law of its day; null while nobody has been counted."""
        found = attendance(self, info.context)
        return None if found is None else Verdict.of(found)

    @property
    def day(self) -> date:
        """The legal day on which it is held."""
        return self.starts_at.astimezone(SHANGHAI).date()

    def headcount(self, basis: Basis | None) -> quorum.Headcount | None:
        """Who was counted on a basis; none if nobody was."""
        if basis is None or getattr(self, f"{basis.value}_present") is None:
            return None
        entitled = getattr(self, f"{basis.value}_entitled")
        return quorum.Headcount(basis, getattr(self, f"{basis.value}_present"), entitled)


def attendance(meeting: Meeting, context: Context) -> quorum.Verdict | None:
    """Whether a meeting could decide; none where it decides nothing or nobody was counted."""
    gathering, count = GATHERINGS.get(meeting.sort), meeting.headcount(meeting.basis)
    if gathering is None or count is None:
        return None
    return quorum.verdict(count, gathering, context.profile_on(meeting.day))


# Asked


@strawberry.input
class MeetingFilter(Filter):
    """Which meetings."""

    sort: MeetingSort | None = where("sort")
    """Of this sort."""

    status: EventStatus | None = where("status")
    """That stand so."""

    starts_after: datetime | None = where("starts_at__gte")
    """That begin at this moment or later."""

    starts_before: datetime | None = where("starts_at__lt")
    """That begin earlier than this moment."""


@strawberry.enum
class MeetingOrder(Enum):
    """In which order meetings are listed."""

    NEWEST = "-starts_at"
    """The latest first."""

    OLDEST = "starts_at"
    """The earliest first."""


@strawberry.type
class Query:
    """Meetings, for officers."""

    meetings: Connection[Meeting] | None = connection(Meeting, MeetingFilter, MeetingOrder)
    """The meetings in your scope."""


# Done


@strawberry.input
class MeetingDraft(Draft):
    """A meeting as an officer writes it; who came is written down by `recordAttendance`."""

    convener: relay.GlobalID = asked("召集组织", refers=Body)
    """The body that calls it."""

    sort: MeetingSort = asked("会议类别")
    """What sort of meeting it is."""

    status: EventStatus = asked("情况", EventStatus.CONFIRMED)
    """Where it stands."""

    title: Text = asked("会议名称")
    """What it is called."""

    starts_at: datetime = asked("开会时间")
    """When it begins, with the offset from UTC."""

    location: Text = asked("地点")
    """Where it is held."""

    basis: Basis | None = asked("计算口径", None)
    """What is counted; choose it before the meeting."""

    notice_given_on: date | None = asked("通知日期", None)
    """When notice was given."""

    notice_channel: Text | None = asked("通知方式", None)
    """How notice was given."""

    agenda: list[AgendaItemDraft] = asked("议程")
    """The matters on the agenda."""

    summary: Text | None = asked("会议纪要", None)
    """What was said, in a few sentences, without names."""


class BasisUnknown(Refusal):
    """The law does not let this meeting be counted so."""

    code = "meetings.basis-unknown"
    message = "这类会议不能按此口径计算。请改选成年村民或户等口径。"


@strawberry.type
class Mutation:
    """What officers do with meetings."""

    @act(Meeting)
    async def draft_meeting(self, info: Info, input: MeetingDraft) -> Answer[Meeting]:
        """Write a meeting down, or change one."""
        convener = await Body.one(info.context.may(Permission.DRAFT), input.convener, "convener")
        gathering = GATHERINGS.get(input.sort)
        if gathering and input.basis and (gathering, input.basis) not in quorum.KEYS:
            raise BasisUnknown("所选口径不适用于这类会议。", field="basis")
        first = min(profile.valid_from for profile in info.context.profiles)
        if input.starts_at.date() < first:
            raise InputImpossible(f"{first} 以前的会议没有可依据的规则。", field="startsAt")
        if input.starts_at.tzinfo is None:
            raise InputImpossible("开会时间缺少时区，例如 +08:00。", field="startsAt")
        return await keep(info, Meeting, input, path=convener.path)


SHEETS: tuple[Sheet, ...] = ()

# Shown: a meeting is called by `invitations` and told of by `outcomes`.

DOCUMENTS: tuple[Document, ...] = ()
