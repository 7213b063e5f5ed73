"""Promulgations: what everyone reads of a regulation that a meeting adopted."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.base.context import Context
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.part import Part, parts
from schema.base.served import edge
from schema.base.sheet import Sheet
from schema.base.value import Value
from schema.base.verdict import Verdict
from schema.records.adoptions import NotInForce, carried
from schema.records.bodies import Body
from schema.records.clauses import Chapter, published
from schema.records.comparisons import ComparedClause, compared
from schema.records.meetings import Meeting, attendance
from schema.records.motions import Motion, of_members, ordinary, served
from schema.records.regulations import Regulation, RegulationSort
from schema.records.versions import RegulationVersion, RegulationVersionRecord
from schema.rules import force, masking
from schema.rules.comparison import Change
from schema.rules.masking import PublicText
from schema.rules.voting import Method

# Stored, served, asked and done: with the regulation and its versions.

Query: type | None = None
Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown


@strawberry.type
class Decision(Value):
    """The vote that a text stands on, with its working."""

    meeting: PublicText
    """What the meeting was called."""

    held_on: date
    """The day it was held."""

    motion: PublicText
    """What was put to the vote."""

    method: Method
    """How the vote was taken."""

    yes: int | None
    """In favour."""

    no: int | None
    """Against."""

    abstain: int | None
    """Abstained."""

    attendance: Verdict | None
    """Whether the meeting could decide."""

    verdict: Verdict | None
    """Whether enough agreed, of those present."""

    collective_verdict: Verdict | None
    """Whether enough of all members agreed, where the collective is concerned."""


@strawberry.type
class EarlierText(Part):
    """A version that was in force before."""

    version: int
    """Which, counted from 1."""

    in_force_from: date
    """The first day it bound."""

    last_day: date | None
    """The last day it bound."""

    reason: PublicText
    """Why it was written, or what it changed and why."""

    chapters: strawberry.Private[list[Chapter]]

    chapter_parts = parts(
        Chapter, "chapters", "What it says, where it still bound on the day this was drawn up."
    )


@strawberry.type
class RegulationText(Publication):
    """What a regulation says, since when, who decided it, and what changed."""

    CODE = CatalogueCode("V03")

    sort: RegulationSort
    """What it is about."""

    responsible: PublicText
    """The body that answers for it."""

    contact: PublicText
    """Where to ask."""

    version: int
    """Which text of the regulation it is, counted from 1."""

    in_force_from: date
    """The first day it binds."""

    trial_until: date | None
    """The last day of its trial; it ends with that day by itself."""

    repealed_on: date | None
    """The first day on which it no longer binds, where it was repealed."""

    repeal_reason: PublicText | None
    """Why it was repealed."""

    reason: PublicText
    """Why it was written, or what it changes and why."""

    drafted_by: PublicText
    """Who drafted it, by post."""

    decision: Decision
    """The vote that it stands on."""

    filing_number: PublicText | None
    """The number under which it was filed with the town or village."""

    filed_on: date | None
    """The day it was filed."""

    compared_with: date | None
    """The first day of the version with which it is compared; null in the first."""

    chapters: strawberry.Private[list[Chapter]]
    changes: strawberry.Private[list[ComparedClause]]
    earlier: strawberry.Private[list[EarlierText]]

    chapter_parts = parts(Chapter, "chapters", "What it says.")
    change_parts = parts(ComparedClause, "changes", "What changed, clause by clause.")
    earlier_parts = parts(EarlierText, "earlier", "The versions before it, the latest first.")

    def binds(self, on: date) -> bool:
        """Whether a text of the regulation is in force on a day: this one, or the one before."""
        life = force.Life(
            in_force_from=self.in_force_from,
            trial_until=self.trial_until,
            repealed_on=self.repealed_on,
        )
        before = any(e.in_force_from <= on <= (e.last_day or on) for e in self.earlier)
        return before or force.in_force(life, on)


async def regulation_text(context: Context, regulation: Regulation) -> RegulationText:
    """The latest text that is, was or will be in force, and how it came to be."""
    rows = RegulationVersionRecord.filter(regulation_id=regulation.id, in_force_from__isnull=False)
    found = await RegulationVersion.all_of(rows.order_by("-number"))
    if not found:
        raise NotInForce("还没有登记施行日期的文本。", field="record")
    version, *before = found
    assert version.in_force_from is not None  # the query says so
    body = await edge(context, Body, regulation.responsible_id)
    return RegulationText(
        title=masking.text(regulation.title),
        day=version.repealed_on or version.in_force_from,
        sort=regulation.sort,
        responsible=masking.text(body.name),
        contact=masking.text(body.contact),
        version=version.number,
        in_force_from=version.in_force_from,
        trial_until=version.trial_until,
        repealed_on=version.repealed_on,
        repeal_reason=masking.text(version.repeal_reason) if version.repeal_reason else None,
        reason=masking.text(version.reason),
        drafted_by=masking.text(version.drafted_by),
        decision=await _decision(context, version),
        filing_number=masking.text(version.filing_number) if version.filing_number else None,
        filed_on=version.filed_on,
        compared_with=before[0].in_force_from if before else None,
        chapters=published(version.chapters),
        changes=_changes(before[0], version) if before else [],
        earlier=[_earlier(each, context.today) for each in before],
    )


async def _decision(context: Context, version: RegulationVersion) -> Decision:
    motion = await edge(context, Motion, version.adopted_by_id)
    meeting = await edge(context, Meeting, motion.meeting_id)
    carried(motion, meeting, context)
    return Decision(
        meeting=masking.text(meeting.title),
        held_on=meeting.day,
        motion=masking.text(motion.title),
        method=motion.method,
        yes=motion.yes,
        no=motion.no,
        abstain=motion.abstain,
        attendance=served(attendance(meeting, context)),
        verdict=served(ordinary(motion, meeting, context)),
        collective_verdict=served(of_members(motion, meeting, context)),
    )


def _changes(old: RegulationVersion, new: RegulationVersion) -> list[ComparedClause]:
    rows = compared(old.chapters, new.chapters)
    return [row for row in rows if row.change is not Change.UNCHANGED]


def _earlier(version: RegulationVersion, today: date) -> EarlierText:
    """A version that was in force before; with its text only where it still is."""
    assert version.in_force_from is not None  # only those are asked for
    still = force.in_force(version.life(), today)
    return EarlierText(
        version=version.number,
        in_force_from=version.in_force_from,
        last_day=force.last_day(version.life()),
        reason=masking.text(version.reason),
        chapters=published(version.chapters) if still else [],
    )


DOCUMENTS = (Document(RegulationText, Regulation, regulation_text),)
