"""What may stand in a cell, and what it means: a number, a day, a choice, yes or no.

People write days and numbers in many ways; each that means one thing only is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any

from schema.base.context import SHANGHAI
from schema.base.described import notes
from schema.base.draft import Text, text
from schema.base.scope import AreaPath, area_path
from schema.workbooks.tables import Fault, Value

BETWEEN = "；"
"""What stands between several texts in one cell; a line end does too."""

YES = frozenset({"是", "√", "✓", "有", "y", "yes", "true", "1"})
NO = frozenset({"否", "×", "无", "n", "no", "false", "0"})

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_HOUR = re.compile(r"\s*(?:T|\s)?\s*(\d{1,2})[:时](\d{1,2})?(?::\d\d)?分?")
_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of spreadsheet programs."""
_SERIALS = range(18_000, 80_000)
"""Days from 1949 to 2119, as such programs count them."""


class Unfit(Exception):
    """A cell does not hold what its column is for; expected: what would be right, in Chinese."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def meant(hint: Any, value: Value | Fault) -> Any:
    """What a filled cell of this type means; `Unfit` if it means nothing."""
    if isinstance(value, Fault):
        raise Unfit(value.reason)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice(hint, value)
    return _MEANINGS[hint](value)


def told(value: Any) -> Value:
    """A value of a record as a cell shows it; `meant` reads it back."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return BETWEEN.join(str(each) for each in value) or None
    if isinstance(value, Enum):
        return word(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return value if isinstance(value, int | date | None) else str(value)


@cache
def choices(kind: type[Enum]) -> Mapping[str, Enum]:
    """The values of an enumeration by the words that people use: its docstrings up to a bracket."""
    said = notes(kind)
    return MappingProxyType(
        {re.split(r"[(:：（]", said[each.name])[0].strip(): each for each in kind}
    )


def word(value: Enum) -> str:
    """The word for a value of an enumeration."""
    return next(each for each, choice in choices(type(value)).items() if choice is value)


def _written(value: Value) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip()


def _text(value: Value) -> Text:
    if isinstance(value, date):
        raise Unfit("应当是文字，这里被表格软件当成了日期，请把单元格设为文本后重填")
    if isinstance(value, bool):
        return Text("是" if value else "否")
    try:
        return text(str(value))
    except ValueError as fault:
        raise Unfit("应当是文字，里面有不能保存的字符，请重新输入") from fault


def _number(value: Value) -> int:
    written = _written(value).replace(",", "")
    if isinstance(value, bool | date) or not re.fullmatch(r"-?\d{1,9}", written):
        raise Unfit("应当是整数，例如 47")
    return int(written)


def _yes(value: Value) -> bool:
    written = _written(value).lower()
    if written in YES or written in NO:
        return written in YES
    raise Unfit("应当填“是”或者“否”")


def _day(value: Value) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        if isinstance(value, int) and value in _SERIALS:
            return _FIRST_DAY + timedelta(days=value)
        value = str(value)
    found = _DAY.fullmatch(_written(value))
    if found is None:
        raise Unfit("应当是日期，例如 2026-05-03")
    return _date(found)


def _date(found: re.Match[str]) -> date:
    year, month, day = (int(each) for each in found.groups() if each is not None)
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise Unfit("应当是日历上有的日期，例如 2026-05-03") from fault


def _moment(value: Value) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or SHANGHAI)
    written = _written(value)
    found = _DAY.match(written)
    hour = _HOUR.fullmatch(written[found.end() :]) if found else None
    if found is None or hour is None or int(hour[1]) > 23 or int(hour[2] or 0) > 59:
        raise Unfit("应当是日期和时间，例如 2026-05-03 19:30")
    day = _date(found)
    return datetime(day.year, day.month, day.day, int(hour[1]), int(hour[2] or 0), tzinfo=SHANGHAI)


def _path(value: Value) -> AreaPath:
    try:
        return area_path(_written(value))
    except ValueError as fault:
        raise Unfit("应当是区域编码，例如 439901/101/201/005") from fault


def _choice(kind: type[Enum], value: Value) -> Enum:
    written = _written(value)
    for said, choice in choices(kind).items():
        if written in {_written(said), choice.name}:
            return choice
    raise Unfit("应当是其中之一：" + "、".join(choices(kind)))


_MEANINGS: Mapping[Any, Callable[[Value], Any]] = MappingProxyType(
    {
        Text: _text,
        int: _number,
        bool: _yes,
        date: _day,
        datetime: _moment,
        AreaPath: _path,
    }
)


def plain(value: Value) -> str:
    """A value as it is compared with others: full-width and half-width alike."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return _written("" if value is None else value)
