"""What officers read: declared fields of rows in scope, in as few statements as there are types.

A served class is a Strawberry type whose plain fields name columns. It is built from dict rows,
never from hydrated models, and only from rows that the actor may see, so that `node(id:)` and
edges cannot walk around the scope. `read` and `veiled` empty the fields that are not for the
actor; acts read records whole, by `all_of`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Self, cast, get_args, get_type_hints
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.dataloader import DataLoader
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base import codec, reading
from schema.base.context import Context, Info, names_asked
from schema.base.readers import Readers, closed, compared, holding
from schema.base.record import Stored, narrowed
from schema.base.refusal import RecordUnknown
from schema.base.rows import Records, Table, column
from schema.base.scope import AreaPath, Scope

Row = dict[str, Any]

SLICE = 1000
"""How many keys one statement names; a database takes only so many."""


@strawberry.interface(name="Record")
class Served(relay.Node):
    """Something an area wrote down, as its officers see it."""

    stored: ClassVar[type[Stored]]

    readers: ClassVar[Readers] = Readers()

    VEILED_BY: ClassVar[frozenset[str]] = frozenset({"path"})
    """The fields by which it is told what of a record is hidden from whom."""

    id: relay.NodeID[UUID]

    path: AreaPath
    """The area it belongs to."""

    version: int
    """Counts the changes from 1; pass it as `expectedVersion` to change the record."""

    changed_at: datetime
    """When it was last changed."""

    @classmethod
    def reached(cls, scope: Scope) -> QuerySet[Any]:
        """The rows that one reaches from a scope, to read them or to refer to them."""
        return cls.stored.within(scope)

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The rows that the actor of `context` may read; none, for who may read no such row."""
        return cls.reached(context.actor.reads(cls.readers.rows))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope, and whoever may read no such row at all."""
        context.reads_at(cls.readers.rows, area)

    @classmethod
    def comparable(cls, context: Context, lookups: Iterable[str]) -> Q:
        """The rows in which the actor may read what is compared, so that no filter tells it."""
        strictest = max((compared(cls, each) for each in lookups), default=cls.readers.rows)
        if strictest <= cls.readers.rows:
            return Q()
        return context.actor.reads(strictest).where(cls.stored.SCOPED_BY)

    @classmethod
    def beyond(cls, context: Context, path: AreaPath) -> frozenset[str]:
        """The fields that the actor may not read of a record of that area."""
        return frozenset(
            name
            for name, (audience, _) in closed(cast(Hashable, cls)).items()
            if not context.actor.reads(audience).covers(path)
        )

    def hidden(self, context: Context) -> frozenset[str]:
        """The fields that the actor may not read of this record."""
        return self.beyond(context, self.path)

    def veiled(self, context: Context) -> Self:
        """The record as the actor may see it: what is hidden is empty."""
        columns = closed(cast(Hashable, type(self)))
        for name in self.hidden(context):
            if (column := columns[name][1]) in self.columns():
                setattr(self, column, None)
        return self

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Field name to column name, of every plain field."""
        return _columns(cast(Hashable, cls))

    @classmethod
    def of(cls, row: Row) -> Self:
        """The type from a row; JSON columns become the values that the field declares.

        A row may hold a part of the columns only, if nobody will ask for the others.
        """
        for name, read in _readers(cast(Hashable, cls)):
            if name in row:
                row[name] = read(row[name])
        return cls._made(row)

    @classmethod
    def _made(cls, row: Row) -> Self:
        record = cls.__new__(cls)
        record.__dict__ = row
        return record

    @classmethod
    def records(cls, table: Table) -> Records[Self]:
        """The types from the rows of a table, whole."""
        table.reading(_readers(cast(Hashable, cls)))
        return Records(table, cls._made)

    @classmethod
    def seen(cls, context: Context, table: Table) -> Sequence[Self]:
        """The types from the rows of a table, as the actor may see them."""
        found = cls.records(table)
        if cls._whole(context, table):
            return found
        return [each.veiled(context) for each in found]

    @classmethod
    def _whole(cls, context: Context, table: Table) -> bool:
        """Whether nothing of these rows is hidden, as far as their areas tell."""
        if not closed(cast(Hashable, cls)):
            return True
        told = cls.VEILED_BY == Served.VEILED_BY
        return told and not any(cls.beyond(context, path) for path in set(table.column("path")))

    @classmethod
    async def all_of(cls, rows: QuerySet[Any], names: frozenset[str] | None = None) -> list[Self]:
        """The rows of a query, in one statement; with these fields only, if they are named."""
        return list(cls.records(await reading.table(rows, chosen(cls, names))))

    @classmethod
    async def read(
        cls, context: Context, rows: QuerySet[Any], names: frozenset[str] | None = None
    ) -> Sequence[Self]:
        """The rows of a query as the actor may see them, in one statement."""
        return cls.seen(context, await reading.table(rows, chosen(cls, names)))

    @classmethod
    async def one(cls, scope: Scope, given: relay.GlobalID, field: str = "id") -> Self:
        """The record a draft names, in scope; refused otherwise, so that no id can be guessed."""
        key = key_of(given, cls.__name__)
        found = await cls.all_of(cls.reached(scope).filter(id=key)) if key else []
        if not found:
            raise RecordUnknown(f"“{field}”所指的记录不存在或不在范围内。", field=field)
        return found[0]

    @classmethod
    async def several(cls, scope: Scope, given: Iterable[relay.GlobalID]) -> dict[str, Self]:
        """The records that drafts name, in scope, by their id as it is written in a global id."""
        keys = {each.node_id: key for each in given if (key := key_of(each, cls.__name__))}
        found = await cls.among(cls.stored.within(scope), "id", list(keys.values()))
        by_key = {each.id: each for each in found}
        return {name: by_key[key] for name, key in keys.items() if key in by_key}

    @classmethod
    async def among(cls, rows: QuerySet[Any], column: str, keys: Sequence[UUID]) -> list[Self]:
        """Those of a query whose column is one of many keys: a statement for each thousand."""
        found: list[Self] = []
        for start in range(0, len(keys), SLICE):
            some = keys[start : start + SLICE]
            found += await cls.all_of(rows.filter(**{f"{column}__in": some}))
        return found

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """The records with these ids that the actor may see, null for every other."""
        asked = [uuid(each) for each in node_ids]
        keys = [key for key in asked if key]
        rows = narrowed(cls.visible(info.context), Q(id__in=keys))
        names = names_asked(info, cls)
        some = names if names is None else names | {"id"}
        found = {each.id: each for each in await cls.read(info.context, rows, some)}
        return [found.get(key) if key else None for key in asked]


