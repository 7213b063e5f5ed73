"""Queries answered level by level.

The stock executor walks from record to record and resolves each field of each by itself. A plan
reads one field after the other for all records of a level at once: links in one statement,
with only the columns that are asked for, and each record that is met again is shown once.

A plan only ever answers what succeeds. Whatever is refused, fails, or is not known to it, is
left to the stock executor, which then says what was wrong; reading twice changes nothing.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from itertools import chain, islice
from typing import Any, Protocol

from graphql import OperationDefinitionNode
from graphql.execution.values import VariableValues, get_variable_values
from strawberry import Schema, relay
from strawberry.types.field import StrawberryField

from schema.base.context import Context, Info
from schema.base.rows import Columned, column
from schema.base.served import Link

Names = frozenset[str] | None
"""Plain fields of a record; None for all of them."""

ROOT = object()
"""What the fields of the query type are asked of."""


class Unplanned(Exception):
    """What only the stock executor answers."""


@dataclass(slots=True)
class Run:
    """One answering of a plan: who asks, the variables, and the records found so far."""

    context: Context
    variables: VariableValues
    found: dict[tuple[Link, Names], dict[Any, Any]] = field(default_factory=dict)


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


class Source(Protocol):
    """Where the values of a field come from."""

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """The value of each parent."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Objects of one type, with the fields that are asked of them."""

    fields: tuple[tuple[str, Source, Shape], ...]

    async def shown(self, values: Sequence[Any], run: Run) -> list[Any]:
        """Each object as a dict; one that comes up several times is shown once."""
        if isinstance(values, Columned):  # none is null, or another again
            return await self._shown(values, run)
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
class Constant:
    """The same for all, such as the name of the type."""

    value: Any

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """It, as often as there are parents."""
        return [self.value] * len(parents)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A plain field."""

    name: str

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """The attribute of each."""
        return column(parents, self.name)


@dataclass(frozen=True, slots=True)
class Identity:
    """The global id. attribute: what it is made of; none where the type makes it itself."""

    kind: str
    node: type[relay.Node]
    info: Callable[[Run], Info]
    attribute: str | None

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """The type and key of each, as relay writes them."""
        kind = self.kind
        return [b64encode(f"{kind}:{key!s}".encode()).decode() for key in self._keys(parents, run)]

    def _keys(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        if self.attribute is not None:
            return column(parents, self.attribute)
        resolve, info = self.node.resolve_id, self.info(run)
        return [resolve(parent, info=info) for parent in parents]


@dataclass(frozen=True, slots=True)
class Linked:
    """The record that a field leads to."""

    link: Link
    names: Names

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """The record of each, none where there is none to be seen; loaded in one statement."""
        known = run.found.setdefault((self.link, self.names), {})
        keys = column(parents, self.link.via)
        missing = [key for key in dict.fromkeys(keys) if key is not None and key not in known]
        if missing:
            found = await self.link.found(run.context, missing, self.names)
            known |= {key: found.get(key) for key in missing}
        return [known.get(key) for key in keys]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A field with a resolver of its own."""

    field: StrawberryField
    arguments: Callable[[Run], dict[str, Any]]
    info: Callable[[Run], Info]

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """What the resolver answers to each; those that take their time run side by side."""
        resolver = self.field.base_resolver
        assert resolver is not None
        given = dict(self.arguments(run))
        if resolver.info_parameter:
            given[resolver.info_parameter.name] = self.info(run)
        root = resolver.root_parameter or resolver.parent_parameter
        call: Any = resolver.wrapped_func
        if root:
            answers = [call(**{root.name: parent}, **given) for parent in parents]
        elif resolver.self_parameter:
            answers = [call(parent, **given) for parent in parents]
        else:
            answers = [call(**given) for _ in parents]
        if answers and isawaitable(answers[0]):
            return await _together(answers)
        return answers


@dataclass(frozen=True, slots=True)
class Guarded:
    """A field that is not for everybody who sees the record."""

    name: str
    inner: Source

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """The value of each, none where it is hidden; such a one is not even computed."""
        hidden = [self.name in parent.hidden(run.context) for parent in parents]
        open_to = [each for each, closed in zip(parents, hidden, strict=True) if not closed]
        values = iter(await self.inner.of(open_to, run))
        return [None if closed else next(values) for closed in hidden]


async def _together(answers: list[Awaitable[Any]]) -> list[Any]:
    if len(answers) == 1:
        return [await answers[0]]
    return await asyncio.gather(*answers)


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
