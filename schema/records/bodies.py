"""Bodies: who acts for an area between its meetings; their posts stand beside, in `posts`."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import strawberry
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked, in_order
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.scope import AreaPath
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.rules.roles import Audience

# Stored


@strawberry.enum
class Classification(Enum):
    """What sort of body it is."""

    GROUP_COMMITTEE = "GROUP_COMMITTEE"
    """组委会"""

    SUPERVISION_BOARD = "SUPERVISION_BOARD"
    """监事会、村务监督委员会"""

    PARTY_GROUP = "PARTY_GROUP"
    """党小组"""

    PARTY_BRANCH = "PARTY_BRANCH"
    """村党支部、党总支"""

    VILLAGE_COMMITTEE = "VILLAGE_COMMITTEE"
    """村民委员会"""

    FINANCE_REVIEW_GROUP = "FINANCE_REVIEW_GROUP"
    """民主理财小组"""

    OTHER = "OTHER"
    """其他组织"""


class BodyRecord(Record):
    """A body. Of each sort an area has one at a time (partial unique index), others excepted."""

    name = fields.CharField(max_length=100)
    classification: Any = fields.CharEnumField(Classification, max_length=32)
    contact = fields.CharField(max_length=200)
    founding_date = fields.DateField()
    dissolution_date = fields.DateField(null=True)
    relatives_rule = fields.CharField(max_length=200, null=True)

    class Meta:
        """By name within the area."""

        table = "body"


# Served


@strawberry.type
class Body(OfArea):
    """A committee, board or Party group of an area."""

    stored = BodyRecord

    readers = open_to(
        Audience.MEMBERS,
        members="name classification contact founding_date dissolution_date relatives_rule",
    )

    name: str
    """Its name."""

    classification: Classification
    """What sort of body it is."""

    contact: str
    """Where it is to be found: an office, its place and telephone."""

    founding_date: date
    """The day it was set up."""

    dissolution_date: date | None
    """The day it ended."""

    relatives_rule: str | None
    """The body's own rule that lets near relatives sit on committee and board; null if none."""


# Asked


@strawberry.input
class BodyFilter(Filter):
    """Which bodies."""

    classification: Classification | None = where("classification")
    """Of this sort."""

    dissolved: bool | None = where("dissolution_date__not_isnull")
    """Those that have ended, or those that have not."""


@strawberry.enum
class BodyOrder(Enum):
    """In which order bodies are listed."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Bodies, for officers."""

    bodies: Connection[Body] | None = connection(Body, BodyFilter, BodyOrder)
    """The bodies in your scope."""


# Done


@strawberry.input
class BodyDraft(Draft):
    """A body as an officer writes it."""

    area: AreaPath = asked("区域编码")
    """The area it acts for."""

    name: Text = asked("名称")
    """Its name."""

    classification: Classification = asked("类别")
    """What sort of body it is."""

    contact: Text = asked("联系方式")
    """Where it is to be found: an office, its place and telephone; never a private number."""

    founding_date: date = asked("成立日期")
    """The day it was set up."""

    dissolution_date: date | None = asked("撤销日期", None)
    """The day it ended."""

    relatives_rule: Text | None = asked("近亲属任职规定", None)
    """The body's own rule that lets near relatives sit on committee and board, by its title."""


@strawberry.type
class Mutation:
    """What officers do with bodies."""

    @act(Body)
    async def draft_body(self, info: Info, input: BodyDraft) -> Answer[Body]:
        """Write a body down, or change one. An area has one body of each sort at a time."""
        in_order(input.founding_date, input.dissolution_date, "dissolutionDate")
        return await keep(info, Body, input, path=input.area)


SHEETS = (
    Sheet(
        "bodies",
        "组织",
        Body,
        ("名称",),
        (Step(BodyDraft, "draftBody", mutation(Mutation, "draft_body")),),
    ),
)

# Shown: a body is shown with its members, by `memberships`.

DOCUMENTS: tuple[Document, ...] = ()
