"""Venues (阵地): the places of a group, what they are for and when they are open."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import strawberry
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.part import Part, parts
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.scope import AreaPath
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.rules import masking
from schema.rules.masking import PublicText
from schema.rules.roles import Audience

# Stored


class VenueRecord(Record):
    """A place where the group meets, reads, or keeps its notice board."""

    name = fields.CharField(max_length=100)
    address = fields.CharField(max_length=200)
    opening_hours = fields.CharField(max_length=200)
    purposes: Any = fields.JSONField()
    opened_on = fields.DateField()

    class Meta:
        """One venue of a name in an area."""

        table = "venue"
        unique_together = (("area_id", "name"),)


# Served


@strawberry.type
class Purpose(Part):
    """Something a venue is for."""

    label: PublicText
    """What, such as 议事 or 阅览."""


@strawberry.type
class Venue(OfArea):
    """A place of the group, as its officers see it."""

    stored = VenueRecord

    readers = open_to(Audience.MEMBERS, members="name address opening_hours opened_on purposes")

    name: str
    """What it is called."""

    address: str
    """How to find it."""

    opening_hours: str
    """When it is open."""

    opened_on: date
    """Since when it has been in use."""

    purposes: strawberry.Private[list[Purpose]]

    purpose_parts = parts(Purpose, "purposes", "What it is for.")


# Asked


@strawberry.input
class VenueFilter(Filter):
    """Which venues."""

    name: Text | None = where("name__icontains")
    """With this in the name."""


@strawberry.enum
class VenueOrder(Enum):
    """In which order venues are listed."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Venues, for officers."""

    venues: Connection[Venue] | None = connection(Venue, VenueFilter, VenueOrder)
    """The venues in your scope."""


# Done


@strawberry.input
class VenueDraft(Draft):
    """A venue as an officer writes it."""

    area: AreaPath = asked("区域编码")
    """The area it belongs to."""

    name: Text = asked("名称")
    """What it is called."""

    address: Text = asked("地址")
    """How to find it."""

    opening_hours: Text = asked("开放时间")
    """When it is open, such as 每日 8:00—20:00."""

    opened_on: date = asked("启用日期")
    """Since when it has been in use."""

    purposes: list[Text] = asked("用途")
    """What it is for, such as 议事 or 阅览."""


@strawberry.type
class Mutation:
    """What officers do with venues."""

    @act(Venue)
    async def draft_venue(self, info: Info, input: VenueDraft) -> Answer[Venue]:
        """Write a venue down, or change one."""
        purposes = [{"label": purpose} for purpose in input.purposes]
        return await keep(info, Venue, input, path=input.area, purposes=purposes)


SHEETS = (
    Sheet(
        "venues",
        "阵地",
        Venue,
        ("名称",),
        (Step(VenueDraft, "draftVenue", mutation(Mutation, "draft_venue")),),
    ),
)

# Shown


@strawberry.type
class VenueSheet(Publication):
    """Where a venue is, what it is for and when it is open."""

    CODE = CatalogueCode("V01")

    address: PublicText
    """How to find it."""

    opening_hours: PublicText
    """When it is open."""

    purposes: strawberry.Private[list[Purpose]]

    purpose_parts = parts(Purpose, "purposes", "What it is for.")


async def sheet(context: Context, venue: Venue) -> VenueSheet:
    """What the public may know of a venue: all of it."""
    return VenueSheet(
        title=masking.text(venue.name),
        day=venue.opened_on,
        address=masking.text(venue.address),
        opening_hours=masking.text(venue.opening_hours),
        purposes=[Purpose(label=masking.text(each.label)) for each in venue.purposes],
    )


DOCUMENTS = (Document(VenueSheet, Venue, sheet),)
