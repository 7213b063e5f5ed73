"""What a spreadsheet says once colours, fonts and file formats are gone: rows of plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Value = str | int | Decimal | bool | date | datetime | None
"""What a cell holds; a time of day is a text such as 18:30, nothing is None."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose value cannot be known; reason: why, and how to mend it, in Chinese."""

    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row; number: as the spreadsheet program counts, from 1; cells: left to right."""

    number: int
    cells: tuple[Value | Fault, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet; a .csv has one, named after the file.

    rows: those that hold something, in order; empty cells at their end are cut.
    """

    name: str
    rows: tuple[Row, ...]


class Unreadable(Exception):
    """A file that is not taken; reason: what it is, where, and how to mend it, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def value_class(value: Value | Fault) -> str:
    """What sort of value it is, as messages call it; a fault is a formula or its error."""
    match value:
        case None:
            return "空"
        case bool():
            return "是非"
        case int() | Decimal():
            return "数字"
        case date():
            return "日期"
        case Fault():
            return "公式"
        case str():
            return "文本"


def column_letter(index: int) -> str:
    """The letters of a column as the spreadsheet program shows them: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters = chr(ord("A") + letter) + letters
        index -= 1
    return letters
