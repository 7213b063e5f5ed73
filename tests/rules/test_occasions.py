"""When the site is made anew."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from schema.rules import occasions
from schema.rules.occasions import Waiting

SHANGHAI = timezone(timedelta(hours=8))


def test_nothing_is_due_while_nothing_has_changed() -> None:
    assert Waiting().due() is None


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        pytest.param([10.0], 10.3, id="one change is published after a moment of quiet"),
        pytest.param([10.0, 10.2, 10.4], 10.7, id="another change is waited for"),
        pytest.param([10.0 + n / 5 for n in range(30)], 13.0, id="but not for ever"),
        pytest.param([0.0], 0.3, id="a clock may begin at nought"),
    ],
)
def test_changes_are_published_together(changes: list[float], due: float) -> None:
    waiting = Waiting()
    for at in changes:
        waiting = waiting.changed(at)
    assert waiting.due() == pytest.approx(due)


def test_what_failed_is_tried_again_after_a_minute_or_at_the_next_change() -> None:
    waiting = Waiting(failed=100.0)
    assert waiting.due() == 160.0
    assert waiting.changed(120.0).due() == pytest.approx(120.3)
    assert waiting.changed(159.9).due() == 160.0


@pytest.mark.parametrize(
    ("now", "night"),
    [
        pytest.param((3, 0, 4, 59), (3, 0, 5), id="a second before"),
        pytest.param((3, 0, 5, 0), (4, 0, 5), id="tonight's has come"),
        pytest.param((3, 12, 0, 0), (4, 0, 5), id="at noon"),
        pytest.param((31, 23, 59, 59), (32, 0, 5), id="into the next month"),
    ],
)
def test_the_day_of_the_pages_moves_on_at_night(
    now: tuple[int, int, int, int], night: tuple[int, int, int]
) -> None:
    day, *clock = now
    first = datetime(2026, 5, 1, tzinfo=SHANGHAI)
    moment = datetime(2026, 5, day, *clock, tzinfo=SHANGHAI)
    then = first + timedelta(days=night[0] - 1, hours=night[1], minutes=night[2])
    assert occasions.night(moment) == then


def test_one_night_in_seven_makes_all_pages_afresh() -> None:
    nights = [datetime(2026, 5, day, 0, 5, tzinfo=SHANGHAI) for day in range(1, 15)]
    assert [night.day for night in nights if occasions.afresh(night)] == [3, 10]
