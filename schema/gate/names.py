"""Restricted names: of people who must not stand on the site, whoever wrote them into a document.

Somebody whose name was taken down once, a child, somebody under protection: the publisher looks
for these names in all that it built. The list itself is for those who answer for taking down.
Source: Personal Information Protection Law, art. 28, 31 and 47.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Any

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.queryset import QuerySet

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.draft import Draft, Instruction, Text, asked
from schema.base.keeping import keep, remove
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.scope import AreaPath, Scope
from schema.records.areas import OfArea
from schema.records.bodies import BodyRecord
from schema.records.memberships import MembershipRecord
from schema.records.persons import PersonRecord
from schema.rules.roles import Permission

CHILDHOOD = 14
"""Years under which all that is known of somebody is sensitive. Source: PIPL, art. 28."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)

# Stored


@strawberry.enum
class RestrictionCause(Enum):
    """Why somebody must not be named."""

    TAKEN_DOWN = "TAKEN_DOWN"
    """The name was public once and had to go."""

    CHILD = "CHILD"
    """A child."""

    PROTECTED = "PROTECTED"
    """Somebody who would be in danger or in shame: a victim, a patient, somebody in need."""

    OBJECTED = "OBJECTED"
    """Somebody who has asked not to be named, or has taken an agreement back."""


class RestrictedNameRecord(Record):
    """A name that must not stand on the site, below its area."""

    name = fields.CharField(max_length=100)
    cause: Any = fields.CharEnumField(RestrictionCause, max_length=32)

    class Meta:
        """Each name once in an area."""

        table = "restricted_name"
        unique_together = (("area_id", "name"),)


# Served


@strawberry.type
class RestrictedName(OfArea):
    """A name that must not stand on the site, as those see it who answer for taking down."""

    stored = RestrictedNameRecord

    name: str
    """The name in full."""

    cause: RestrictionCause
    """Why."""

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The names that the actor of `context` may see."""
        return cls.reached(context.actor.scope(Permission.REDACT))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope, and whoever may not see any."""
        context.may_at(Permission.REDACT, area)


# Asked


@strawberry.input
class RestrictedNameFilter(Filter):
    """Which names."""

    cause: RestrictionCause | None = where("cause")
    """For this cause."""


@strawberry.enum
class RestrictedNameOrder(Enum):
    """In which order names are listed."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Restricted names, for those who answer for taking down."""

    restricted_names: Connection[RestrictedName] | None = connection(
        RestrictedName, RestrictedNameFilter, RestrictedNameOrder
    )
    """The restricted names in your scope."""


# Done


@strawberry.input
class RestrictedNameDraft(Draft):
    """A name that must not stand on the site."""

    area: AreaPath = asked("区域编码")
    """Where: this area and all below it."""

    name: Text = asked("姓名")
    """The name in full, of two characters or more."""

    cause: RestrictionCause = asked("原因")
    """Why."""


@strawberry.input
class RestrictionEnd(Instruction):
    """A name that may stand on the site again."""

    restricted_name: relay.GlobalID
    """The name."""

    expected_version: int
    """The version of it that you read."""


@strawberry.type
class Mutation:
    """How names are restricted."""

    @act(RestrictedName)
    async def restrict_name(self, info: Info, input: RestrictedNameDraft) -> Answer[RestrictedName]:
        """Say that somebody must not be named; documents that do are held back from now on."""
        info.context.may_at(Permission.REDACT, input.area)
        if len("".join(input.name.split())) < 2:
            raise InputImpossible("姓名只有一个字。", threshold="两个字以上", field="name")
        return await keep(
            info, RestrictedName, input, path=input.area, permission=Permission.REDACT
        )

    @act(RestrictedName)
    async def lift_restriction(self, info: Info, input: RestrictionEnd) -> Answer[RestrictedName]:
        """Say that somebody may be named again; the name is deleted."""
        scope = info.context.may(Permission.REDACT)
        name = await RestrictedName.one(scope, input.restricted_name, "restrictedName")
        return await remove(info, name, input.expected_version, permission=Permission.REDACT)


# Shown: nothing. The publisher looks for them.


async def restricted(town: AreaPath, today: date) -> frozenset[str]:
    """The names that must not stand on a town's site: those of the list, and of its children.

    Of a child only the year of birth is held, so that it counts as one until the year after its
    birthday. What is restricted for the county counts in the town.
    """
    born = today.year - CHILDHOOD
    children = PersonRecord.filter(Scope((town,)).where("area_id"), birth_year__gte=born)
    return await listed(town) | await _texts(children, "name")


async def listed(town: AreaPath) -> frozenset[str]:
    """The names on the list that count in a town."""
    return await _texts(RestrictedNameRecord.filter(Scope((town,)).upwards("area_id")), "name")


async def contacts(town: AreaPath) -> frozenset[str]:
    """The e-mail addresses at which the bodies of a town are found: they are public."""
    told = await _texts(BodyRecord.filter(Scope((town,)).where("area_id")), "contact")
    return frozenset(address for each in told for address in _EMAIL.findall(each))


async def in_office(town: AreaPath, today: date) -> frozenset[str]:
    """The names of those who hold a post in a town: they are public, whoever bears them too."""
    holding = MembershipRecord.filter(Scope((town,)).where("area_id"), end_date__gte=today)
    return await _texts(holding, "person__name")


async def _texts(rows: QuerySet[Any], column: str) -> frozenset[str]:
    return frozenset(map(str, await rows.values_list(column, flat=True)))
