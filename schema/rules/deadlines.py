"""Days the law counts: notice before a meeting, posting on the board, replies.

A period's first day is not counted; a last day that is a day of rest moves to the next working
day, and ends at midnight (Civil Code art. 201 and 203). Periods counted backward from a day
never move. Legal days are days in Asia/Shanghai.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time and no summer time, so the offset is the zone."""

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are days of rest, as the State Council announces them year by year.

    holidays: weekdays that are days off; make_up: weekend days that are worked (调休);
    announced: the years that it knows. Of every other it knows the weekends only.
    """

    holidays: Collection[date] = ()
    make_up: Collection[date] = ()
    announced: Collection[int] = ()

    def rests(self, day: date) -> bool:
        """Whether offices are closed on `day`."""
        if day in self.make_up:
            return False
        return day.weekday() >= _SATURDAY or day in self.holidays

    def provisional(self, last: date) -> bool:
        """Whether a period that ends on `last` may yet move: its year is not announced."""
        return last.year not in self.announced


def legal_day(moment: datetime) -> date:
    """The day in Shanghai on which `moment` falls; a moment without a zone has no day."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone falls on no legal day; give it one")
    return moment.astimezone(SHANGHAI).date()


def earliest_meeting(notice_given: date, days: int) -> date:
    """The first day on which a meeting noticed `days` ahead may be held.

    The day of the notice is not counted and `days` full days lie between: ten days' notice
    given on the 1st allows the 12th.
    """
    return notice_given + (days + 1) * _DAY


def latest_notice(meeting: date, days: int) -> date:
    """The last day on which notice of the meeting may still be given; never moved by a holiday."""
    return meeting - (days + 1) * _DAY


def posted_until(start: date, days: int) -> date:
    """The last day through which something put up on `start` must stay up."""
    return start + days * _DAY


def due(start: date, days: int, calendar: Calendar) -> date:
    """The last day of a period of calendar days, moved off days of rest."""
    last = start + days * _DAY
    while calendar.rests(last):
        last += _DAY
    return last


def due_working(start: date, days: int, calendar: Calendar) -> date:
    """The last day of a period of working days; the first day is not counted."""
    last = start
    for _ in range(days):
        last += _DAY
        while calendar.rests(last):
            last += _DAY
    return last


def last_day(start: date, days: int, calendar: Calendar, *, working: bool) -> date:
    """The last day of a period, counted in working days or in days of the calendar."""
    return (due_working if working else due)(start, days, calendar)
