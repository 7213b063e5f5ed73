"""Relay connections by keyset: a page costs the same wherever it lies, and says its bounds."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import strawberry
from strawberry import relay
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base import cursor, reading
from schema.base.context import Context, Info, names_asked
from schema.base.edges import PLACE, Edge, Edges
from schema.base.refusal import InputImpossible
from schema.base.rows import Table
from schema.base.scope import AreaPath, Scope
from schema.base.served import chosen, key_of

T = TypeVar("T")

LARGEST_PAGE = 1000


class Countable(Protocol):
    """What knows its total when asked."""

    def count(self) -> Awaitable[int]:
        """How many there are in all."""


@strawberry.type
class Connection(Generic[T]):
    """One page of a list, at most 1,000 long."""

    edges: Sequence[Edge[T]]
    """The records of the page, each with its cursor."""

    page_info: relay.PageInfo
    """Whether there is more, and from where."""

    whole: strawberry.Private[Countable]

    @strawberry.field
    async def total_count(self) -> int:
        """How many there are in all that meet the filter; counted only when asked."""
        return await self.whole.count()


@strawberry.input
class Filter:
    """Conditions on a list; every one that is given must hold."""

    scoped_by: ClassVar[str] = "area_id"

    area: AreaPath | None = None
    """This area and all below it."""

    def conditions(self) -> Q:
        """The given conditions."""
        found = [Q(**{lookup: _key(value)}) for lookup, value in self.given().items()]
        if self.area is not None:
            found.append(Scope((self.area,)).where(self.scoped_by))
        return Q(*found)

    def given(self) -> dict[str, Any]:
        """The values to compare with, by the lookup that each field declares."""
        return {
            lookup: value
            for field in strawberry_fields(self)
            if (lookup := field.metadata.get("lookup"))
            and (value := getattr(self, field.python_name)) is not None
        }


def where(lookup: str) -> Any:
    """A filter field that is compared by this lookup of the table."""
    return strawberry.field(default=None, metadata={"lookup": lookup})


def strawberry_fields(value: Any) -> list[Any]:
    """The declared fields of a Strawberry type or input."""
    fields: list[Any] = value.__strawberry_definition__.fields
    return fields


def _key(value: Any) -> Any:
    return key_of(value, value.type_name) if isinstance(value, relay.GlobalID) else value


class Listed(Protocol):
    """What a connection asks of the type it lists."""

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses who may not ask, and an area that the actor may not ask about."""

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The rows that the actor may read."""

    @classmethod
    def comparable(cls, context: Context, lookups: Iterable[str]) -> Q:
        """The rows in which the actor may compare these columns."""

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Field name to column name."""

    @classmethod
    def seen(cls, context: Context, table: Table) -> Sequence[Any]:
        """The types from such rows, as the actor may see them."""


class Unveiled:
    """Of such a type nothing is hidden from who may see it at all."""

    @classmethod
    def comparable(cls, context: Context, lookups: Iterable[str]) -> Q:
        """All that is said may be compared."""
        return Q()

    @classmethod
    def seen(cls, context: Context, table: Table) -> list[Any]:
        """The types from such rows, whole."""
        made: Any = cls
        return [made.of(row) for row in table.rows()]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the list: the first N after a cursor, or the last N before one."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None

    @property
    def backward(self) -> bool:
        """Whether it is read from the end."""
        return self.last is not None or (self.first is None and self.before is not None)

    @property
    def size(self) -> int:
        """How many, within the bounds."""
        wanted = self.last if self.backward else self.first
        size = 20 if wanted is None else wanted
        if not 0 <= size <= LARGEST_PAGE:
            raise InputImpossible(
                f"一页 {size} 条。", threshold=f"0 至 {LARGEST_PAGE} 条", field="first"
            )
        return size


def connection(
    listed: type[Any], filters: type[Any], orders: type[Enum], node: type[Any] | None = None
) -> Any:
    """A field that lists `listed`: relay's four arguments, a filter and an order.

    `node` is the type of the nodes, where that is not `listed` itself.

    The members of `orders` are names of columns that are never null, with a minus for
    descending; the first is the default. The id breaks ties, so that the order is total.
    """

    async def resolve(
        info: Info,
        first: Any = None,
        after: Any = None,
        last: Any = None,
        before: Any = None,
        filter: Any = None,
        order: Any = None,
    ) -> Any:
        context, asked, ordered = info.context, filter or filters(), order or next(iter(orders))
        listed.permits(context, asked.area)
        compared = [*asked.given(), ordered.value.lstrip("-")]
        whole = listed.visible(context).filter(
            asked.conditions(), listed.comparable(context, compared)
        )
        window = Window(first, after, last, before)
        columns = chosen(listed, names_asked(info, listed))
        return await _page(context, listed, whole, ordered.value, window, columns)

    resolve.__annotations__ = {
        "info": Info,
        "first": int | None,
        "after": str | None,
        "last": int | None,
        "before": str | None,
        "filter": filters | None,
        "order": orders | None,
        "return": Connection[node or listed] | None,  # type: ignore[misc]  # made at run time
    }
    return strawberry.field(resolve)


async def _page(
    context: Context,
    listed: type[Listed],
    whole: QuerySet[Any],
    order: str,
    window: Window,
    columns: dict[str, str],
) -> Connection[Any]:
    """One statement: the page and one row more, which tells whether there is more."""
    column = order.lstrip("-")
    descending = order.startswith("-") != window.backward
    query = whole.order_by(*(f"{'-' if descending else ''}{name}" for name in (column, "id")))
    for given, towards in ((window.after, "gt"), (window.before, "lt")):
        if given is not None:
            query = query.filter(cursor.beyond(whole, order, given, towards))
    query = query.limit(window.size + 1)
    table = await reading.table(query, columns | dict(zip(PLACE, (column, "id"), strict=True)))
    more = table.size > window.size
    table.cut(window.size, backward=window.backward)
    nodes = listed.seen(context, table.named(columns))
    edges = Edges(nodes, table)
    page_info = _page_info(edges, window, more)
    return Connection(edges=edges, page_info=page_info, whole=_Counted(whole))


@dataclass(frozen=True, slots=True)
class _Counted:
    """A total that the database is asked for."""

    query: QuerySet[Any]

    async def count(self) -> int:
        """The total, in one statement."""
        return await reading.count(self.query)


def sliced(items: Sequence[T], window: Window) -> Connection[T]:
    """A short list that is in memory already, as a connection; cursors are positions."""
    start = 0 if window.after is None else cursor.index_of(window.after) + 1
    stop = len(items) if window.before is None else min(cursor.index_of(window.before), len(items))
    if window.backward:
        start = max(start, stop - window.size)
    else:
        stop = min(stop, start + window.size)
    edges = [Edge(place=partial(str, place), node=items[place]) for place in range(start, stop)]
    page_info = relay.PageInfo(
        has_next_page=stop < len(items),
        has_previous_page=start > 0,
        start_cursor=edges[0].place() if edges else None,
        end_cursor=edges[-1].place() if edges else None,
    )
    return Connection(edges=edges, page_info=page_info, whole=_Known(len(items)))


class _Known:
    """A total that is known already."""

    def __init__(self, total: int) -> None:
        self.total = total

    async def count(self) -> int:
        """The total, without a statement."""
        return self.total


def _page_info(edges: Edges[Any], window: Window, more: bool) -> relay.PageInfo:
    return relay.PageInfo(
        has_next_page=window.before is not None if window.backward else more,
        has_previous_page=more if window.backward else window.after is not None,
        start_cursor=edges.place(0) if edges else None,
        end_cursor=edges.place(-1) if edges else None,
    )
