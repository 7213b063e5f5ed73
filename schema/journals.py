"""What the journal says, for who checks: who did what, under which office, and to which record.

The lines themselves are written by `schema/base/journal.py`. A line holds digests and no content,
so whoever reads the journal learns of a record only what the record itself shows to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.dataloader import DataLoader
from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from schema import officers
from schema.base.connection import Connection, Filter, Unveiled, connection, where
from schema.base.context import Context, Info
from schema.base.draft import Text
from schema.base.journal import JournalRecord
from schema.base.scope import AreaPath
from schema.base.served import Row, Served, edge
from schema.officers import OfficerRecord
from schema.rules.roles import Permission, Role

strawberry.enum(Role)

# Served


@strawberry.type
class JournalLine(Unveiled, relay.Node):
    """What an act made of one record."""

    id: relay.NodeID[int]

    at: datetime
    """When it was done."""

    office: Role
    """Under which office."""

    path: AreaPath
    """The area that the record belongs to."""

    act: str
    """The mutation, such as `draftNotice`."""

    kind: str
    """The type of the record, such as `Notice`."""

    before: str | None
    """SHA-256 of the record before, in hexadecimal; null if there was none."""

    after: str | None
    """SHA-256 of the record after; null if it was removed."""

    version: int | None
    """Which version of the record it made; null where that was not written down."""

    officer_id: strawberry.Private[UUID]
    record_id: strawberry.Private[UUID]

    @strawberry.field
    async def officer(self, info: Info) -> str | None:
        """Who did it, by name; null if nobody is known under that id any more."""
        return await _named(info.context, self.officer_id)

    @strawberry.field
    async def record(self, info: Info) -> Served | None:
        """The record as it stands now, if you may see it."""
        try:
            served = relay.GlobalID(self.kind, "").resolve_type(info)
        except relay.GlobalIDValueError:
            return None
        found: Served | None = await edge(info.context, served, self.record_id)
        return found

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses who may not read the journal, and an area outside of where they may."""
        context.may_at(Permission.JOURNAL, area)

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The lines about records of the areas whose journal the actor may read."""
        return JournalRecord.filter(context.actor.scope(Permission.JOURNAL).where("path"))

    @classmethod
    def columns(cls) -> dict[str, str]:
        """All of a line."""
        return {name: name for name in JournalRecord._meta.db_fields}

    @classmethod
    def of(cls, row: Row) -> Self:
        """The line from its row."""
        return cls(**row)

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """The lines with these ids that the actor may see, null for every other."""
        keys = [_number(each) for each in node_ids]
        known = cls.visible(info.context).filter(id__in=[key for key in keys if key is not None])
        found = {row["id"]: cls.of(row) for row in await known.values(**cls.columns())}
        return [found.get(key) if key is not None else None for key in keys]


def _number(text: str) -> int | None:
    """A client's id as the number of a line; 18 digits are more than a journal ever has."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


async def _named(context: Context, officer: UUID) -> str | None:
    """The name of an officer; all of one tick in one statement."""

    async def load(keys: list[UUID]) -> list[str | None]:
        known = await officers.names(keys)
        return [known.get(key) for key in keys]

    if "officers" not in context.loaders:
        context.loaders["officers"] = DataLoader(load_fn=load)
    name: str | None = await context.loaders["officers"].load(officer)
    return name


# Asked


@strawberry.input
class JournalFilter(Filter):
    """Which lines of the journal."""

    scoped_by = "path"

    officer: Text | None = None
    """By the officer of this name."""

    kind: Text | None = where("kind")
    """About this type of record, such as `Notice`."""

    record: relay.GlobalID | None = where("record_id")
    """About this record."""

    act: Text | None = where("act")
    """By this mutation, such as `approve`."""

    done_from: datetime | None = where("at__gte")
    """At this moment or later."""

    done_before: datetime | None = where("at__lt")
    """Earlier than this moment."""

    def conditions(self) -> Q:
        """The given conditions."""
        found = super().conditions()
        if self.officer is None:
            return found
        called = OfficerRecord.filter(name=self.officer).values("id")
        return Q(found, officer_id__in=Subquery(called))


@strawberry.enum
class JournalOrder(Enum):
    """In which order the journal is listed."""

    NEWEST = "-at"
    """The latest first."""

    OLDEST = "at"
    """The earliest first."""


@strawberry.type
class Query:
    """The journal, for who checks."""

    journal: Connection[JournalLine] | None = connection(JournalLine, JournalFilter, JournalOrder)
    """Who did what in the areas whose journal you may read."""


# Done: a line is written by the act that it tells of. Shown: nothing.
