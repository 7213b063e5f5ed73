"""What the number in a cell means: a count, an amount, a day, a moment or a time of day.

A spreadsheet holds days as numbers and only the cell's format tells them apart.
Source: ECMA-376-1, 18.8.30 (formats), with the built-in formats of the Chinese edition;
18.17.4.1 (days counted from 1900 or from 1904).
"""

import re
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from enum import Enum

from schema.workbooks.tables import Fault, Value


class Form(Enum):
    """How a number is shown."""

    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    TIME = "time"
    SPAN = "span"
    """Hours that may exceed a day, such as 36:30."""


_BUILT_IN = {
    **dict.fromkeys([*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58], Form.DAY),
    **dict.fromkeys([*range(18, 22), *range(32, 36), 45, 47, 55, 56], Form.TIME),
    22: Form.MOMENT,
    46: Form.SPAN,
}
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a format that show something else than the number."""

_AS_EXCEL = Context(prec=15)
"""Spreadsheet programs compute with 15 digits; more are noise: 2.2999999999999998 is 2.3."""

_LARGEST_EXPONENT = 308
_WHOLE = re.compile("-?[0-9]{1,15}")
_DAY_SECONDS = 86_400
_LAST_DAY = 2_958_465
_NO_SUCH_DAY = 60
"""The day 1900-02-29, which the 1900 system counts and no calendar has."""

_FIRST_1904 = datetime(1904, 1, 1)
_OUTSIDE = Fault("日期超出了表格软件能表示的范围。请直接填写日期，如 2026-05-03。")


def form(identifier: int, code: str | None) -> Form:
    """How a format shows a number; code: as the file defines it, None for a built-in format."""
    if code is None:
        return _BUILT_IN.get(identifier, Form.NUMBER)
    positive = code.split(";")[0]
    if _SPAN.search(positive):
        return Form.SPAN
    letters = set(_WORDS.sub("", positive).lower())
    timed = bool(letters & {"h", "s"})
    dated = bool(letters & {"y", "d"}) or ("m" in letters and not timed)
    if dated:
        return Form.MOMENT if timed else Form.DAY
    return Form.TIME if timed else Form.NUMBER


def number(text: str, shown: Form, *, from_1904: bool) -> Value | Fault:
    """The value of a number as the file writes it.

    Whole numbers stay exact and are `int`, also 47.0; others are rounded to 15 digits.
    """
    if shown is not Form.NUMBER:
        return _dated(float(text), shown, from_1904)
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        exact = Decimal(text)
    except InvalidOperation as fault:
        raise ValueError(text) from fault
    if not exact.is_finite() or exact.adjusted() > _LARGEST_EXPONENT:
        return Fault("数字太大或无效。请改正。")
    rounded = exact if exact == exact.to_integral_value() else _AS_EXCEL.plus(exact)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()


def written(text: str) -> Value:
    """A day or moment that the file writes out, such as 2026-05-03T18:30:00."""
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if "T" in text and moment.time() != moment.min.time() else moment.date()


def _dated(serial: float, shown: Form, from_1904: bool) -> Value | Fault:
    if not 0 <= serial < _LAST_DAY + 1:
        return _OUTSIDE
    days, seconds = divmod(round(serial * _DAY_SECONDS), _DAY_SECONDS)
    if shown is Form.SPAN or (shown is Form.TIME and not days):
        return _clock(days * 24, seconds)
    first = _first(days, from_1904)
    if first is None:
        return _OUTSIDE
    moment = first + timedelta(days=days, seconds=seconds)
    return moment.date() if shown is Form.DAY else moment


def _first(days: int, from_1904: bool) -> datetime | None:
    """The day from which days are counted; None where there is no such day."""
    if from_1904:
        return _FIRST_1904 if days <= (datetime.max - _FIRST_1904).days else None
    if days in {0, _NO_SUCH_DAY}:
        return None
    return datetime(1899, 12, 30 + (days < _NO_SUCH_DAY))


def _clock(hours: int, seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    clock = f"{hours + minutes // 60:02}:{minutes % 60:02}"
    return f"{clock}:{rest:02}" if rest else clock


def holds(day: date) -> bool:
    """Whether a spreadsheet can hold the day as a date: programs disagree before March 1900."""
    return date(1900, 3, 1) <= date(day.year, day.month, day.day)
