"""Outcomes: what the chair declares of each motion, and what the public reads of the meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.draft import Instruction, asked
from schema.base.keeping import change
from schema.base.part import Part, parts
from schema.base.refusal import Refusal
from schema.base.served import edge
from schema.base.sheet import Sheet, Step, mutation
from schema.base.verdict import Verdict
from schema.records import motions
from schema.records.meetings import Meeting, attendance
from schema.records.motions import Motion, MotionDraft, MotionRecord, of_members, ordinary, served
from schema.rules import masking, quorum
from schema.rules.gatherings import MeetingSort
from schema.rules.masking import PublicText
from schema.rules.roles import Permission
from schema.rules.voting import Method, MotionOutcome

# Stored, served and asked: with the motion.

Query: type | None = None

# Done


@strawberry.input
class Declaration(Instruction):
    """What the chair declares."""

    motion: relay.GlobalID = asked("事项", refers=Motion)
    """The motion."""

    expected_version: int
    """The version of it that you read."""

    adopted: bool = asked("是否通过")
    """Whether it is adopted."""


class NothingToDecide(Refusal):
    """A talk decides nothing; what it finds goes to a meeting that can."""

    code = "motions.nothing-to-decide"
    message = "这类会议不作表决，或者人数、票数尚未登记。请先登记，或提交村民小组会议表决。"


class DecidedWithoutQuorum(Refusal):
    """A motion cannot be declared adopted by a meeting that could not decide."""

    code = "motions.decided-without-quorum"
    message = "到会人数不足，会议不能作出决定。"


class MajorityMissing(Refusal):
    """A motion cannot be declared adopted that too few agreed to."""

    code = "motions.majority-missing"
    message = "同意票数不足，不能宣布通过。"


@strawberry.type
class Mutation:
    """What the chair of a meeting declares."""

    @act(Motion)
    async def declare_result(self, info: Info, input: Declaration) -> Answer[Motion]:
        """Declare a motion adopted or not; adopted only where attendance and votes suffice."""
        context = info.context
        motion = await Motion.one(context.may(Permission.DRAFT), input.motion, "motion")
        meeting = await edge(context, Meeting, motion.meeting_id)
        if input.adopted:
            adoptable(motion, meeting, context)
        return await change(
            info,
            motion,
            input.expected_version,
            permission=Permission.DRAFT,
            result=MotionOutcome.PASS if input.adopted else MotionOutcome.FAIL,
        )


def adoptable(motion: Motion, meeting: Meeting, context: Context) -> None:
    """Refuses where the meeting could not decide or too few agreed, naming by how many."""
    present, agreed = attendance(meeting, context), ordinary(motion, meeting, context)
    if present is None or agreed is None:
        raise NothingToDecide("没有可供计算的人数和票数。", field="motion")
    _reached(present, DecidedWithoutQuorum, "实到")
    _reached(agreed, MajorityMissing, "同意")
    if motion.collective:
        members = of_members(motion, meeting, context)
        if members is None:
            raise NothingToDecide(
                "涉及集体财产或成员权益，须登记成员人数和同意人数。", field="motion"
            )
        _reached(members, MajorityMissing, "同意的成员")


def _reached(found: quorum.Verdict, short: type[Refusal], what: str) -> None:
    if not found.reached:
        unit = quorum.unit(found.basis)
        raise short(
            f"应计 {found.entitled} {unit}，{what} {found.present} {unit}，"
            f"还差 {found.missing} {unit}。",
            threshold=f"至少 {found.required} {unit}",
            source=found.source,
        )


@dataclass(frozen=True, slots=True)
class _Declared:
    """What was declared of a motion; none while it is pending."""

    adopted: bool | None


async def _declared(motions: Sequence[Motion]) -> Mapping[UUID, _Declared]:
    said = {MotionOutcome.PASS: True, MotionOutcome.FAIL: False, MotionOutcome.PENDING: None}
    return {each.id: _Declared(said[each.result]) for each in motions}


SHEETS = (
    Sheet(
        "meetings",
        "表决",
        Motion,
        ("开会时间", "会议名称", "议题号"),
        (
            Step(MotionDraft, "draftMotion", mutation(motions.Mutation, "draft_motion")),
            Step(
                Declaration,
                "declareResult",
                mutation(Mutation, "declare_result"),
                given={"motion": "", "expected_version": "version"},
                standing=_declared,
            ),
        ),
    ),
)
"""A row is a motion with its counts, and what the chair declared of it."""

# Shown


@strawberry.type
class Resolution(Part):
    """What came of one motion."""

    number: PublicText
    """Its number on the agenda."""

    title: PublicText
    """What it is about."""

    text: PublicText
    """What was put to the vote."""

    method: Method
    """How the vote was taken."""

    result: MotionOutcome
    """What was declared."""

    yes: int | None
    """In favour."""

    no: int | None
    """Against."""

    abstain: int | None
    """Abstained."""

    invalid: int | None
    """Spoiled."""

    verdict: Verdict | None
    """Whether enough agreed, of those present."""

    collective_verdict: Verdict | None
    """Whether enough of all members agreed, where the collective is concerned."""

    follow_up: PublicText | None
    """Who does what next, by post."""

    due_on: date | None
    """By which day."""


@strawberry.type
class MeetingOutcome(Publication):
    """What the meeting decided, and how many were there."""

    CODE = CatalogueCode("V05")

    sort: MeetingSort
    """What sort of meeting it was."""

    starts_at: datetime
    """When it began."""

    location: PublicText
    """Where it was held."""

    attendance: Verdict | None
    """Whether it could decide; null where it only talked."""

    summary: PublicText | None
    """What was said."""

    resolutions: strawberry.Private[list[Resolution]]

    resolution_parts = parts(Resolution, "resolutions", "What came of each motion.")


async def outcome(context: Context, meeting: Meeting) -> MeetingOutcome:
    """The public result of a meeting, with the working shown."""
    motions = await Motion.all_of(
        MotionRecord.filter(meeting_id=meeting.id).order_by("number", "id")
    )
    for motion in motions:
        if motion.result is MotionOutcome.PASS:
            adoptable(motion, meeting, context)
    return MeetingOutcome(
        title=masking.text(f"{meeting.title}结果"),
        day=meeting.day,
        sort=meeting.sort,
        starts_at=meeting.starts_at,
        location=masking.text(meeting.location),
        attendance=served(attendance(meeting, context)),
        summary=masking.text(meeting.summary) if meeting.summary else None,
        resolutions=[_resolution(motion, meeting, context) for motion in motions],
    )


def _resolution(motion: Motion, meeting: Meeting, context: Context) -> Resolution:
    return Resolution(
        number=masking.text(motion.number),
        title=masking.text(motion.title),
        text=masking.text(motion.text),
        method=motion.method,
        result=motion.result,
        yes=motion.yes,
        no=motion.no,
        abstain=motion.abstain,
        invalid=motion.invalid,
        verdict=served(ordinary(motion, meeting, context)),
        collective_verdict=served(of_members(motion, meeting, context)),
        follow_up=masking.text(motion.follow_up) if motion.follow_up else None,
        due_on=motion.due_on,
    )


DOCUMENTS = (Document(MeetingOutcome, Meeting, outcome),)
