"""Rows column by column: each column is read once, in one go, and only if somebody asks for it.

Most of what is asked are plain columns of many rows. Taken so they go from the driver to the
answer in a few calls, and a record is made of a row only where something is asked that only a
record can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from operator import attrgetter
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Read = Callable[[Any], Any]


class Table:
    """Some rows, by the names of their first columns; what comes after these is left out.

    readers: how a column is read that the driver gives otherwise than it is meant.
    """

    def __init__(
        self, names: Iterable[str], rows: Sequence[Any], readers: Mapping[str, Read]
    ) -> None:
        self.names = tuple(names)
        self.size = len(rows)
        columns = zip(*rows, strict=True) if rows else ((),) * len(self.names)
        self._columns: dict[str, Sequence[Any]] = dict(zip(self.names, columns, strict=False))
        self._readers = dict(readers)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def column(self, name: str) -> Sequence[Any]:
        """What the rows have under this name."""
        read = self._readers.pop(name, None)
        if read is not None:
            values = self._columns[name]
            self._columns[name] = [None if each is None else read(each) for each in values]
        return self._columns[name]

    def cell(self, name: str, place: int) -> Any:
        """What one of the rows has under this name."""
        value, read = self._columns[name][place], self._readers.get(name)
        return value if read is None or value is None else read(value)

    def cut(self, size: int, *, backward: bool) -> None:
        """Keeps the first so many rows, and turns them round if they were read backwards."""
        if self.size <= size and not backward:
            return
        self.size = min(self.size, size)
        order = -1 if backward else 1
        for name, values in self._columns.items():
            self._columns[name] = values[:size][::order]

    def reading(self, readers: Iterable[tuple[str, Read]]) -> None:
        """Reads columns further; nulls, too."""
        for name, read in readers:
            if name in self:
                self._columns[name] = [read(each) for each in self.column(name)]

    def named(self, names: Iterable[str]) -> Table:
        """The same rows, by some of their names."""
        some = copy(self)
        some.names = tuple(names)
        return some

    def rows(self) -> list[dict[str, Any]]:
        """Each row by itself."""
        if not self.names:
            return [{} for _ in range(self.size)]
        columns = zip(*map(self.column, self.names), strict=True)
        return [dict(zip(self.names, row, strict=True)) for row in columns]


class Columned(Sequence[T], Generic[T]):
    """A sequence of things that have some of their attributes in columns.

    The things themselves are made when the first of them is asked for.
    """

    def __init__(self) -> None:
        self._made: list[T] | None = None

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of each."""
        return list(map(attrgetter(name), self))

    def _make(self) -> list[T]:
        """The things."""
        raise NotImplementedError

    def _all(self) -> list[T]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __getitem__(self, place: Any) -> Any:
        return self._all()[place]


class Records(Columned[T]):
    """What the rows of a table stand for; `make` makes one of a row."""

    def __init__(self, table: Table, make: Callable[[dict[str, Any]], T]) -> None:
        super().__init__()
        self.table = table
        self.make = make

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of each."""
        return self.table.column(name) if name in self.table else super().column(name)

    def __len__(self) -> int:
        return self.table.size

    def _make(self) -> list[T]:
        return [self.make(row) for row in self.table.rows()]


def column(things: Sequence[Any], name: str) -> Sequence[Any]:
    """An attribute of each of some things, the quickest way."""
    if isinstance(things, Columned):
        return things.column(name)
    return list(map(attrgetter(name), things))
