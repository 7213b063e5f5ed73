"""Kinships: near relatives as they have declared themselves, for posts that exclude each other."""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.expressions import Q

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.records.areas import OfArea
from schema.records.persons import Person
from schema.rules.roles import Audience, Permission

# Stored


@strawberry.enum
class Relation(Enum):
    """How two persons are near relatives."""

    SPOUSE = "SPOUSE"
    """配偶"""

    PARENT_CHILD = "PARENT_CHILD"
    """父母子女"""

    SIBLING = "SIBLING"
    """兄弟姐妹"""

    GRANDPARENT_GRANDCHILD = "GRANDPARENT_GRANDCHILD"
    """祖孙"""

    IN_LAW = "IN_LAW"
    """近姻亲"""


class KinshipRecord(Record):
    """A declared kinship. The pair is kept in the order of the ids, so that it is kept once."""

    # A declaration explains past refusals, so its persons are not deleted.
    person: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT
    )
    relative: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT
    )
    relation: Any = fields.CharEnumField(Relation, max_length=32)

    class Meta:
        """A pair once."""

        table = "kinship"
        unique_together = (("person_id", "relative_id"),)


# Served


@strawberry.type
class Kinship(OfArea):
    """That two persons have declared to be near relatives."""

    stored = KinshipRecord

    readers = open_to(Audience.RESTRICTED)

    person_id: strawberry.Private[UUID]
    relative_id: strawberry.Private[UUID]

    relation: Relation
    """How they are related."""

    person: Person | None = to(Person, "person_id", "The one.")

    relative: Person | None = to(Person, "relative_id", "The other.")


async def declared(persons: list[Any]) -> list[tuple[Any, Any]]:
    """The declared pairs in which one of these persons stands."""
    named = Q(Q(person_id__in=persons), Q(relative_id__in=persons), join_type=Q.OR)
    return await KinshipRecord.filter(named).values_list("person_id", "relative_id")


# Asked


@strawberry.input
class KinshipFilter(Filter):
    """Which kinships."""

    relation: Relation | None = where("relation")
    """Of this sort."""


@strawberry.enum
class KinshipOrder(Enum):
    """In which order kinships are listed."""

    NEWEST = "-changed_at"
    """The latest declared first."""


@strawberry.type
class Query:
    """Kinships, for officers."""

    kinships: Connection[Kinship] | None = connection(Kinship, KinshipFilter, KinshipOrder)
    """The declared kinships in your scope."""


# Done


@strawberry.input
class KinshipDraft(Draft):
    """A kinship as an officer writes it."""

    person: relay.GlobalID = asked("本人", refers=Person)
    """The one."""

    relative: relay.GlobalID = asked("亲属", refers=Person)
    """The other."""

    relation: Relation = asked("关系")
    """How they are related."""


@strawberry.type
class Mutation:
    """What officers do with kinships."""

    @act(Kinship)
    async def declare_kinship(self, info: Info, input: KinshipDraft) -> Answer[Kinship]:
        """Write down that two persons are near relatives, as they say themselves."""
        scope = info.context.may(Permission.PEOPLE)
        one = await Person.one(scope, input.person, "person")
        other = await Person.one(scope, input.relative, "relative")
        if one.id == other.id:
            raise InputImpossible("不能登记本人为本人的亲属。", field="relative")
        first, second = sorted((one.id, other.id))
        return await keep(
            info,
            Kinship,
            input,
            path=one.path,
            permission=Permission.PEOPLE,
            person_id=first,
            relative_id=second,
        )


SHEETS: tuple[Sheet, ...] = ()

# Shown: nothing.

DOCUMENTS: tuple[Document, ...] = ()
