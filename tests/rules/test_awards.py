"""How an award is given: the notice, the panel, the stages."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import awards
from schema.rules.awards import AwardStage, Ballot, NoticeState, Posting, Schedule

ROUND = Schedule(
    nominations_from=date(2026, 4, 1),
    nominations_to=date(2026, 4, 20),
    notice_from=date(2026, 5, 3),
    notice_last=date(2026, 5, 11),
    decided=None,
)
LIST = Posting(date(2026, 5, 3), date(2026, 5, 3), date(2026, 5, 11), frozenset({1, 2}))


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 3, 31), "PLANNED"),
        (date(2026, 4, 1), "NOMINATING"),
        (date(2026, 4, 20), "NOMINATING"),
        (date(2026, 4, 21), "EVALUATING"),
        (date(2026, 5, 3), "ON_NOTICE"),
        (date(2026, 5, 11), "ON_NOTICE"),
        (date(2026, 5, 12), "DECIDABLE"),
    ],
)
def test_a_round_stands_where_its_days_say(day: date, stage: str) -> None:
    assert awards.stage(ROUND, day) is AwardStage[stage]


def test_a_round_without_a_planned_notice_is_evaluated_until_there_is_one() -> None:
    unplanned = replace(ROUND, notice_from=None, notice_last=None)
    assert awards.stage(unplanned, date(2026, 12, 31)) is AwardStage.EVALUATING


def test_a_decided_round_is_decided_whatever_its_days() -> None:
    decided = replace(ROUND, decided=date(2026, 5, 12))
    assert awards.stage(decided, date(2026, 4, 1)) is AwardStage.DECIDED


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 5, 2), "COMING"),
        (date(2026, 5, 3), "RUNNING"),
        (date(2026, 5, 11), "RUNNING"),
        (date(2026, 5, 12), "OVER"),
    ],
)
def test_the_first_and_the_last_day_belong_to_the_notice(day: date, state: str) -> None:
    assert awards.notice_state(LIST.start, LIST.last, day) is NoticeState[state]


def test_a_list_made_public_after_its_first_day_is_no_notice() -> None:
    late = replace(LIST, published=date(2026, 5, 4))
    assert awards.notice_ends([late]) is None
    assert awards.unnoticed([1], [late]) == (1,)


def test_a_later_list_never_shortens_the_notice() -> None:
    shorter = replace(LIST, published=date(2026, 5, 4), last=date(2026, 5, 5))
    assert awards.notice_ends([LIST, shorter]) == LIST.last
    longer = replace(shorter, last=date(2026, 5, 20))
    assert awards.notice_ends([LIST, longer]) == date(2026, 5, 20)


def test_who_was_added_later_without_a_notice_of_its_own_has_not_hung() -> None:
    added = replace(LIST, published=date(2026, 5, 6), numbers=frozenset({1, 2, 3}))
    assert awards.unnoticed([1, 3], [LIST, added]) == (3,)
    anew = replace(added, start=date(2026, 5, 6))
    assert awards.unnoticed([1, 3], [LIST, anew]) == ()


@pytest.mark.parametrize(
    ("ballot", "possible"),
    [
        pytest.param(Ballot(4, 0, 0), True, id="all who may vote"),
        pytest.param(Ballot(5, 0, 0), False, id="one with a conflict voted"),
        pytest.param(Ballot(3, 1, 1), False, id="one too many"),
        pytest.param(Ballot(-1, 2, 0), False, id="fewer than none"),
        pytest.param(Ballot(0, 0, 0), True, id="nobody voted"),
    ],
)
def test_who_stands_back_does_not_vote(ballot: Ballot, possible: bool) -> None:
    assert (awards.impossible(ballot, panel=5, abstaining=1) is None) is possible


@given(st.lists(st.integers(0, 5)))
def test_who_was_honoured_more_than_once_is_counted(receivers: list[int]) -> None:
    found = awards.repeated(receivers)
    assert all(receivers.count(each) == times > 1 for each, times in found.items())
    assert len(receivers) - sum(found.values()) == len(set(receivers) - found.keys())
