"""Award types: what an area honours, and whom; by which criteria, is told by `award_criteria`.

A type of a town or village may be used by every area below it.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.queryset import QuerySet

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.scope import AreaPath, Scope
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.rules.roles import Audience, Permission

# Stored


@strawberry.enum
class Receiver(Enum):
    """Who can receive an award."""

    HOUSEHOLD = "HOUSEHOLD"
    """户"""

    PERSON = "PERSON"
    """个人"""

    GROUP = "GROUP"
    """村民小组"""


class AwardSchemeRecord(Record):
    """Something that an area honours, such as 美丽庭院示范户."""

    name = fields.CharField(max_length=100)
    receiver: Any = fields.CharEnumField(Receiver, max_length=16)

    class Meta:
        """One type of a name in an area."""

        table = "award_scheme"
        unique_together = (("area_id", "name"),)


# Served


@strawberry.type
class AwardScheme(OfArea):
    """Something that an area honours, as its officers and those below it see it."""

    stored = AwardSchemeRecord

    readers = open_to(Audience.MEMBERS, members="name receiver")

    name: str
    """What it is called, such as 美丽庭院示范户."""

    receiver: Receiver
    """Who can receive it."""

    @classmethod
    def reached(cls, scope: Scope) -> QuerySet[Any]:
        """Those in scope and those of the areas above, which may be used below."""
        return cls.stored.filter(scope.upwards("area_id"))


# Asked


@strawberry.input
class AwardSchemeFilter(Filter):
    """Which award types."""

    name: Text | None = where("name__icontains")
    """With this in the name."""

    receiver: Receiver | None = where("receiver")
    """That these can receive."""


@strawberry.enum
class AwardSchemeOrder(Enum):
    """In which order award types are listed."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Award types, for officers."""

    award_schemes: Connection[AwardScheme] | None = connection(
        AwardScheme, AwardSchemeFilter, AwardSchemeOrder
    )
    """The award types in your scope, and those of the areas above, which you may use."""


# Done


@strawberry.input
class AwardSchemeDraft(Draft):
    """An award type as an officer writes it."""

    area: AreaPath = asked("区域编码")
    """The area that gives it; every area below may use it."""

    name: Text = asked("奖项名称")
    """What it is called, such as 美丽庭院示范户."""

    receiver: Receiver = asked("评选对象")
    """Who can receive it; it cannot be changed later."""


@strawberry.type
class Mutation:
    """What officers do with award types."""

    @act(AwardScheme)
    async def draft_award_scheme(self, info: Info, input: AwardSchemeDraft) -> Answer[AwardScheme]:
        """Write an award type down, or change what it is called."""
        scope = info.context.may_at(Permission.DRAFT, input.area)
        if input.id is not None:
            known = await AwardScheme.one(scope, input.id)
            if known.receiver is not input.receiver:
                raise InputImpossible("评选对象不能改，请另立奖项。", field="receiver")
        return await keep(info, AwardScheme, input, path=input.area)


SHEETS = (
    Sheet(
        "award-schemes",
        "奖项",
        AwardScheme,
        ("奖项名称",),
        (Step(AwardSchemeDraft, "draftAwardScheme", mutation(Mutation, "draft_award_scheme")),),
    ),
)

# Shown: with the candidates of a round, by `candidacies`.

DOCUMENTS: tuple[Document, ...] = ()
