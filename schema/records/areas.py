"""Areas: county › town › village › group, and what is to be said of each."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import strawberry
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document, PublishedArea
from schema.base.draft import Draft, Text, asked, in_order
from schema.base.keeping import keep
from schema.base.part import Part, parts
from schema.base.readers import open_to
from schema.base.record import PathField, Stored
from schema.base.refusal import InputImpossible
from schema.base.scope import AreaPath, line, parent
from schema.base.served import Served, edge, to
from schema.base.sheet import Sheet, Step, mutation
from schema.rules import masking
from schema.rules.masking import PublicText
from schema.rules.roles import Audience, Permission

# Stored


@strawberry.enum
class Level(Enum):
    """How high an area stands."""

    COUNTY = "COUNTY"
    """县(市、区)"""

    TOWN = "TOWN"
    """乡镇、街道"""

    VILLAGE = "VILLAGE"
    """行政村、社区"""

    GROUP = "GROUP"
    """村民小组"""


class AreaRecord(Stored):
    """An area. It is never moved or deleted: a merger ends it and new ones point back to it."""

    SCOPED_BY = "path"

    path: Any = PathField(unique=True)
    level: Any = fields.CharEnumField(Level, max_length=16)
    name = fields.CharField(max_length=100)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    pilot_since = fields.DateField(null=True)
    predecessors: Any = fields.JSONField()
    figures: Any = fields.JSONField()

    class Meta:
        """Paths are unique; a path tells the level."""

        table = "area"


# Served


@strawberry.type
class Figure(Part):
    """A number that describes the area, on a day."""

    label: PublicText
    """What is counted, such as 户籍人口."""

    amount: int
    """How many."""

    unit: PublicText
    """Of what, such as 人 or 户."""

    as_of: date
    """The day it was true."""


@strawberry.type
class Predecessor(Part):
    """An area that was merged into this one."""

    path: AreaPath
    """Where it stood."""

    name: PublicText
    """What it was called."""


@strawberry.type
class Area(Served):
    """A county, town, village or villager group."""

    stored = AreaRecord

    readers = open_to(
        Audience.MEMBERS,
        members="level name valid_from valid_to pilot_since predecessors figures above",
    )

    level: Level
    """How high it stands."""

    name: str
    """Its name without those of the areas above."""

    valid_from: date
    """The first day that it existed as it is."""

    valid_to: date | None
    """The last day, if it was merged or closed."""

    pilot_since: date | None
    """Since when it is a pilot group (试点组); null for an ordinary one."""

    predecessors: strawberry.Private[list[Predecessor]]
    figures: strawberry.Private[list[Figure]]

    predecessor_parts = parts(Predecessor, "predecessors", "The areas merged into it.")
    figure_parts = parts(Figure, "figures", "Its figures, each with the day it was true.")

    @strawberry.field
    async def above(self, info: Info) -> Area | None:
        """The area one level up, if you may see it."""
        found: Area | None = await edge(info.context, Area, parent(self.path), "path")
        return found


@strawberry.interface
class OfArea(Served):
    """A record that an area wrote down."""

    area: Area | None = to(Area, "path", "The area that wrote it down.", key="path")


# Asked


@strawberry.input
class AreaFilter(Filter):
    """Which areas."""

    scoped_by = "path"

    level: Level | None = where("level")
    """Of this level."""

    name: Text | None = where("name__icontains")
    """With this in the name."""

    founded_by: date | None = where("valid_from__lte")
    """That existed by this day."""

    pilot: bool | None = where("pilot_since__not_isnull")
    """Pilot groups only, or all others only."""


@strawberry.enum
class AreaOrder(Enum):
    """In which order areas are listed."""

    CODE = "path"
    """From the county downwards, by code."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Areas, for officers."""

    areas: Connection[Area] | None = connection(Area, AreaFilter, AreaOrder)
    """The areas in your scope."""


# Done


@strawberry.input
class FigureDraft:
    """A number that describes the area, on a day."""

    label: Text = asked("项目")
    """What is counted, such as 户籍人口."""

    amount: int = asked("数字")
    """How many."""

    unit: Text = asked("单位")
    """Of what, such as 人 or 户."""

    as_of: date = asked("截至")
    """The day it was true."""


@strawberry.input
class AreaDraft(Draft):
    """An area as an officer writes it. Who may found one: administrators, below their own area."""

    path: AreaPath = asked("区域编码")
    """Where it stands; it cannot be changed later."""

    name: Text = asked("名称")
    """Its name without those of the areas above."""

    valid_from: date = asked("设立日期")
    """The first day that it existed as it is."""

    valid_to: date | None = asked("终止日期", None)
    """The last day, if it was merged or closed."""

    pilot_since: date | None = asked("试点起始日期", None)
    """Since when it is a pilot group (试点组)."""

    predecessors: list[AreaPath] = asked("合并自", list)
    """Paths of the areas merged into it."""

    figures: list[FigureDraft] = asked("基本数字", list)
    """Its figures, each with the day it was true; earlier ones stay in the list."""


class NothingAbove(InputImpossible):
    """An area hangs below one that exists."""

    code = "areas.nothing-above"
    message = "上级区域尚未建立。请先建立上级区域。"


@strawberry.type
class Mutation:
    """What officers do with areas."""

    @act(Area)
    async def draft_area(self, info: Info, input: AreaDraft) -> Answer[Area]:
        """Found an area below one that exists, or keep its description up to date."""
        founding = input.id is None
        permission = Permission.AREAS if founding else Permission.DRAFT
        scope = info.context.may_at(permission, input.path)
        if founding and not await AreaRecord.filter(path=parent(input.path)).exists():
            raise NothingAbove(f"没有 {input.path} 的上级区域。", field="path")
        in_order(input.valid_from, input.valid_to, "validTo")
        merged = await Area.all_of(AreaRecord.within(scope).filter(path__in=input.predecessors))
        if len(merged) != len(set(input.predecessors)):
            raise InputImpossible("所列的原区域不全在范围内。", field="predecessors")
        return await keep(
            info,
            Area,
            input,
            path=input.path,
            permission=permission,
            level=list(Level)[input.path.count("/")],
            predecessors=[{"path": each.path, "name": each.name} for each in merged],
        )


SHEETS = (
    Sheet(
        "areas",
        "区域",
        Area,
        ("区域编码",),
        (Step(AreaDraft, "draftArea", mutation(Mutation, "draft_area")),),
    ),
)

# Shown: by `profiles`; and every document carries the name of its area.


async def published_area(path: AreaPath) -> PublishedArea:
    """An area with the names of those above it, as every document carries it."""
    rows = await AreaRecord.filter(path__in=line(path)).order_by("path").values_list("path", "name")
    *above, (own, name) = [(AreaPath(at), masking.text(called)) for at, called in rows]
    return PublishedArea(path=own, name=name, above=tuple(above))


DOCUMENTS: tuple[Document, ...] = ()
