"""Regulations: the rules that a group has given itself, each one title through all its texts."""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.served import to
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.records.bodies import Body
from schema.rules.roles import Audience, Permission

# Stored


@strawberry.enum
class RegulationSort(Enum):
    """What a regulation is about."""

    GROUP_CHARTER = "GROUP_CHARTER"
    """组规民约"""

    FINANCE_RULES = "FINANCE_RULES"
    """财务制度"""

    ELECTION_RULES = "ELECTION_RULES"
    """选举办法"""

    CONSTRUCTION_RULES = "CONSTRUCTION_RULES"
    """工程建设管理细则"""

    OTHER = "OTHER"
    """其他制度"""


class RegulationRecord(Record):
    """A regulation as such. What it says is written down version by version."""

    # A body that answers for rules is dissolved, never deleted.
    responsible: Any = fields.ForeignKeyField(
        "zuwu.BodyRecord", related_name=False, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=200)
    sort: Any = fields.CharEnumField(RegulationSort, max_length=32)

    class Meta:
        """One regulation of a title in an area."""

        table = "regulation"
        unique_together = (("area_id", "title"),)


# Served


@strawberry.type
class Regulation(OfArea):
    """A regulation of an area, as its officers see it; its texts are its versions."""

    stored = RegulationRecord

    readers = open_to(Audience.MEMBERS, members="sort title responsible")

    responsible_id: strawberry.Private[UUID]

    title: str
    """What it is called, such as 第一组组规民约."""

    sort: RegulationSort
    """What it is about."""

    responsible: Body | None = to(Body, "responsible_id", "The body that answers for it.")


# Asked


@strawberry.input
class RegulationFilter(Filter):
    """Which regulations."""

    sort: RegulationSort | None = where("sort")
    """About this."""

    responsible: relay.GlobalID | None = where("responsible_id")
    """For which this body answers."""

    title: Text | None = where("title__icontains")
    """With this in the title."""


@strawberry.enum
class RegulationOrder(Enum):
    """In which order regulations are listed."""

    TITLE = "title"
    """By title."""

    NEWEST = "-changed_at"
    """The latest changed first."""


@strawberry.type
class Query:
    """Regulations, for officers."""

    regulations: Connection[Regulation] | None = connection(
        Regulation, RegulationFilter, RegulationOrder
    )
    """The regulations in your scope, in force or not."""


# Done


@strawberry.input
class RegulationDraft(Draft):
    """A regulation as an officer writes it down, without its text."""

    responsible: relay.GlobalID = asked("负责组织", refers=Body)
    """The body that answers for it."""

    title: Text = asked("名称")
    """What it is called, such as 第一组组规民约."""

    sort: RegulationSort = asked("类别")
    """What it is about."""


@strawberry.type
class Mutation:
    """What officers do with regulations."""

    @act(Regulation)
    async def draft_regulation(self, info: Info, input: RegulationDraft) -> Answer[Regulation]:
        """Write down that there is, or shall be, a regulation; or change its title or sort."""
        scope = info.context.may(Permission.DRAFT)
        body = await Body.one(scope, input.responsible, "responsible")
        return await keep(info, Regulation, input, path=body.path)


SHEETS = (
    Sheet(
        "regulations",
        "规章",
        Regulation,
        ("名称",),
        (Step(RegulationDraft, "draftRegulation", mutation(Mutation, "draft_regulation")),),
    ),
)

# Shown: with its text, by `promulgations`.

DOCUMENTS: tuple[Document, ...] = ()
