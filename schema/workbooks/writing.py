"""Workbooks for committees: what was recorded, or the empty tables that they fill in.

The same sheets give the same bytes. Text is never a formula, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import zip_longest
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schema.workbooks import cells
from schema.workbooks.sheets import CHOICES
from schema.workbooks.tables import Value, column_letter

_MADE = datetime(2000, 1, 1)
"""The day that every workbook gives as its own, so that equal content makes equal files."""

_TEXT_FORMAT = 49
"""The built-in format of texts, @."""

_LAST_ROW = 1_048_575
_LONGEST_TEXT = 32_767
_LONGEST_LIST = 255
_LONGEST_NOTE = 255
_MOST_DIGITS = 15
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
_CHOOSE = "请从下拉列表中选择。"


class Unwritable(ValueError):
    """A value that no spreadsheet can hold; the message says which and where."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; note: what to fill in, shown while typing; choices: all that may be filled in.

    sort: what its cells are while empty; width: in characters.
    """

    heading: str
    note: str
    choices: tuple[str, ...]
    sort: Literal["text", "number", "date"]
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a heading row that stays in view, and rows of values below it."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The .xlsx of the sheets; moments are written as they are, so give local time without zone.

    A number of more than 15 digits and a day before March 1900 are written as text, because
    spreadsheet programs would change them. Raises `Unwritable`.
    """
    stream = io.BytesIO()
    with Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties({"created": _MADE})
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
        writer.write_choices()
    return stream.getvalue()


class _Writer:
    """A workbook being written, with the lists that are too long for a cell's own."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.lists: dict[tuple[str, ...], str] = {}
        self.formats: dict[str, Format] = {
            "heading": book.add_format(
                {"bold": True, "num_format": _TEXT_FORMAT, "text_wrap": True}
            ),
            "text": book.add_format({"num_format": _TEXT_FORMAT}),
            "literal": book.add_format({"num_format": _TEXT_FORMAT, "quote_prefix": True}),
            "number": book.add_format(),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }

    def write(self, sheet: Sheet) -> None:
        """One sheet, row by row."""
        if sheet.name == CHOICES:
            raise Unwritable(f"a sheet named {CHOICES} would not be read; name it otherwise")
        page = self.book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width, self.formats[column.sort])
            page.write_string(0, index, column.heading, self.formats["heading"])
            self._guide(page, index, column)
        for number, row in enumerate(sheet.rows, start=1):
            if number > _LAST_ROW:
                raise Unwritable(f"{sheet.name} has more than {_LAST_ROW} rows; make two sheets")
            for index, value in enumerate(row):
                self._put(page, number, index, value)

    def write_choices(self) -> None:
        """The sheet with the long lists, one column each, in view of everybody."""
        if not self.lists:
            return
        page = self.book.add_worksheet(CHOICES)
        page.freeze_panes(1, 0)
        for index, heading in enumerate(self.lists.values()):
            page.write_string(0, index, heading, self.formats["heading"])
        for row, choices in enumerate(zip_longest(*self.lists), start=1):
            for index, choice in enumerate(choices):
                if choice is not None:
                    self._put_text(page, row, index, choice)

    def _guide(self, page: Worksheet, index: int, column: Column) -> None:
        """What the program shows and offers while somebody fills the column in."""
        if not column.note and not column.choices:
            return
        options: dict[str, object] = {"validate": "any"}
        if column.note:
            options["input_message"] = _cut(column.note, _LONGEST_NOTE)
        if column.choices:
            options |= {"validate": "list", "source": self._source(column)}
            options["error_message"] = _CHOOSE
        page.data_validation(1, index, _LAST_ROW, index, options)

    def _source(self, column: Column) -> list[str] | str:
        joined = ",".join(column.choices)
        if _units(joined) <= _LONGEST_LIST and joined.count(",") == len(column.choices) - 1:
            return list(column.choices)
        self.lists.setdefault(column.choices, column.heading)
        letter = column_letter(list(self.lists).index(column.choices))
        return f"='{CHOICES}'!${letter}$2:${letter}${len(column.choices) + 1}"

    def _put(self, page: Worksheet, row: int, index: int, value: Value) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            page.write_boolean(row, index, value)
        elif isinstance(value, int | Decimal) and _exact(value):
            page.write_number(row, index, float(value), self.formats["number"])
        elif isinstance(value, datetime) and cells.holds(value):
            page.write_datetime(row, index, value, self.formats["moment"])
        elif isinstance(value, date) and cells.holds(value):
            day = datetime.combine(value, time.min)
            page.write_datetime(row, index, day, self.formats["date"])
        else:
            self._put_text(page, row, index, str(value))

    def _put_text(self, page: Worksheet, row: int, index: int, text: str) -> None:
        if _units(text) > _LONGEST_TEXT:
            place = f"{page.name}, {column_letter(index)}{row + 1}"
            raise Unwritable(
                f"{place}: a cell holds at most {_LONGEST_TEXT} characters; shorten it"
            )
        literal = text.startswith(_FORMULA_MARKS)
        if text.startswith("<r>"):
            text += " "  # the library takes <r>…</r> for markup; a last blank shows nothing
        page.write_string(row, index, text, self.formats["literal" if literal else "text"])


def _exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet program keeps every digit."""
    if isinstance(number, int) and abs(number) < 10**_MOST_DIGITS:
        return True
    if isinstance(number, Decimal) and not number.is_finite():
        return False
    decimal = Decimal(number)
    digits = "".join(map(str, decimal.as_tuple().digits)).strip("0")
    return len(digits) <= _MOST_DIGITS and -300 < decimal.adjusted() < 300


def _units(text: str) -> int:
    """Characters as spreadsheet programs count them, in UTF-16."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, longest: int) -> str:
    while _units(text) > longest:
        text = text[:-1]
    return text
