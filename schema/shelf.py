"""Everything that is public below an area: what the site is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schema.base.context import Context
from schema.base.document import Publication
from schema.base.edition import EditionRecord, State
from schema.base.scope import AreaPath, Scope
from schema.publications import Unpublishing, shown


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is public below an area at one moment: what the site is made of."""

    area: AreaPath
    moment: datetime
    publications: tuple[Publication, ...]
    earlier: Mapping[tuple[str, UUID], tuple[Publication, ...]]
    unpublishings: tuple[Unpublishing, ...]


async def shelf(context: Context, area: AreaPath) -> Shelf:
    """All that stands, by path and then latest day first; what each corrects, latest first;
    and what ended."""
    below = Scope((area,)).where("area_id")
    standing = EditionRecord.public(context.now).filter(below).order_by("area_id", "-day", "id")
    current = [shown(row) for row in await standing.values(**Publication.columns())]
    keys = {(type(each).__name__, each.standing.record) for each in current}
    past = EditionRecord.filter(below, state=State.SUPERSEDED, redacted_at__isnull=True)
    earlier: dict[tuple[str, UUID], tuple[Publication, ...]] = {}
    for row in await past.order_by("-number").values(**Publication.columns()):
        found = shown(row)
        key = (row["document"], found.standing.record)
        if key in keys:
            earlier[key] = (*earlier.get(key, ()), found)
    ended = Unpublishing.visible(context).filter(below).order_by("-published_at", "id")
    gone = [Unpublishing.of(row) for row in await ended.values(**Unpublishing.columns())]
    return Shelf(area, context.now, tuple(current), earlier, tuple(gone))
