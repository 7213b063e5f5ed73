"""Deadlines: the last day of a period, and what that day rests on."""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

from schema.base.calendar import calendar
from schema.base.value import Value
from schema.rules import deadlines
from schema.rules.citation import CitationText
from schema.rules.profile import Period


@strawberry.type
class Deadline(Value):
    """The last day of a period that began on a day."""

    start: date
    """The day it counts from, which itself is not counted."""

    last: date
    """The last day, to its midnight."""

    days: int
    """How many days were counted."""

    working: bool
    """Whether only working days were counted."""

    provisional: bool
    """Whether it may move, because the days off of that year have not been announced."""

    source: CitationText
    """The article or product default that asks for it."""

    @classmethod
    def of(cls, start: date, period: Period) -> Self:
        """The deadline of a period that begins on `start`."""
        last = deadlines.last_day(start, period.days, calendar(), working=period.working)
        return cls(
            start=start,
            last=last,
            days=period.days,
            working=period.working,
            provisional=calendar().provisional(last),
            source=period.source,
        )
