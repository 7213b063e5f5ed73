"""An area's records as workbooks that can be taken in again, and the empty ones to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal

from tortoise.expressions import Q

from schema.base.context import Context
from schema.base.scope import AreaPath, Scope, parent
from schema.base.sheet import Sheet
from schema.exchange import columns, manuscripts, words
from schema.exchange.columns import AREA, NUMBER, Column, Field
from schema.exchange.ledger import Entry, Ledger
from schema.exchange.lines import EXAMPLE, TARGETS, Target
from schema.rules.roles import Audience
from schema.workbooks import writing
from schema.workbooks.tables import Value

BOOKS: tuple[str, ...] = tuple(dict.fromkeys(sheet.book for sheet in columns.SHEETS))
"""Every workbook, older kinds first."""


TEXTS = manuscripts.VERSION.book
"""What is written as texts and not as rows."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook or text ready to be written to a file."""

    name: str
    content: bytes


async def export(context: Context, area: AreaPath) -> list[Book]:
    """The workbooks of everything below an area that the officer may read, empty ones left out.

    In this order they can be taken in elsewhere: what a row names stands in an earlier one.
    """
    context.reads_at(Audience.OFFICERS, area)
    below, above = Scope((area,)), _above(area)
    ledger = Ledger(context, lambda column: _around(column, below, above), veiled=True)
    books = []
    for name in BOOKS:
        if name == TEXTS:
            books += await _texts(ledger, below)
            continue
        of_book = [sheet for sheet in columns.SHEETS if sheet.book == name]
        sheets = [each for sheet in of_book for each in await _sheets(ledger, sheet, below)]
        if sheets:
            books.append(Book(f"{name}.xlsx", writing.workbook(sheets)))
    return books


async def _texts(ledger: Ledger, below: Scope) -> list[Book]:
    """A file for each text of a regulation."""
    entries = (await ledger.load(manuscripts.VERSION)).values()
    found = sorted(
        (entry.record.path, *entry.names, manuscripts.written(ledger, entry))
        for entry in entries
        if below.covers(entry.record.path)
    )
    return [
        Book(f"{TEXTS}-{place:03}.md", text.encode()) for place, (*_, text) in enumerate(found, 1)
    ]


def template(name: str) -> Book:
    """An empty workbook: headings, an example that is not taken in, lists to choose from.

    For regulations, a text that shows how to write one.
    """
    if name == TEXTS:
        return Book(f"{name}.md", manuscripts.template().encode())
    sheets = [
        _sheet(target, [_example(target)], numbered=False)
        for target in TARGETS.values()
        if target.sheet.book == name
    ]
    return Book(f"{name}.xlsx", writing.workbook(sheets))


async def _sheets(ledger: Ledger, sheet: Sheet, below: Scope) -> list[writing.Sheet]:
    """The rows of a sheet and of the lists that go with it."""
    known = (await ledger.load(sheet)).values()
    entries = sorted(
        (entry for entry in known if below.covers(entry.record.path)),
        key=lambda entry: (entry.record.path, entry.names),
    )
    if not entries:
        return []
    found = []
    for target in TARGETS.values():
        if target.sheet is sheet:
            rows = _rows(ledger, target, entries)
            found.append(_sheet(target, rows, numbered=target.field is None))
    return found


def _rows(ledger: Ledger, target: Target, entries: Iterable[Entry]) -> Iterator[list[Value]]:
    for entry in entries:
        shown = ledger.cells(target.sheet, entry.record, entry.holders)
        if target.field is None:
            own = [shown.get(each.heading) for each in target.columns]
            yield [*own, str(entry.record.id)]
            continue
        for piece in getattr(entry.record, target.field.name) or ():
            parts = _piece(target.field, piece)
            yield [(shown | parts).get(each.heading) for each in target.columns]


def _piece(field: Field, piece: Any) -> dict[str, Value]:
    assert field.pieces is not None
    return {
        each.heading: words.told(getattr(piece, each.name)) for each in columns.fields(field.pieces)
    }


def _sheet(target: Target, rows: Iterable[Sequence[Value]], *, numbered: bool) -> writing.Sheet:
    told = [_column(target, each) for each in target.columns]
    if numbered:
        note = "系统自己的编号，不要改；新增的行留空。"
        told.append(writing.Column(NUMBER, note, (), "text", 38))
    return writing.Sheet(target.title, tuple(told), rows)


def _column(target: Target, column: Column) -> writing.Column:
    known = choices(column.hint)
    note = "必填。" if column.required else "可以不填。"
    if column.heading == AREA:
        note = "村民小组的编码，如 439901/101/201/005；全表是同一个小组的可以不填。"
    elif column.many:
        note += "有几项的，用分号隔开。"
    return writing.Column(column.heading, note, known, _sort(column.hint), _width(column))


def choices(hint: Any) -> tuple[str, ...]:
    """What a column can be chosen from; nothing where it is free."""
    if hint is bool:
        return ("是", "否")
    return tuple(words.choices(hint)) if _is_enum(hint) else ()


def _sort(hint: Any) -> Literal["text", "number", "date"]:
    if hint is int:
        return "number"
    return "date" if hint is date else "text"


def _width(column: Column) -> int:
    return 12 if column.hint in {int, bool, date} else max(16, 2 * len(column.heading) + 2)


def _example(target: Target) -> list[Value]:
    """A row that shows how to fill in the others; its first cell keeps it from being taken in."""
    return [EXAMPLE, *(_sample(each.heading, each.hint) for each in target.columns[1:])]


def _sample(heading: str, hint: Any) -> Value:
    if known := choices(hint):
        return known[0]
    samples: Mapping[Any, Value] = {
        int: 1,
        date: date(2026, 5, 3),
        datetime: "2026-05-03 19:30",
        AreaPath: "439901/101/201/005",
    }
    return samples.get(hint, f"（填{heading}）")


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _around(column: str, below: Scope, above: Any) -> Q:
    """Rows below an area, and those above it that they may name."""
    return Q(below.where(column), Q(**{f"{column}__in": above}), join_type=Q.OR)


def _above(area: AreaPath) -> list[AreaPath]:
    above = parent(area)
    return [above, *_above(above)] if above else []
