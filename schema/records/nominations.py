"""Nominations: who is put forward for an award, by whom, and for what fact.

Candidates are put forward, put on the notice and dropped by `candidacies`.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.connection import Connection, Filter, connection, where
from schema.base.document import Document
from schema.base.part import Part, parts
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.records.areas import Area, OfArea
from schema.records.award_rounds import AwardRound
from schema.records.households import Household
from schema.records.objections import Objection
from schema.records.persons import Person
from schema.rules.masking import PublicText
from schema.rules.roles import Audience

# Stored


@strawberry.enum
class NominatedBy(Enum):
    """Who put a candidate forward."""

    SELF = "SELF"
    """自荐"""

    GROUP = "GROUP"
    """小组推荐"""

    PANEL = "PANEL"
    """评委推荐"""


class NominationRecord(Record):
    """A candidate of a round: one household, one person or one group, once in the round."""

    # Who was put forward and what was decided of it stays on record.
    round: Any = fields.ForeignKeyField(
        "zuwu.AwardRoundRecord", related_name=False, on_delete=fields.RESTRICT
    )
    household: Any = fields.ForeignKeyField(
        "zuwu.HouseholdRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    person: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    group: Any = fields.ForeignKeyField(
        "zuwu.AreaRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    drop_objection: Any = fields.ForeignKeyField(
        "zuwu.ObjectionRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    sequence = fields.IntField()
    nominated_by: Any = fields.CharEnumField(NominatedBy, max_length=16)
    reason = fields.CharField(max_length=200)
    vetoes: Any = fields.JSONField()
    consent_on = fields.DateField(null=True)
    yes = fields.IntField(null=True)
    no = fields.IntField(null=True)
    abstain = fields.IntField(null=True)
    noticed_on = fields.DateField(null=True)
    dropped_on = fields.DateField(null=True)
    drop_reason = fields.CharField(max_length=200, null=True)

    class Meta:
        """Each number, and each candidate, once in a round."""

        table = "nomination"
        unique_together = (
            ("round_id", "sequence"),
            ("round_id", "household_id"),
            ("round_id", "person_id"),
            ("round_id", "group_id"),
        )


# Served


@strawberry.type
class VetoCheck(Part):
    """Whether a condition that rules a candidate out was met."""

    number: int
    """Its number among the vetoes of the criteria, from 1."""

    condition: PublicText
    """The condition."""

    met: bool
    """Whether it was met, and the candidate so is ruled out."""


@strawberry.type
class Nomination(OfArea):
    """A candidate of a round, as its officers see it."""

    stored = NominationRecord

    readers = open_to(Audience.OFFICERS, restricted="drop_reason")

    round_id: strawberry.Private[UUID]
    household_id: strawberry.Private[UUID | None]
    person_id: strawberry.Private[UUID | None]
    group_id: strawberry.Private[UUID | None]
    drop_objection_id: strawberry.Private[UUID | None]
    sequence: strawberry.Private[int]

    nominated_by: NominatedBy
    """Who put the candidate forward."""

    reason: str
    """The main reason: one line of fact that the public may read."""

    consent_on: date | None
    """The day the person agreed to be named in full; null keeps the name masked."""

    yes: int | None
    """Of the panel, in favour."""

    no: int | None
    """Of the panel, against."""

    abstain: int | None
    """Of the panel, abstained."""

    noticed_on: date | None
    """The day the candidate was put on the notice."""

    dropped_on: date | None
    """The day the candidate was dropped."""

    drop_reason: str | None
    """Why."""

    vetoes: strawberry.Private[list[VetoCheck]]

    veto_parts = parts(VetoCheck, "vetoes", "The conditions that rule out, each checked.")

    round: AwardRound | None = to(AwardRound, "round_id", "The round.")

    household: Household | None = to(Household, "household_id", "The candidate, if a household.")

    person: Person | None = to(Person, "person_id", "The candidate, if a person.")

    group: Area | None = to(Area, "group_id", "The candidate, if a group.")

    drop_objection: Objection | None = to(
        Objection, "drop_objection_id", "The objection for which the candidate was dropped."
    )

    @strawberry.field
    def number(self) -> int:
        """Its number in the round, by which the public knows it."""
        return self.sequence


# Asked


@strawberry.input
class NominationFilter(Filter):
    """Which nominations."""

    round: relay.GlobalID | None = where("round_id")
    """Of this round."""

    noticed: bool | None = where("noticed_on__not_isnull")
    """Those put on the notice, or those that were not."""

    dropped: bool | None = where("dropped_on__not_isnull")
    """Those dropped, or those that were not."""


@strawberry.enum
class NominationOrder(Enum):
    """In which order nominations are listed."""

    NUMBER = "sequence"
    """By number."""


@strawberry.type
class Query:
    """Nominations, for officers."""

    nominations: Connection[Nomination] | None = connection(
        Nomination, NominationFilter, NominationOrder
    )
    """The nominations in your scope."""


# Done: a candidate is put forward and sifted by `candidacies`.

Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown: by `candidate_notices` while on notice, by `honour_lists` once honoured.

DOCUMENTS: tuple[Document, ...] = ()
