"""Versions: the texts that a regulation has had, from the draft to the day it was repealed.

A text that a meeting has adopted is never edited: a correction is the next version.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.dataloader import DataLoader
from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.part import parts
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.records import clauses
from schema.records.areas import OfArea
from schema.records.clauses import AnsweredFinding, Chapter, Finding
from schema.records.motions import Motion
from schema.records.regulations import Regulation
from schema.rules import force
from schema.rules.force import Life, Stage
from schema.rules.roles import Audience

# Stored


strawberry.enum(Stage)


class RegulationVersionRecord(Record):
    """A text of a regulation. Of each regulation one has no end (partial unique index).

    A trigger keeps the text of an adopted version as it is.
    """

    # A regulation with texts stays on record.
    regulation: Any = fields.ForeignKeyField(
        "zuwu.RegulationRecord", related_name=False, on_delete=fields.RESTRICT
    )
    number = fields.IntField()
    chapters: Any = fields.JSONField()
    reason = fields.TextField()
    drafted_by = fields.CharField(max_length=200)
    answers: Any = fields.JSONField(default=list)
    # The decision that a text stands on stays on record with it.
    adopted_by: Any = fields.ForeignKeyField(
        "zuwu.MotionRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    adopted_on = fields.DateField(null=True)
    filing_number = fields.CharField(max_length=100, null=True)
    filed_on = fields.DateField(null=True)
    in_force_from = fields.DateField(null=True)
    trial_until = fields.DateField(null=True)
    replaced_on = fields.DateField(null=True)
    repealed_on = fields.DateField(null=True)
    repeal_reason = fields.TextField(null=True)

    class Meta:
        """Versions are counted from 1."""

        table = "regulation_version"
        unique_together = (("regulation_id", "number"),)


# Served


@strawberry.type
class RegulationVersion(OfArea):
    """One text of a regulation, as its officers see it."""

    stored = RegulationVersionRecord

    readers = open_to(
        Audience.MEMBERS,
        members=(
            "number reason drafted_by adopted_on filing_number filed_on "
            "in_force_from trial_until replaced_on repealed_on repeal_reason "
            "chapters regulation adopted_by stage last_day"
        ),
    )

    regulation_id: strawberry.Private[UUID]
    adopted_by_id: strawberry.Private[UUID | None]

    number: int
    """Counts the versions of the regulation from 1."""

    reason: str
    """Why it was written, or what it changes and why."""

    drafted_by: str
    """Who drafted it, by post and not by name."""

    adopted_on: date | None
    """The day of the meeting that adopted it."""

    filing_number: str | None
    """The number under which it was filed with the town or village."""

    filed_on: date | None
    """The day it was filed."""

    in_force_from: date | None
    """The first day it binds."""

    trial_until: date | None
    """The last day of its trial; it ends with that day by itself."""

    replaced_on: date | None
    """The first day of the version that replaces it."""

    repealed_on: date | None
    """The first day on which it no longer binds, where it was repealed."""

    repeal_reason: str | None
    """Why it was repealed."""

    chapters: strawberry.Private[list[Chapter]]
    answers: strawberry.Private[list[AnsweredFinding]]

    chapter_parts = parts(Chapter, "chapters", "What it says.")
    answer_parts = parts(AnsweredFinding, "answers", "What officers said to findings so far.")
    finding_parts = parts(Finding, "findings", "Words in it that may be unlawful.")

    regulation: Regulation | None = to(Regulation, "regulation_id", "The regulation.")

    adopted_by: Motion | None = to(Motion, "adopted_by_id", "The motion that adopted it.")

    @strawberry.field
    async def stage(self, info: Info, on: date | None = None) -> Stage:
        """How far it has come on a day."""
        opened = await consulted_from(info.context, self.id)
        return force.stage(self.life(opened), on or info.context.today)

    @strawberry.field
    def last_day(self) -> date | None:
        """The last day it binds, as far as is known; null while it has no end."""
        return force.last_day(self.life())

    @strawberry.field
    def unanswered(self) -> int:
        """How many findings nobody has answered."""
        return sum(each.answer is None for each in self.findings)

    @property
    def findings(self) -> list[Finding]:
        """Words in it that may be unlawful, with the last answer to each."""
        return clauses.findings(self.chapters, self.answers)

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """Those in scope; who reads as a member sees the texts that bind or have bound."""
        actor = context.actor
        every = actor.reads(Audience.OFFICERS).where("area_id")
        bound = Q(actor.reads(cls.readers.rows).where("area_id"), in_force_from__lte=context.today)
        return cls.stored.filter(Q(every, bound, join_type=Q.OR))

    def life(self, consulted: date | None = None) -> Life:
        """Its days, as the rules read them."""
        return Life(
            consulted_from=consulted,
            adopted_on=self.adopted_on,
            filed_on=self.filed_on,
            in_force_from=self.in_force_from,
            trial_until=self.trial_until,
            replaced_on=self.replaced_on,
            repealed_on=self.repealed_on,
        )


async def consulted_from(context: Context, version: UUID) -> date | None:
    """Since when a version has been out for comment; all of one tick in one statement."""
    name = "consulted_from"
    if name not in context.loaders:
        context.loaders[name] = DataLoader(load_fn=_consulted_from)
    found: date | None = await context.loaders[name].load(version)
    return found


async def _consulted_from(keys: list[UUID]) -> list[date | None]:
    rows = RegulationVersionRecord.filter(id__in=keys).values_list("id", "consultations__opens_on")
    found = dict(await rows)
    return [found.get(key) for key in keys]


# Asked


@strawberry.input
class RegulationVersionFilter(Filter):
    """Which versions; trials that are over: `trialEndedBefore`, not replaced, not repealed."""

    regulation: relay.GlobalID | None = where("regulation_id")
    """Of this regulation."""

    adopted: bool | None = where("adopted_on__not_isnull")
    """Those that a meeting adopted, or all others."""

    in_force_by: date | None = where("in_force_from__lte")
    """That came into force on this day or earlier."""

    trial_ended_before: date | None = where("trial_until__lt")
    """Whose trial ended before this day."""

    replaced: bool | None = where("replaced_on__not_isnull")
    """Those that a later version replaces, or all others."""

    repealed: bool | None = where("repealed_on__not_isnull")
    """Those that were repealed, or all others."""


@strawberry.enum
class RegulationVersionOrder(Enum):
    """In which order versions are listed."""

    NEWEST = "-number"
    """The latest first."""

    OLDEST = "number"
    """The first first."""


@strawberry.type
class Query:
    """Versions of regulations, for officers."""

    regulation_versions: Connection[RegulationVersion] | None = connection(
        RegulationVersion, RegulationVersionFilter, RegulationVersionOrder
    )
    """The versions of the regulations in your scope."""

    @strawberry.field
    async def regulation_in_force(
        self, info: Info, regulation: relay.GlobalID, on: date | None = None
    ) -> RegulationVersion | None:
        """The text of a regulation that binds on a day; null where none does."""
        context = info.context
        scope = context.reads(Regulation.readers.rows)
        found = await Regulation.one(scope, regulation, "regulation")
        day = on or context.today
        begun = RegulationVersion.visible(context).filter(
            regulation_id=found.id, in_force_from__lte=day
        )
        latest = await RegulationVersion.read(context, begun.order_by("-in_force_from").limit(1))
        return next((each for each in latest if force.in_force(each.life(), day)), None)


# Done: written by `texts`, adopted by `adoptions`, put in force by `promulgations`.

Mutation = None

SHEETS: tuple[Sheet, ...] = ()

# Shown: by `promulgations`, and as a draft by `consultations`.

DOCUMENTS: tuple[Document, ...] = ()
