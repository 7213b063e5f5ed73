"""Officers and grants as they are read: who holds which office, and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.dataloader import DataLoader
from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from schema.base.connection import Connection, Filter, Unveiled, Window, connection, sliced, where
from schema.base.context import Context, Info
from schema.base.draft import Text
from schema.base.scope import AreaPath, Scope
from schema.base.served import Row, Served, edge, uuid
from schema.officers import GrantRecord, OfficerRecord
from schema.rules.roles import Permission, Role

# Served


@strawberry.type
class Officer(Unveiled, relay.Node):
    """Somebody who acts for an area: one person has one line, whatever the offices."""

    id: relay.NodeID[UUID]

    name: str
    """The name, by which the officer also signs in."""

    disabled_at: datetime | None
    """Since when there is no way in; null where there may be one."""

    @strawberry.field
    async def grants(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Grant]:
        """The offices, past ones too: your own, and those in your scope."""
        found = await _offices(info.context).load(self.id)
        return sliced(found, Window(first, after, last, before))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope."""
        if area is not None:
            context.may_at(Permission.ACCOUNTS, area)

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """Whoever holds or held an office below the areas whose officers the actor appoints."""
        own = Q(id=context.officer)
        below = _holding(context.actor.scope(Permission.ACCOUNTS))
        return OfficerRecord.filter(Q(own, below, join_type=Q.OR))

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Field name to column name."""
        return {name: name for name in ("id", "name", "disabled_at")}

    @classmethod
    def of(cls, row: Row) -> Self:
        """The officer from such a row."""
        return cls(**row)

    @classmethod
    async def read(
        cls, context: Context, rows: QuerySet[Any], names: frozenset[str] | None = None
    ) -> list[Self]:
        """The officers of a query, in one statement."""
        return [cls.of(row) for row in await rows.values(**cls.columns())]

    @classmethod
    async def resolve_nodes(
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Any]:
        """The officers with these ids, null for every one that may not be seen."""
        keys = [key for key in map(uuid, node_ids) if key]
        seen = await cls.read(info.context, cls.visible(info.context).filter(id__in=keys))
        found = {each.id: each for each in seen}
        return [found.get(key) if (key := uuid(each)) else None for each in node_ids]


@strawberry.type
class Grant(Served):
    """An office held: a role below an area, from a day to a day."""

    stored = GrantRecord

    role: Role
    """The office."""

    held_from: date
    """Its first day."""

    held_to: date | None
    """Its last day; null as long as none is set."""

    ended_at: datetime | None
    """When it was taken away before its last day."""

    officer_id: strawberry.Private[UUID]

    @strawberry.field
    async def officer(self, info: Info) -> Officer | None:
        """Who holds it."""
        found: Officer | None = await edge(info.context, Officer, self.officer_id)
        return found

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """Those below the areas whose officers the actor appoints, and the own ones."""
        own = Q(officer_id=context.officer)
        below = context.actor.scope(Permission.ACCOUNTS).where("path")
        return cls.stored.filter(Q(own, below, join_type=Q.OR))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope."""
        if area is not None:
            context.may_at(Permission.ACCOUNTS, area)


def _holding(scope: Scope) -> Q:
    """The condition on officers that they hold or held an office in scope."""
    there = GrantRecord.within(scope).values("officer_id")
    return Q(id__in=Subquery(there))


def _offices(context: Context) -> DataLoader[UUID, list[Grant]]:
    """The offices of officers as far as the actor sees them, of all in one statement."""

    async def load(officers: list[UUID]) -> list[list[Grant]]:
        rows = Grant.visible(context).filter(officer_id__in=officers)
        found: dict[UUID, list[Grant]] = {each: [] for each in officers}
        for grant in await Grant.all_of(rows.order_by("held_from", "id")):
            found[grant.officer_id].append(grant)
        return list(found.values())

    loader: DataLoader[UUID, list[Grant]] = context.loaders.setdefault(
        (Officer, "grants"), DataLoader(load_fn=load)
    )
    return loader


# Asked


@strawberry.input
class OfficerFilter(Filter):
    """Which officers."""

    name: Text | None = where("name__contains")
    """In whose name these characters stand."""

    def conditions(self) -> Q:
        """The given conditions; an officer is where there is an office."""
        found = [Q(name__contains=self.name)] if self.name is not None else []
        if self.area is not None:
            found.append(_holding(Scope((self.area,))))
        return Q(*found)


@strawberry.enum
class OfficerOrder(Enum):
    """In which order officers are listed."""

    NAME = "name"
    """By name."""


@strawberry.input
class GrantFilter(Filter):
    """Which grants."""

    scoped_by = "path"

    officer: relay.GlobalID | None = where("officer_id")
    """Of this officer."""

    role: Role | None = where("role")
    """Of this office."""


@strawberry.enum
class GrantOrder(Enum):
    """In which order grants are listed."""

    NEWEST = "-held_from"
    """The latest first day first."""

    AREA = "path"
    """By area."""


@strawberry.type
class Query:
    """Who holds office."""

    officers: Connection[Officer] | None = connection(Officer, OfficerFilter, OfficerOrder)
    """Yourself, and whoever holds or held an office below your areas."""

    grants: Connection[Grant] | None = connection(Grant, GrantFilter, GrantOrder)
    """Your own offices, and those held below your areas."""

    @strawberry.field
    async def me(self, info: Info) -> Officer | None:
        """The officer who asks; null for everyone who has not signed in."""
        officer = info.context.actor.officer
        return None if officer is None else await edge(info.context, Officer, officer)
