"""Where an objection stands, told from its days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import objections
from schema.rules.objections import Course, ObjectionState

DUE = date(2026, 5, 11)
NEW = Course(due=DUE, replied=None, withdrawn=False, above=False, settled=False)
AFTER = DUE + timedelta(days=1)


@pytest.mark.parametrize(
    ("course", "today", "state", "late"),
    [
        pytest.param(NEW, DUE, "WAITING", False, id="the last day is in time"),
        pytest.param(NEW, AFTER, "OVERDUE", True, id="the day after is late"),
        pytest.param(replace(NEW, replied=DUE), AFTER, "ANSWERED", False, id="answered in time"),
        pytest.param(
            replace(NEW, replied=AFTER), AFTER, "ANSWERED_LATE", True, id="a late reply stays late"
        ),
        pytest.param(
            replace(NEW, above=True), AFTER, "OVERDUE", True, id="passing it up is no reply"
        ),
        pytest.param(
            replace(NEW, replied=DUE, above=True), AFTER, "ESCALATED", False, id="passed up"
        ),
        pytest.param(
            replace(NEW, above=True, settled=True), AFTER, "SETTLED_ABOVE", True, id="settled above"
        ),
        pytest.param(
            replace(NEW, replied=AFTER, withdrawn=True), AFTER, "WITHDRAWN", False, id="taken back"
        ),
    ],
)
def test_an_objection_stands_where_its_days_say(
    course: Course, today: date, state: str, late: bool
) -> None:
    assert objections.state(course, today) is ObjectionState[state]
    assert objections.late(course, today) is late


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 400))
def test_an_objection_that_is_overdue_stays_so_until_somebody_acts(day: date, more: int) -> None:
    overdue = objections.state(NEW, day) is ObjectionState.OVERDUE
    later = objections.state(NEW, day + timedelta(days=more))
    assert not overdue or later is ObjectionState.OVERDUE


def test_a_number_is_year_and_place() -> None:
    assert objections.number(2026, 3) == "2026-003"
    assert objections.number(2026, 1234) == "2026-1234"
