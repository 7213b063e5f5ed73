"""The days off of China, as they were announced; what was not announced is provisional."""

from __future__ import annotations

from datetime import date

import pytest

from schema.base.calendar import calendar
from schema.base.deadline import Deadline
from schema.rules.citation import cite
from schema.rules.profile import Period

FIVE = Period(days=5, working=True, source=cite("default"), words="", citation="default")


@pytest.mark.parametrize(
    ("day", "rests"),
    [
        pytest.param(date(2026, 5, 1), True, id="Labour Day, a Friday"),
        pytest.param(date(2026, 5, 9), False, id="a Saturday that is worked in exchange"),
        pytest.param(date(2026, 5, 10), True, id="a Sunday"),
        pytest.param(date(2026, 5, 11), False, id="a Monday"),
    ],
)
def test_days_off_are_those_that_were_announced(day: date, rests: bool) -> None:
    assert calendar().rests(day) is rests


def test_five_working_days_over_the_may_holidays() -> None:
    deadline = Deadline.of(date(2026, 4, 30), FIVE)
    assert (deadline.last, deadline.provisional) == (date(2026, 5, 11), False)


def test_a_deadline_in_a_year_that_is_not_announced_is_provisional() -> None:
    last = max(calendar().announced)
    assert not Deadline.of(date(last, 12, 1), FIVE).provisional
    beyond = Deadline.of(date(last + 40, 3, 1), FIVE)
    assert beyond.provisional
    assert beyond.last > date(last + 40, 3, 5)
