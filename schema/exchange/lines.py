"""The rows of a file as lines to be carried out: each cell read, each heading known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schema.base.sheet import Sheet
from schema.exchange import columns, complaints, words
from schema.exchange.columns import AREA, Column, Field
from schema.exchange.complaints import Complaint
from schema.exchange.words import Unfit
from schema.workbooks.tables import Fault, Row, Table, Value, value_class

REMARKS = frozenset({"说明", "填写说明"})
"""Sheets that people read and nobody takes in."""

EXAMPLE = "示例"
"""What the first cell of a row says that only shows how to fill in the others."""

_TITLES = 10
"""Within how many rows the headings stand; titles may stand above them."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a table of a file is: a sheet, or one of the lists that go with it."""

    title: str
    sheet: Sheet
    columns: tuple[Column, ...]
    field: Field | None = None


TARGETS: Mapping[str, Target] = {
    target.title: target
    for sheet in columns.SHEETS
    for target in (
        Target(sheet.title, sheet, columns.columns(sheet)),
        *(Target(f.heading, sheet, own, f) for f, own in columns.pieces(sheet)),
    )
}
"""Every table that a workbook may hold, by its title."""


@dataclass(slots=True)
class Line:
    """A row: what its cells mean, by heading; a blank cell is none, a wrong one is left out.

    wrong: whether it has been complained about; it is then not carried out.
    """

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    wrong: bool = False


@dataclass(slots=True)
class Lines:
    """A table that was understood: where its columns stand, and its lines."""

    target: Target
    name: str
    places: Mapping[str, int]
    lines: list[Line]

    def cell(self, line: Line, heading: str) -> Value | Fault:
        """What stands in a column of a line."""
        place = self.places.get(heading, len(line.row.cells))
        return line.row.cells[place] if place < len(line.row.cells) else None

    def complaint(self, line: Line, heading: str | None, expected: str) -> Complaint:
        """What is wrong with a line, which is then not carried out."""
        line.wrong = True
        if heading is None or heading not in self.places:
            return Complaint(self.name, line.row.number, "", "", expected)
        column = complaints.column(self.places[heading], heading)
        found = value_class(self.cell(line, heading))
        return Complaint(self.name, line.row.number, column, found, expected)


def understood(table: Table) -> tuple[Lines | None, list[Complaint]]:
    """The lines of a table, and what is wrong with it; no lines if it is nothing that is known."""
    if table.name in REMARKS or not table.rows:
        return None, []
    target = TARGETS.get(table.name) or _by_headings(table)
    if target is None:
        known = "、".join(TARGETS)
        return None, [_whole(table, f"不知道这是什么表，表名应当是其中之一：{known}")]
    place = _head(table, target)
    if place is None:
        needed = "、".join(each.heading for each in target.columns if each.required)
        return None, [_whole(table, f"没有找到栏目名称，至少应当有：{needed}")]
    return read(Table(table.name, table.rows[place:]), target)


def read(table: Table, target: Target) -> tuple[Lines, list[Complaint]]:
    """The lines of a table whose first row holds the headings, and what is wrong with them."""
    head, *rows = table.rows
    headings = {words.plain(_known(cell)): place for place, cell in enumerate(head.cells)}
    headings.pop("", None)
    by_name = {each.heading: each for each in target.columns}
    filled = [Line(row) for row in rows if words.plain(_known(row.cells[0])) != EXAMPLE]
    lines = Lines(target, table.name, headings, filled)
    found = list(_unknown(table, head, headings, by_name))
    lacking = [each.heading for each in target.columns if each.required]
    lacking = [heading for heading in lacking if heading not in headings]
    if lacking:
        told = (f"缺少“{heading}”这一栏" for heading in lacking)
        return lines, [*found, *(_whole(table, each, head.number) for each in told)]
    for line in lines.lines:
        for column in target.columns:
            if column.heading in headings:
                found += _read(lines, line, column)
    return lines, found


def _unknown(
    table: Table, head: Row, headings: Mapping[str, int], known: Mapping[str, Column]
) -> Iterator[Complaint]:
    for name, place in headings.items():
        if name not in known and name != columns.NUMBER:
            column = complaints.column(place, name)
            expected = "没有这一栏，请核对栏目名称，或者删去这一栏"
            yield Complaint(table.name, head.number, column, "文本", expected)


def _read(lines: Lines, line: Line, column: Column) -> Iterator[Complaint]:
    """Reads one cell into its line."""
    value = lines.cell(line, column.heading)
    if value is None:
        if column.required:
            yield lines.complaint(line, column.heading, "必须填写")
        else:
            line.values[column.heading] = None
        return
    try:
        line.values[column.heading] = _meant(column, value)
    except Unfit as unfit:
        yield lines.complaint(line, column.heading, unfit.expected)


def _meant(column: Column, value: Value | Fault) -> Any:
    if not column.many or isinstance(value, Fault):
        return words.meant(column.hint, value)
    items = str(value).replace("\n", words.BETWEEN).split(words.BETWEEN)
    return [words.meant(column.hint, each.strip()) for each in items if each.strip()]


def _head(table: Table, target: Target) -> int | None:
    """Which row holds the headings: the first of which two are known, or all there are."""
    known = {each.heading for each in target.columns} - {AREA}
    for place, row in enumerate(table.rows[:_TITLES]):
        found = {words.plain(_known(cell)) for cell in row.cells}
        if len(found & known) >= min(2, len(known)):
            return place
    return None


def _by_headings(table: Table) -> Target | None:
    """The target that most headings fit, where all that it needs are there."""
    best: tuple[int, Target] | None = None
    for row in table.rows[:_TITLES]:
        found = {words.plain(_known(cell)) for cell in row.cells}
        for target in TARGETS.values():
            needed = {each.heading for each in target.columns if each.required}
            fitting = len(found & {each.heading for each in target.columns})
            if needed and needed <= found and (best is None or fitting > best[0]):
                best = fitting, target
    return best[1] if best else None


def _known(cell: Value | Fault) -> Value:
    return None if isinstance(cell, Fault) else cell


def _whole(table: Table, expected: str, row: int = 0) -> Complaint:
    return Complaint(table.name, row, "", "", expected)
