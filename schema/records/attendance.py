"""Attendance: who came to a meeting, counted at the door on one basis or several.

What happened is always recordable, with a failing verdict if so; refused are only numbers that
cannot be true.
"""

from __future__ import annotations

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Instruction, asked
from schema.base.keeping import change
from schema.base.refusal import Refusal
from schema.base.sheet import Sheet, Step, mutation
from schema.records import meetings
from schema.records.meetings import Meeting, MeetingDraft
from schema.rules import quorum
from schema.rules.gatherings import EventStatus
from schema.rules.quorum import Basis
from schema.rules.roles import Permission

# Stored, served and asked: with the meeting.

Query: type | None = None

# Done


@strawberry.input
class AttendanceDraft(Instruction):
    """Who came to a meeting, counted at the door."""

    meeting: relay.GlobalID = asked("会议名称", refers=Meeting)
    """The meeting."""

    expected_version: int
    """The version of it that you read."""

    adults_entitled: int | None = asked("成年村民应到", None)
    """Adults on the frozen roll."""

    adults_present: int | None = asked("成年村民实到", None)
    """Adults who came."""

    households_entitled: int | None = asked("应到户数", None)
    """Households on the frozen roll."""

    households_present: int | None = asked("实到户数", None)
    """Households represented."""

    members_entitled: int | None = asked("成员应到", None)
    """Full-capacity members on the frozen roll."""

    members_present: int | None = asked("成员实到", None)
    """Members who came."""

    representatives_entitled: int | None = asked("代表应到", None)
    """Who makes up the representatives' meeting."""

    representatives_present: int | None = asked("代表实到", None)
    """Of these, who came."""


class CountImpossible(Refusal):
    """Numbers that cannot be true."""

    code = "meetings.count-impossible"
    message = "人数或票数前后不符。请核对签到表和票数。"


@strawberry.type
class Mutation:
    """What officers do with attendance."""

    @act(Meeting)
    async def record_attendance(self, info: Info, input: AttendanceDraft) -> Answer[Meeting]:
        """Write down who came. A meeting short of its quorum is recorded all the same."""
        meeting = await Meeting.one(info.context.may(Permission.DRAFT), input.meeting, "meeting")
        counts: dict[str, int | None] = {}
        for basis in Basis:
            names = (f"{basis.value}_present", f"{basis.value}_entitled")
            present, entitled = (getattr(input, name) for name in names)
            counts |= dict(zip(names, (present, entitled), strict=True))
            if (present is None) != (entitled is None):
                raise CountImpossible("应到与实到须同时填写。", field=names[0])
            if present is None or entitled is None:
                continue
            if fact := quorum.impossible(quorum.Headcount(basis, present, entitled)):
                raise CountImpossible(fact, field=names[0])
        return await change(
            info,
            meeting,
            input.expected_version,
            permission=Permission.DRAFT,
            status=EventStatus.PASSED,
            **counts,
        )


SHEETS = (
    Sheet(
        "meetings",
        "会议",
        Meeting,
        ("开会时间", "会议名称"),
        (
            Step(MeetingDraft, "draftMeeting", mutation(meetings.Mutation, "draft_meeting")),
            Step(
                AttendanceDraft,
                "recordAttendance",
                mutation(Mutation, "record_attendance"),
                given={"meeting": "", "expected_version": "version"},
            ),
        ),
    ),
)
"""A row is a meeting, with who came once it has been held."""

# Shown: with the outcome of the meeting.

DOCUMENTS: tuple[Document, ...] = ()
