"""Persons: who they are, as far as counting needs it.

Only what counting needs is held. There is no column for identity numbers, bank accounts,
health or religion, and no draft may bring one in a free text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

import strawberry
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import Acting, Fit, keep_all, kept
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible, Refusal
from schema.base.scope import AreaPath
from schema.base.sheet import Sheet
from schema.records.areas import OfArea
from schema.rules.roles import Audience, Permission

# Stored


class PersonRecord(Record):
    """A person of the group. Who left or died is ended, never deleted."""

    name = fields.CharField(max_length=100)
    birth_year = fields.IntField()
    comes_of_age = fields.DateField(null=True)
    member_from = fields.DateField(null=True)
    member_until = fields.DateField(null=True)
    full_capacity = fields.BooleanField()

    class Meta:
        """In no order: who is listed is for the query to say."""

        table = "person"


# Served


@strawberry.type
class Person(OfArea):
    """A person of the group, with what counting needs and nothing else."""

    stored = PersonRecord

    readers = open_to(Audience.OFFICERS, restricted="birth_year comes_of_age full_capacity")

    name: str
    """The name that is used in the village."""

    birth_year: int
    """The year of birth."""

    comes_of_age: date | None
    """The eighteenth birthday; held only in the year it falls in."""

    member_from: date | None
    """Since when a member of the collective; null if not one."""

    member_until: date | None
    """Until when a member."""

    full_capacity: bool
    """Whether the group's list counts this member as having full capacity."""


# Asked


@strawberry.input
class PersonFilter(Filter):
    """Which persons."""

    name: Text | None = where("name__icontains")
    """With this in the name."""


@strawberry.enum
class PersonOrder(Enum):
    """In which order persons are listed."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Persons, for officers."""

    persons: Connection[Person] | None = connection(Person, PersonFilter, PersonOrder)
    """The persons in your scope."""


# Done


@strawberry.input
class PersonDraft(Draft):
    """A person as an officer writes it."""

    area: AreaPath = asked("区域编码")
    """The group."""

    name: Text = asked("姓名")
    """The name that is used in the village."""

    birth_year: int = asked("出生年份")
    """The year of birth."""

    comes_of_age: date | None = asked("满十八周岁日期", None)
    """The eighteenth birthday; give it only in the year it falls in."""

    member_from: date | None = asked("成员身份起始日期", None)
    """Since when a member of the collective."""

    member_until: date | None = asked("成员身份终止日期", None)
    """Until when a member."""

    full_capacity: bool = asked("完全民事行为能力", True)
    """Whether the group's list counts this member as having full capacity."""


@strawberry.type
class Mutation:
    """What officers do with persons."""

    @act(Person)
    async def draft_person(self, info: Info, input: PersonDraft) -> Answer[Person]:
        """Write a person down, or change one."""
        return kept(await write(info, [input]))


async def write(info: Acting, drafts: Sequence[PersonDraft]) -> list[Person | Refusal]:
    """Writes persons down; each is answered with its record or why it was not written."""
    this_year = info.context.today.year

    def fit(draft: PersonDraft) -> Fit:
        info.context.may_at(Permission.PEOPLE, draft.area)
        if not 1900 <= draft.birth_year <= this_year:
            raise InputImpossible(
                "出生年份不合理。", threshold=f"1900 至 {this_year}", field="birthYear"
            )
        return Fit(draft.area)

    return await keep_all(info, Person, drafts, fit, permission=Permission.PEOPLE)


SHEETS: tuple[Sheet, ...] = ()

# Shown: nothing. Persons are shown as post holders only, by the bodies they serve.

DOCUMENTS: tuple[Document, ...] = ()
