"""Who holds which post, which seats are empty, who must not sit together."""

from datetime import date

import pytest

from schema.rules import terms
from schema.rules.terms import Tenure

START, END = date(2024, 5, 1), date(2026, 4, 30)
HEAD = Tenure("组长", 1, START, END)
CLERK = Tenure("文书", 2, START, None)


@pytest.mark.parametrize(
    ("day", "serves"),
    [
        pytest.param(date(2024, 4, 30), False, id="the day before"),
        pytest.param(START, True, id="the first day"),
        pytest.param(END, True, id="the last day"),
        pytest.param(date(2026, 5, 1), False, id="the day after"),
    ],
)
def test_a_term_is_served_from_its_first_to_its_last_day(day: date, serves: bool) -> None:
    assert (HEAD in terms.serving([HEAD, CLERK], day)) is serves


@pytest.mark.parametrize(
    ("days", "ending"),
    [
        pytest.param(29, (), id="ends a day later"),
        pytest.param(30, (HEAD,), id="ends on the last day looked at"),
    ],
)
def test_terms_that_end_soon(days: int, ending: tuple[Tenure[int], ...]) -> None:
    assert terms.ending_within([HEAD, CLERK], date(2026, 3, 31), days) == ending


def test_a_term_that_has_ended_does_not_end_soon() -> None:
    assert terms.ending_within([HEAD], date(2026, 5, 1), 30) == ()


def test_empty_seats_are_counted_by_post() -> None:
    seats = {"组长": 1, "文书": 1, "委员": 3}
    member = Tenure("委员", 3, START, None)
    holders = [HEAD, CLERK, member, member]
    assert terms.vacancies(seats, holders, END) == {"委员": 2}
    assert terms.vacancies(seats, holders, date(2026, 5, 1)) == {"组长": 1, "委员": 2}


def test_one_person_holds_both_posts_only_while_both_run() -> None:
    party = [Tenure("党小组长", 1, date(2025, 1, 1), None), Tenure("党小组长", 9, START, None)]
    assert terms.concurrent([HEAD, CLERK], party, END) == (1,)
    assert terms.concurrent([HEAD, CLERK], party, date(2024, 12, 31)) == ()
    assert terms.concurrent([HEAD, CLERK], party, date(2026, 5, 1)) == ()


def test_relatives_on_both_sides_are_told_whoever_declared_it() -> None:
    declared = [("乙", "甲"), ("甲", "乙"), ("甲", "丙"), ("丁", "乙")]
    assert terms.relatives_across({"甲"}, {"乙"}, declared) == (("甲", "乙"),)
