"""Who counts on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import electorate
from schema.rules.electorate import Adulthood, Electorate, Entry

DAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("born", "comes_of_age", "adulthood"),
    [
        pytest.param(2007, None, Adulthood.ADULT, id="nineteen this year"),
        pytest.param(2009, None, Adulthood.MINOR, id="seventeen this year"),
        pytest.param(2008, None, Adulthood.UNSETTLED, id="eighteen this year, day unknown"),
        pytest.param(2008, date(2026, 5, 2), Adulthood.ADULT, id="eighteen yesterday"),
        pytest.param(2008, DAY, Adulthood.ADULT, id="eighteen today"),
        pytest.param(2008, date(2026, 5, 4), Adulthood.MINOR, id="eighteen tomorrow"),
        pytest.param(2008, date(2025, 5, 4), Adulthood.UNSETTLED, id="a birthday in a wrong year"),
        pytest.param(1950, date(2026, 5, 4), Adulthood.ADULT, id="the year is enough for the old"),
    ],
)
def test_eighteen_years_on_a_day(
    born: int, comes_of_age: date | None, adulthood: Adulthood
) -> None:
    assert electorate.adulthood(born, comes_of_age, DAY) is adulthood


def test_a_roll_is_counted_on_every_basis() -> None:
    roll = [
        Entry(1950, None, member=True, full_capacity=True),
        Entry(1980, None, member=True, full_capacity=False),
        Entry(2008, None, member=True, full_capacity=False),
        Entry(1990, None, member=False, full_capacity=True),
        Entry(2015, None, member=True, full_capacity=False),
    ]
    assert electorate.count(roll, 2, DAY) == Electorate(
        day=DAY, adults=3, households=2, members=1, unsettled=1
    )


def test_an_empty_roll_counts_nobody() -> None:
    assert electorate.count([], 0, DAY) == Electorate(DAY, 0, 0, 0, 0)


@given(st.dates(date(1970, 1, 1), date(2050, 1, 1)), st.integers(0, 40_000))
def test_the_birthday_settles_everybody(birthday: date, days: int) -> None:
    try:
        eighteenth = birthday.replace(year=birthday.year + 18)
    except ValueError:
        eighteenth = date(birthday.year + 18, 3, 1)
    day = date.fromordinal(birthday.toordinal() + days)
    adult = electorate.adulthood(birthday.year, eighteenth, day) is Adulthood.ADULT
    assert adult is (day >= eighteenth)
