"""Days the law counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import deadlines
from schema.rules.deadlines import Calendar

# 2026-05-01 is a holiday on a Friday; Saturday 9 May is worked in exchange.
CALENDAR = Calendar(
    holidays={date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5)}, make_up={date(2026, 5, 9)}
)


def test_ten_days_notice_given_on_the_first_allows_the_twelfth() -> None:
    assert deadlines.earliest_meeting(date(2026, 5, 1), 10) == date(2026, 5, 12)


def test_a_posting_of_fifteen_days_shows_through_the_sixteenth() -> None:
    assert deadlines.posted_until(date(2026, 5, 1), 15) == date(2026, 5, 16)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        pytest.param(date(2026, 4, 20), 3, date(2026, 4, 23), id="the first day is not counted"),
        pytest.param(date(2026, 4, 28), 3, date(2026, 5, 6), id="a holiday moves to the next day"),
        pytest.param(date(2026, 5, 6), 3, date(2026, 5, 9), id="a worked Saturday moves nothing"),
        pytest.param(date(2026, 5, 7), 3, date(2026, 5, 11), id="a Sunday moves to Monday"),
    ],
)
def test_a_period_of_days(start: date, days: int, last: date) -> None:
    assert deadlines.due(start, days, CALENDAR) == last


@pytest.mark.parametrize(
    ("start", "last"),
    [
        pytest.param(date(2026, 4, 13), date(2026, 4, 20), id="over one weekend"),
        pytest.param(date(2026, 4, 30), date(2026, 5, 11), id="over the May holidays"),
    ],
)
def test_five_working_days(start: date, last: date) -> None:
    assert deadlines.due_working(start, 5, CALENDAR) == last


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(
            datetime(2026, 5, 2, 15, 59, tzinfo=UTC), date(2026, 5, 2), id="a minute to midnight"
        ),
        pytest.param(datetime(2026, 5, 2, 16, 0, tzinfo=UTC), date(2026, 5, 3), id="midnight"),
    ],
)
def test_a_legal_day_is_a_day_in_shanghai(moment: datetime, day: date) -> None:
    assert deadlines.legal_day(moment) == day


def test_a_moment_without_a_zone_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadlines.legal_day(datetime(2026, 5, 3, 9, 0))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_the_latest_notice_is_the_one_whose_earliest_meeting_it_is(day: date, days: int) -> None:
    notice = deadlines.latest_notice(day, days)
    assert deadlines.earliest_meeting(notice, days) == day
    assert (day - notice).days - 1 == days


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_a_period_never_ends_early_nor_on_a_day_of_rest(start: date, days: int) -> None:
    for last in (
        deadlines.due(start, days, CALENDAR),
        deadlines.due_working(start, days, CALENDAR),
    ):
        assert last >= start + timedelta(days=days)
        assert not CALENDAR.rests(last)
