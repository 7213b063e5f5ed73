"""Merged cells: one value shown over several. Down a table it counts for every row of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

from schema.workbooks.room import MOST_CELLS
from schema.workbooks.tables import Fault, Row, Unreadable, Value

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NUMBER = attrgetter("number")
_LETTERS = re.compile("[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Area:
    """The cells that a merge covers; rows from 1, columns from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def column(letters: str) -> int:
    """The column of its letters: A is 0, AA is 26."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError(letters)
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def area(reference: str) -> Area:
    """The area of a reference such as A2:B5."""
    first, _, last = reference.partition(":")
    ends = [_PLACE.fullmatch(place) for place in (first, last or first)]
    top_left, bottom_right = ends
    if top_left is None or bottom_right is None:
        raise ValueError(reference)
    return Area(
        top=int(top_left[2]),
        left=column(top_left[1]),
        bottom=int(bottom_right[2]),
        right=column(bottom_right[1]),
    )


def spread(sheet: str, rows: list[Row], merged: list[Area]) -> tuple[Row, ...]:
    """The rows with each merged value in the first column of every row that it covers.

    A row that holds nothing of its own stays out, so a title over several rows and columns is one
    value in its first cell. What a program left behind under a merge is not shown and not read.
    """
    _refuse_excess(sheet, rows, merged)
    for each in merged:
        _clear(rows, each)
    shown = [row for row in rows if row.cells]
    for each in merged:
        _fill(shown, each)
    return tuple(shown)


def _within(rows: list[Row], merged: Area) -> range:
    first = bisect_left(rows, merged.top, key=_NUMBER)
    return range(first, bisect_right(rows, merged.bottom, key=_NUMBER))


def _refuse_excess(sheet: str, rows: list[Row], merged: list[Area]) -> None:
    """Merges that overlap could cover a sheet many times over; no program makes them."""
    left = MOST_CELLS
    for each in merged:
        left -= len(_within(rows, each)) * (each.left + 1)
        if left < 0:
            raise Unreadable(f"工作表“{sheet}”的合并单元格太多。请取消合并后再交。")


def _clear(rows: list[Row], merged: Area) -> None:
    """Only the first cell of a merge keeps its value."""
    for index in _within(rows, merged):
        row = rows[index]
        first = merged.left + (row.number == merged.top)
        cells = list(row.cells)
        covered = range(first, min(merged.right + 1, len(cells)))
        cells[covered.start : covered.stop] = [None] * len(covered)
        rows[index] = Row(row.number, _cut(cells))


def _fill(rows: list[Row], merged: Area) -> None:
    covered = _within(rows, merged)
    value = _at(rows[covered.start], merged) if covered else None
    if value is None:
        return
    for index in covered:
        row = rows[index]
        cells = [*row.cells, *[None] * (merged.left + 1 - len(row.cells))]
        cells[merged.left] = value
        rows[index] = Row(row.number, tuple(cells))


def _at(row: Row, merged: Area) -> Value | Fault:
    holds = row.number == merged.top and merged.left < len(row.cells)
    return row.cells[merged.left] if holds else None


def _cut(cells: list[Value | Fault]) -> tuple[Value | Fault, ...]:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)
