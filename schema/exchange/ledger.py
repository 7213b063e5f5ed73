"""What stands already, by the names under which workbooks know it.

A record is known by the columns that its sheet calls its names; a row that names a record is
looked up in its own area first, then in those above.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from tortoise.expressions import Q

from schema.base.codec import stored_fields
from schema.base.context import Context
from schema.base.scope import AreaPath, parent
from schema.base.served import Served
from schema.base.sheet import Sheet
from schema.exchange import columns, words
from schema.exchange.columns import AREA, Field
from schema.exchange.words import Unfit
from schema.workbooks.tables import Value

Where = Callable[[str], Q]
"""The condition on a path column that says which areas are meant."""


class Named(Unfit):
    """No record, or more than one, goes by these names."""


class Spoiled(Exception):
    """A row names a record whose own row is wrong; that row is complained about already."""


@dataclass(slots=True)
class Entry:
    """A record and the names it goes by; holders: what holds the values of each step."""

    record: Any
    names: tuple[str, ...]
    holders: tuple[Any, ...]


@dataclass(slots=True)
class Ledger:
    """The records of some areas, loaded a sheet at a time when they are first asked for.

    veiled: without what the officer may not read; acts need to know all that stands.
    """

    context: Context
    where: Where
    veiled: bool = False
    entries: dict[type, dict[UUID, Entry]] = field(default_factory=dict)
    index: dict[tuple[type, AreaPath, str], list[Entry]] = field(default_factory=dict)
    spoiled: set[tuple[type, AreaPath, str | None]] = field(default_factory=set)

    async def load(self, sheet: Sheet) -> Mapping[UUID, Entry]:
        """The records of a sheet, and before them those that it refers to."""
        served = sheet.served
        if served in self.entries:
            return self.entries[served]
        for each in _referred(sheet):
            if each is not served:
                await self.load(columns.OF[each])
        rows = served.visible(self.context).filter(self.where(served.stored.SCOPED_BY))
        records = await served.all_of(rows.order_by("id"))
        standing = [await step.standing(records) for step in sheet.steps]
        if self.veiled:
            _veil(self.context, [*records, *(each for held in standing for each in held.values())])
        self.entries[served] = {}
        for record in records:
            self.add(sheet, record, tuple(each.get(record.id) for each in standing))
        return self.entries[served]

    def add(self, sheet: Sheet, record: Any, holders: tuple[Any, ...]) -> Entry:
        """Enters a record under its names; as it stood before it gives way."""
        shown = self.cells(sheet, record, holders, sheet.names)
        entry = Entry(record, tuple(words.plain(shown.get(name)) for name in sheet.names), holders)
        known = self.entries.setdefault(sheet.served, {})
        former = known.get(entry.record.id)
        if former is not None:
            self.index[_place(sheet.served, former)].remove(former)
        known[entry.record.id] = entry
        self.index.setdefault(_place(sheet.served, entry), []).append(entry)
        return entry

    def spoil(self, served: type, area: AreaPath, name: str | None) -> None:
        """Marks the last name of a row that is wrong."""
        self.spoiled.add((served, area, name))

    def find(self, served: type, area: AreaPath, names: Sequence[str | None]) -> Entry | None:
        """The record of these names in the area or above it; none if there is none."""
        for path in _upwards(area):
            found = self._fitting(served, path, names)
            if len(found) > 1:
                lacking = "、".join(columns.OF[served].names[:-1])
                raise Named(f"有 {len(found)} 条记录同名，请同时填写{lacking}")
            if found:
                return found[0]
        return None

    def named(self, served: type, area: AreaPath, names: Sequence[str | None]) -> Entry:
        """The record of these names; `Named` if there is none."""
        found = self.find(served, area, names)
        if found is not None:
            return found
        if any((served, path, names[-1]) in self.spoiled for path in _upwards(area)):
            raise Spoiled
        raise Named(f"应当是已经登记的{columns.OF[served].title}，请核对名称，或者先登记")

    def _fitting(self, served: type, path: AreaPath, names: Sequence[str | None]) -> list[Entry]:
        return [
            entry
            for entry in self.index.get((served, path, names[-1] or ""), [])
            if fits(names, entry.names)
        ]

    def cells(
        self,
        sheet: Sheet,
        record: Any,
        holders: Sequence[Any],
        wanted: Collection[str] | None = None,
    ) -> dict[str, Value]:
        """What the row of a record shows, by heading; all of it unless told what is wanted."""
        shown: dict[str, Value] = {AREA: record.path}
        for step, holder in zip(sheet.steps, holders, strict=True):
            for each in columns.filled(step):
                told = wanted is None or {each.heading, *each.before} & set(wanted)
                if told and each.pieces is None and holder is not None:
                    for heading, value in self._values(each, holder):
                        shown.setdefault(heading, value)
        return shown

    def _values(self, field: Field, holder: Any) -> Iterator[tuple[str, Value]]:
        if field.refers is not None:
            key = getattr(holder, f"{field.name}_id")
            entry = self.entries.get(field.refers, {}).get(key)
            if entry is not None:
                yield from zip((*field.before, field.heading), entry.names, strict=True)
            return
        if field.name in {"area", "path"}:
            return
        value = getattr(holder, field.name)
        if field.many:
            value = [_text(each) for each in value]
        yield field.heading, words.told(value)


def _veil(context: Context, holders: Iterable[Any]) -> None:
    for each in holders:
        if isinstance(each, Served):
            each.veiled(context)


def fits(given: Iterable[str | None], own: Iterable[str | None]) -> bool:
    """Whether the names that a row gives are those of a record, those left out aside."""
    return all(each in {None, name} for each, name in zip(given, own, strict=True))


def _text(item: Any) -> str:
    """An item of a list of texts: a text, or a piece that is one text."""
    if isinstance(item, str):
        return item
    first, *_ = stored_fields(cast(Any, type(item)))
    return str(getattr(item, first))


def _referred(sheet: Sheet) -> Iterator[type[Served]]:
    for step in sheet.steps:
        for each in columns.filled(step):
            if each.refers is not None:
                yield each.refers


def _place(served: type, entry: Entry) -> tuple[type, AreaPath, str]:
    return served, entry.record.path, entry.names[-1]


def _upwards(area: AreaPath) -> Iterator[AreaPath]:
    path: AreaPath | None = area
    while path is not None:
        yield path
        path = parent(path)
