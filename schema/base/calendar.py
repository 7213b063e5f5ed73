"""Days off and days worked in exchange, as the State Council has announced them so far.

No other module knows where they come from. The coming year is announced in November; until then
its weekends are all that is known of it, and what is counted over it is provisional.
"""

from __future__ import annotations

from functools import cache

import chinese_calendar  # type: ignore[import-untyped]  # it carries no types

from schema.rules.deadlines import Calendar


@cache
def calendar() -> Calendar:
    """Every year that has been announced; what lies outside is provisional."""
    holidays = frozenset(chinese_calendar.holidays)
    return Calendar(
        holidays=holidays,
        make_up=frozenset(chinese_calendar.workdays),
        announced=frozenset(day.year for day in holidays),
    )
