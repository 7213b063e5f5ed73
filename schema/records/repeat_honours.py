"""Repeat honours: who was honoured more than once, told from the honours that stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise.queryset import QuerySet

from schema.base.connection import Connection, Window, sliced
from schema.base.context import Info
from schema.base.document import Document
from schema.base.scope import AreaPath
from schema.base.served import to, uuid
from schema.base.sheet import Sheet
from schema.records.areas import Area
from schema.records.honours import Honour, HonourRecord
from schema.records.households import Household
from schema.records.persons import Person
from schema.rules import awards

# Stored: with the honours.

# Served


@strawberry.type
class RepeatHonour(relay.Node):
    """A household, person or group that was honoured more than once."""

    id: relay.NodeID[UUID]

    times: int
    """How many honours of it stand."""

    receiver_id: strawberry.Private[UUID]

    household: Household | None = to(Household, "receiver_id", "Who, if a household.")

    person: Person | None = to(Person, "receiver_id", "Who, if a person.")

    group: Area | None = to(Area, "receiver_id", "Who, if a group.")

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[RepeatHonour | None]:
        """Those of these households, persons and groups that you may see."""
        found = {each.id: each for each in await repeated(Honour.visible(info.context))}
        return [found.get(key) if (key := uuid(each)) else None for each in node_ids]


async def repeated(honours: QuerySet[Any]) -> list[RepeatHonour]:
    """Who was honoured more than once by these honours, the most often first: one statement."""
    columns = [f"nomination__{name}_id" for name in ("household", "person", "group")]
    rows = await honours.filter(revoked_on__isnull=True).values_list(*columns)
    times = awards.repeated(next(key for key in row if key is not None) for row in rows)
    most = sorted(times.items(), key=lambda each: (-each[1], str(each[0])))
    return [RepeatHonour(id=key, receiver_id=key, times=count) for key, count in most]


# Asked


@strawberry.type
class Query:
    """What follows from the honours, for officers."""

    @strawberry.field
    async def repeat_honours(
        self,
        info: Info,
        area: AreaPath,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[RepeatHonour] | None:
        """The households, persons and groups of an area that were honoured more than once."""
        Honour.permits(info.context, area)
        below = HonourRecord.filter(area_id__gte=area, area_id__lt=f"{area}0")
        return sliced(await repeated(below), Window(first, after, last, before))


# Done: with the honours.

Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown: nothing. The public reads each list of honours.

DOCUMENTS: tuple[Document, ...] = ()