def uuid(text: str) -> UUID | None:
    """The one place where a client's id becomes a key."""
    try:
        return UUID(text)
    except ValueError:
        return None


def key_of(given: relay.GlobalID, type_name: str) -> UUID | None:
    """The key in a global id of the type `type_name`, if it is one."""
    return uuid(given.node_id) if given.type_name == type_name else None


async def edge(context: Context, served: type[Any], key: Any, column: str = "id") -> Any:
    """The record with this key if the actor may see it; all of one tick in one statement."""
    if key is None:
        return None
    return await _loader(context, served, column).load(key)


@dataclass(frozen=True, slots=True)
class Link:
    """How a field leads to another record: whose column `key` equals one's own column `via`."""

    via: str
    served: type[Any]
    key: str

    async def records(
        self, context: Context, keys: Sequence[Any], names: frozenset[str] | None = None
    ) -> Sequence[Any]:
        """The records with these keys that the actor may see, in one statement."""
        named: Any = {f"{self.key}__in": keys}
        rows = narrowed(self.served.visible(context), Q(**named))
        wanted = None if names is None else names | {self.key}
        found: Sequence[Any] = await self.served.read(context, rows, wanted)
        return found


def to(served: type[Any], column: str, description: str, key: str = "id") -> Any:
    """A field that leads to the record whose `key` is in `column`, where the actor may see it."""

    async def resolve(root: Any, info: Info) -> Any:
        return await edge(info.context, served, getattr(root, column), key)

    resolve.__annotations__ = {"root": Any, "info": Info, "return": served | None}
    described = {Link: Link(column, served, key)}
    if key == "id":
        described |= holding(column, served)["metadata"]
    return strawberry.field(resolve, description=description, metadata=described)


def _loader(context: Context, served: type[Any], key: str) -> DataLoader[Any, Any]:
    async def load(keys: list[Any]) -> list[Any]:
        found = await Link("", served, key).records(context, keys)
        by_key = dict(zip(column(found, key), found, strict=True))
        return [by_key.get(each) for each in keys]

    name = (served, key)
    if name not in context.loaders:
        context.loaders[name] = DataLoader(load_fn=load)
    loader: DataLoader[Any, Any] = context.loaders[name]
    return loader


def chosen(listed: Any, names: frozenset[str] | None) -> dict[str, str]:
    """The columns of these fields; of all, if none are named."""
    columns: dict[str, str] = listed.columns()
    if names is None:
        return columns
    needed = names | listed.VEILED_BY
    return {name: column for name, column in columns.items() if name in needed}


@cache
def _columns(served: Any) -> dict[str, str]:
    plain = [f.name for f in fields(served) if f.init]
    return {name: served.stored.SCOPED_BY if name == "path" else name for name in plain}


@cache
def _readers(served: Any) -> tuple[tuple[str, Any], ...]:
    """How to read the columns whose field is a list of values, or an enum kept as a text."""
    hints = get_type_hints(served)
    return tuple(
        (name, read)
        for name, column in served.columns().items()
        if (read := _reader(hints[name], served.stored._meta.fields_map.get(column))) is not None
    )


def _reader(hint: Any, column: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return None if hasattr(column, "enum_type") else hint
    if any(is_dataclass(arg) for arg in get_args(hint)):
        return lambda value: codec.read(hint, value)
    return None
