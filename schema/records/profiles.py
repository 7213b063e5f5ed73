"""Profiles: what the public reads of an area itself."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.base.context import Context
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.part import parts
from schema.base.sheet import Sheet
from schema.records.areas import Area, Figure, Level, Predecessor
from schema.rules import masking

# Stored, served, asked and done: with the area.

Query: type | None = None
Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown


@strawberry.type
class AreaProfile(Publication):
    """What an area is: its level, since when, whether it is a pilot, and its figures."""

    CODE = CatalogueCode("V01")

    level: Level
    """How high it stands."""

    valid_from: date
    """The first day that it existed as it is."""

    pilot_since: date | None
    """Since when it is a pilot group."""

    predecessors: strawberry.Private[list[Predecessor]]
    figures: strawberry.Private[list[Figure]]

    predecessor_parts = parts(Predecessor, "predecessors", "The areas merged into it.")
    figure_parts = parts(Figure, "figures", "Its figures, each with the day it was true.")


async def profile(context: Context, area: Area) -> AreaProfile:
    """The public description of an area."""
    return AreaProfile(
        title=masking.text(f"{area.name}概况"),
        day=max((figure.as_of for figure in area.figures), default=area.valid_from),
        level=area.level,
        valid_from=area.valid_from,
        pilot_since=area.pilot_since,
        predecessors=[
            Predecessor(path=each.path, name=masking.text(each.name)) for each in area.predecessors
        ],
        figures=[
            Figure(
                label=masking.text(each.label),
                amount=each.amount,
                unit=masking.text(each.unit),
                as_of=each.as_of,
            )
            for each in area.figures
        ],
    )


DOCUMENTS = (Document(AreaProfile, Area, profile),)
