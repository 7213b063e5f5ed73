"""Residences: who belongs to which household over time, and so who counts on a day."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.expressions import Q

from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.record import Record
from schema.base.scope import AreaPath
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.base.value import Value
from schema.records.areas import OfArea
from schema.records.households import Household, HouseholdRecord
from schema.records.persons import Person
from schema.rules import electorate
from schema.rules.roles import Audience

# Stored


class ResidenceRecord(Record):
    """Somebody belongs to a household from a day to a day, and the history is kept.

    Partial unique indexes: a person belongs to one household at a time, which has one head.
    """

    # Past meetings counted these persons in these households, so neither is deleted.
    person: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT
    )
    household: Any = fields.ForeignKeyField(
        "zuwu.HouseholdRecord", related_name=False, on_delete=fields.RESTRICT
    )
    head = fields.BooleanField()
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        """By household."""

        table = "residence"
        indexes = (("household_id", "valid_from"),)


# Served


@strawberry.type
class Residence(OfArea):
    """That somebody belongs to a household, from a day to a day."""

    stored = ResidenceRecord

    person_id: strawberry.Private[UUID]
    household_id: strawberry.Private[UUID]

    head: bool
    """Whether as its head (户主)."""

    valid_from: date
    """The first day."""

    valid_to: date | None
    """The last day; null as long as it lasts."""

    person: Person | None = to(Person, "person_id", "Who.")

    household: Household | None = to(Household, "household_id", "To which household.")


@strawberry.type
class Electorate(Value):
    """How many count in an area on a day, on each basis."""

    day: date
    """The day."""

    adults: int
    """Persons of eighteen years or more."""

    households: int
    """Households."""

    members: int
    """Members of the collective with full capacity."""

    unsettled: int
    """Persons whose eighteenth birthday falls in that year and is not recorded; not counted."""


# Asked


@strawberry.input
class ResidenceFilter(Filter):
    """Which residences."""

    household: relay.GlobalID | None = where("household_id")
    """In this household."""

    person: relay.GlobalID | None = where("person_id")
    """Of this person."""

    head: bool | None = where("head")
    """As its head, or not."""

    ended: bool | None = where("valid_to__not_isnull")
    """Those that have ended, or those that have not."""


@strawberry.enum
class ResidenceOrder(Enum):
    """In which order residences are listed."""

    NEWEST = "-valid_from"
    """The latest first."""


async def roll(context: Context, path: AreaPath, day: date) -> electorate.Electorate:
    """Who counts below `path` on `day`: two statements, whatever the number of persons."""
    scope = context.reads_at(Audience.OFFICERS, path)
    on_day = Q(Q(valid_to__isnull=True), Q(valid_to__gte=day), join_type=Q.OR)
    below = {"area_id__gte": path, "area_id__lt": f"{path}0", "valid_from__lte": day}
    households = await HouseholdRecord.within(scope).filter(on_day, **below).count()
    living = ResidenceRecord.within(scope).filter(on_day, **below)
    rows = await living.values(
        birth_year="person__birth_year",
        comes_of_age="person__comes_of_age",
        member_from="person__member_from",
        member_until="person__member_until",
        full_capacity="person__full_capacity",
    )
    entries = [
        electorate.Entry(
            birth_year=row["birth_year"],
            comes_of_age=row["comes_of_age"],
            member=_member(row["member_from"], row["member_until"], day),
            full_capacity=row["full_capacity"],
        )
        for row in rows
    ]
    return electorate.count(entries, households, day)


def _member(since: date | None, until: date | None, day: date) -> bool:
    return since is not None and since <= day and (until is None or day <= until)


@strawberry.type
class Query:
    """Residences and what they add up to, for officers."""

    residences: Connection[Residence] | None = connection(
        Residence, ResidenceFilter, ResidenceOrder
    )
    """Who belongs, or belonged, to which household, in your scope."""

    @strawberry.field
    async def electorate(
        self, info: Info, area: AreaPath, on: date | None = None
    ) -> Electorate | None:
        """Who counts in an area on a day, today unless told."""
        found = await roll(info.context, area, on or info.context.today)
        return Electorate(
            day=found.day,
            adults=found.adults,
            households=found.households,
            members=found.members,
            unsettled=found.unsettled,
        )


# Done: by `settlements`.

Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown: nothing. Persons are shown as post holders only, by the bodies they serve.

DOCUMENTS: tuple[Document, ...] = ()
