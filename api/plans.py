"""Queries answered level by level.

The stock executor walks from record to record and resolves each field of each by itself. A plan
reads one field after the other for all records of a level at once: links in one statement,
with only the columns that are asked for, and each record that is met again is shown once.

A plan only ever answers what succeeds. Whatever is refused, fails, or is not known to it, is
left to the stock executor, which then says what was wrong; reading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Protocol

from graphql import OperationDefinitionNode
from graphql.execution.values import get_variable_values
from strawberry import Schema

from api.sources import Attribute, Guarded, Identity, Linked, Names, Referred, Resolved, Run, Source
from schema.base.context import Context
from schema.base.rows import Columned

ROOT = object()
"""What the fields of the query type are asked of."""


class Unplanned(Exception):
    """What only the stock executor answers."""


class Shape(Protocol):
    """How values of a type become what the client reads."""

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """Each value as it is answered, null as None."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or an enum."""

    serialize: Callable[[Any], Any]

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """Each value as its scalar writes it."""
        serialize = self.serialize
        return [None if value is None else serialize(value) for value in values]


@dataclass(frozen=True, slots=True)
class Plain:
    """A scalar whose usual values are answered as they are."""

    usual: frozenset[type]
    serialize: Callable[[Any], Any]

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """The values themselves, unless one of them is of another sort."""
        if self.usual.issuperset(map(type, values)):
            return list(values)
        return await Leaf(self.serialize).shown(values, run)


@dataclass(frozen=True, slots=True)
class Required:
    """What is never null; a null is the stock executor's to explain."""

    inner: Shape

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """The values, none of them null."""
        shown = await self.inner.shown(values, run)
        if None in shown:
            raise Unplanned
        return shown


@dataclass(frozen=True, slots=True)
class Listed:
    """A list; the items of all lists of the level are shown together."""

    inner: Shape

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """Each list with its items."""
        if len(values) == 1 and values[0] is not None:
            return [await self.inner.shown(values[0], run)]
        items = list(chain.from_iterable(each for each in values if each is not None))
        shown = iter(await self.inner.shown(items, run))
        return [None if each is None else list(islice(shown, len(each))) for each in values]


@dataclass(frozen=True, slots=True)
class Selection:
    """Objects of one type, with the fields that are asked of them."""

    fields: tuple[tuple[str, Source, Shape], ...]

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """Each object as a dict; one that comes up several times is shown once."""
        if isinstance(values, Columned):  # none is null, or another again
            return await self._shown(values, run)
        if isinstance(values, Referred):
            rows = await self._shown(values.records, run)
            return [None if place is None else rows[place] for place in values.places]
        apart = {id(value): value for value in values if value is not None}
        rows = await self._shown(list(apart.values()), run)
        shown = dict(zip(apart, rows, strict=True))
        return [None if value is None else shown[id(value)] for value in values]

    async def _shown(self, objects: Sequence[Any], run: Run) -> list[Any]:
        if not objects:
            return []
        if not self.fields:  # a type that the question does not name; it is shown all the same
            return [{} for _ in objects]
        keys = [key for key, _, _ in self.fields]
        sources = [(source, shape) for _, source, shape in self.fields]
        columns = [await shape.shown(await each.of(objects, run), run) for each, shape in sources]
        return [dict(zip(keys, row)) for row in zip(*columns, strict=True)]  # noqa: B905  as many

    @property
    def names(self) -> Names:
        """The plain fields that this selection reads; None where a method may read any."""
        read: set[str] = set()
        for _, source, _ in self.fields:
            if isinstance(source, Resolved | Guarded):
                return None
            if isinstance(source, Attribute):
                read.add(source.name)
            elif isinstance(source, Identity):
                read.add("id")
            elif isinstance(source, Linked):
                read.add(source.link.via)
        return frozenset(read)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Objects of several types; each is shown by the selection of its own."""

    selections: Callable[[type], Selection]

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """The objects, type by type, in their order."""
        shown: dict[int, Any] = {}
        for kind in {type(value): None for value in values if value is not None}:
            places = [place for place, value in enumerate(values) if type(value) is kind]
            some = await self.selections(kind).shown([values[place] for place in places], run)
            shown |= dict(zip(places, some, strict=True))
        return [shown.get(place) for place in range(len(values))]


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled query."""

    schema: Schema
    operation: OperationDefinitionNode
    root: Selection

    async def answer(self, context: Context, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data; `Unplanned` and every other exception ask for the stock executor."""
        defined = self.operation.variable_definitions or ()
        given = get_variable_values(self.schema._schema, defined, dict(variables), max_errors=0)
        if isinstance(given, list):
            raise Unplanned
        [data] = await self.root.shown([ROOT], Run(context, given))
        answer: dict[str, Any] = data
        return answer
