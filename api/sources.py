"""Where the values of the fields of a plan come from, for all records of a level at once."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Protocol

from graphql.execution.values import VariableValues
from strawberry import relay
from strawberry.types.field import StrawberryField

from schema.base.context import Context, Info
from schema.base.rows import column
from schema.base.served import Link

Names = frozenset[str] | None
"""Plain fields of a record; None for all of them."""


class Referred(Sequence[Any]):
    """Records as others lead to them: each once, and beside them which of them each leads to."""

    def __init__(self, records: Sequence[Any], places: Sequence[int | None]) -> None:
        self.records = records
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, place: Any) -> Any:
        found = self.places[place]
        return None if found is None else self.records[found]


@dataclass(slots=True)
class Met:
    """The records of a type that a plan has met. places: by key; none for who is not to be seen."""

    records: Sequence[Any] = ()
    places: dict[Any, int | None] = field(default_factory=dict)

    def add(self, asked: Iterable[Any], keys: Iterable[Any], records: Sequence[Any]) -> None:
        """Records that were asked for, and their keys."""
        start = len(self.records)
        self.places |= dict.fromkeys(asked)
        self.places |= zip(keys, range(start, start + len(records)), strict=True)
        self.records = [*self.records, *records] if start else records

    def referred(self, keys: Iterable[Any]) -> Referred:
        """Those that these keys lead to, and no others."""
        places = [self.places.get(key) for key in keys]
        used = dict.fromkeys(place for place in places if place is not None)
        if len(used) == len(self.records):
            return Referred(self.records, places)
        renumbered: dict[int | None, int] = dict(zip(used, range(len(used)), strict=True))
        return Referred([self.records[place] for place in used], [*map(renumbered.get, places)])


@dataclass(slots=True)
class Run:
    """One answering of a plan: who asks, the variables, and the records met so far.

    met: by their type, the column of their keys, and what is read of them.
    """

    context: Context
    variables: VariableValues
    met: dict[tuple[type, str, Names], Met] = field(default_factory=dict)


class Source(Protocol):
    """Where the values of a field come from."""

    async def of(self, parents: Sequence[Any], run: Run) -> Sequence[Any]:
        """The value of each parent."""


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
        link = self.link
        met = run.met.setdefault((link.served, link.key, self.names), Met())
        keys = column(parents, link.via)
        missing = [key for key in dict.fromkeys(keys) if key is not None and key not in met.places]
        if missing:
            records = await link.records(run.context, missing, self.names)
            met.add(missing, column(records, link.key), records)
        return met.referred(keys)


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
