"""Adoptions: how a text comes to bind, from the vote to its filing, and how it ends."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.draft import Instruction, Text, asked, in_order
from schema.base.keeping import change
from schema.base.refusal import InputImpossible, Refusal
from schema.base.served import edge
from schema.base.sheet import Sheet, Step, mutation
from schema.records import texts
from schema.records.meetings import Meeting
from schema.records.motions import Motion
from schema.records.outcomes import adoptable
from schema.records.texts import RegulationVersionDraft, open_to_change
from schema.records.versions import RegulationVersion, RegulationVersionRecord
from schema.rules import force
from schema.rules.force import Stage
from schema.rules.roles import Permission
from schema.rules.voting import MotionOutcome

# Stored, served and asked: with the versions.

Query: type | None = None

# Done


@strawberry.input
class OfVersion(Instruction):
    """Something that happens to a text of a regulation."""

    regulation_version: relay.GlobalID = asked("规章文本")
    """The version."""

    expected_version: int
    """The version of its record that you read."""


@strawberry.input
class Adoption(OfVersion):
    """A meeting adopts a text."""

    adopted_by: relay.GlobalID = asked("通过的议题号", refers=Motion)
    """The motion by which it did; it has been declared adopted."""


@strawberry.input
class Filing(OfVersion):
    """A text is filed with the town or village."""

    filing_number: Text = asked("备案文号")
    """The number under which it is filed."""

    filed_on: date = asked("备案日期")
    """The day."""


@strawberry.input
class Enforcement(OfVersion):
    """A text comes into force."""

    in_force_from: date = asked("施行日期")
    """The first day it binds, not before the day it was adopted."""

    trial_until: date | None = asked("试行截止日期", None)
    """The last day of a trial; none where it binds for good."""


@strawberry.input
class Repeal(OfVersion):
    """A text is repealed."""

    repealed_on: date = asked("废止日期")
    """The first day on which it no longer binds."""

    repeal_reason: Text = asked("废止原因")
    """Why, in one sentence that the public may read."""


class NotAdopted(Refusal):
    """Only what a meeting has adopted is filed or comes into force."""

    code = "regulations.not-adopted"
    message = "规章须经会议表决通过。请先登记会议、表决结果并宣布通过。"


class ForceOverlaps(Refusal):
    """Of one regulation one text is in force on a day, and a later one follows an earlier."""

    code = "regulations.force-overlaps"
    message = "同一规章同一天只能有一个文本施行，后一号须在前一号之后施行。请改施行日期。"


class NotInForce(Refusal):
    """What is not in force cannot be repealed or announced."""

    code = "regulations.not-in-force"
    message = "该规章没有施行中的文本。请先登记施行日期。"


@strawberry.type
class Mutation:
    """What officers write down of the life of a text."""

    @act(RegulationVersion)
    async def adopt_regulation(self, info: Info, input: Adoption) -> Answer[RegulationVersion]:
        """Write down that a meeting adopted a text; only where attendance and votes suffice."""
        context = info.context
        version = await _version(info, input)
        motion = await Motion.one(context.may(Permission.DRAFT), input.adopted_by, "adoptedBy")
        meeting = await edge(context, Meeting, motion.meeting_id)
        if version.adopted_by_id != motion.id:
            open_to_change(version)
        if motion.path != version.path:
            raise InputImpossible("表决的会议不属于该规章的区域。", field="adoptedBy")
        carried(motion, meeting, context)
        day = meeting.day
        return await _written(info, version, input, adopted_by_id=motion.id, adopted_on=day)

    @act(RegulationVersion)
    async def file_regulation(self, info: Info, input: Filing) -> Answer[RegulationVersion]:
        """Write down when and under which number an adopted text was filed."""
        version = await _version(info, input)
        in_order(_adopted(version), input.filed_on, "filedOn")
        return await _written(
            info, version, input, filing_number=input.filing_number, filed_on=input.filed_on
        )

    @act(RegulationVersion)
    async def enforce_regulation(self, info: Info, input: Enforcement) -> Answer[RegulationVersion]:
        """Set the day from which an adopted text binds; it ends the version before it."""
        version = await _version(info, input)
        begins = input.in_force_from
        if (version.in_force_from, version.trial_until) == (begins, input.trial_until):
            return version
        in_order(_adopted(version), begins, "inForceFrom")
        in_order(begins, input.trial_until, "trialUntil")
        if force.stage(version.life(), info.context.today) not in _AHEAD:
            raise ForceOverlaps(f"第 {version.number} 号文本已自 {version.in_force_from} 起施行。")
        await _follow(info, version, begins)
        return await _written(
            info, version, input, in_force_from=begins, trial_until=input.trial_until
        )

    @act(RegulationVersion)
    async def repeal_regulation(self, info: Info, input: Repeal) -> Answer[RegulationVersion]:
        """Write down that a text no longer binds, from which day and why."""
        version = await _version(info, input)
        said = (input.repealed_on, input.repeal_reason)
        if (version.repealed_on, version.repeal_reason) == said:
            return version
        if force.stage(version.life(), input.repealed_on) not in _STANDING:
            raise NotInForce(f"第 {version.number} 号文本在 {input.repealed_on} 没有施行。")
        return await _written(
            info,
            version,
            input,
            repealed_on=input.repealed_on,
            repeal_reason=input.repeal_reason,
        )


_AHEAD = frozenset({Stage.ADOPTED, Stage.FILED})
"""Where the day from which a text binds may still be set, or set anew."""

_STANDING = frozenset({Stage.IN_FORCE, Stage.TRIAL, Stage.LAPSED})
"""Where there is something to repeal."""


async def _version(info: Info, input: OfVersion) -> RegulationVersion:
    scope = info.context.may(Permission.DRAFT)
    return await RegulationVersion.one(scope, input.regulation_version, "regulationVersion")


def _adopted(version: RegulationVersion) -> date:
    """The day it was adopted; refused where it was not."""
    if version.adopted_on is None:
        raise NotAdopted(f"第 {version.number} 号文本尚未经会议通过。")
    return version.adopted_on


def carried(motion: Motion, meeting: Meeting, context: Context) -> None:
    """Refuses where the motion was not declared adopted, or attendance and votes do not suffice."""
    if motion.result is not MotionOutcome.PASS:
        raise NotAdopted(f"议题 {motion.number} 尚未宣布通过。", field="adoptedBy")
    adoptable(motion, meeting, context)


async def _written(
    info: Info, version: RegulationVersion, input: OfVersion, **facts: object
) -> RegulationVersion:
    return await change(info, version, input.expected_version, permission=Permission.DRAFT, **facts)


async def _follow(info: Info, version: RegulationVersion, begins: date) -> None:
    """Ends the version before this one on the day it begins."""
    rows = RegulationVersionRecord.filter(
        regulation_id=version.regulation_id, in_force_from__isnull=False
    )
    others = await RegulationVersion.all_of(rows.exclude(id=version.id).order_by("in_force_from"))
    for other in others:
        if other.number > version.number or (other.in_force_from or begins) >= begins:
            raise ForceOverlaps(
                f"第 {other.number} 号文本自 {other.in_force_from} 起施行。",
                threshold="前一号文本施行以后、后一号文本施行以前",
                field="inForceFrom",
            )
    for last in others[-1:]:
        if last.repealed_on is None or last.repealed_on > begins:
            await change(info, last, last.version, permission=Permission.DRAFT, replaced_on=begins)


_OF_VERSION = {"regulation_version": "", "expected_version": "version"}

SHEETS = (
    Sheet(
        "regulations",
        "规章文本",
        RegulationVersion,
        ("规章名称", "文本号"),
        (
            Step(
                RegulationVersionDraft,
                "draftRegulationVersion",
                mutation(texts.Mutation, "draft_regulation_version"),
            ),
            *(
                Step(draft, act, mutation(Mutation, name), given=_OF_VERSION)
                for draft, act, name in (
                    (Adoption, "adoptRegulation", "adopt_regulation"),
                    (Filing, "fileRegulation", "file_regulation"),
                    (Enforcement, "enforceRegulation", "enforce_regulation"),
                    (Repeal, "repealRegulation", "repeal_regulation"),
                )
            ),
        ),
    ),
)
"""A row is a text of a regulation and what has happened to it."""

# Shown: by `promulgations`.

DOCUMENTS: tuple[Document, ...] = ()
