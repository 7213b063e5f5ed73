"""The demonstration's language: days from the one it is told on, names, files, and plain words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from strawberry import relay
from village import GROUP, SIBLING, VILLAGE, officer

from cli import story
from cli.story import Astray, Day, Names, Step, Telling
from schema import root
from schema.exchange.importing import Parcel
from schema.exchange.lines import TARGETS, Line, Lines
from schema.rules.roles import Role
from schema.workbooks.tables import Row

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
"""Already the 25th, a Wednesday, in Shanghai."""


@pytest.fixture(scope="module")
def telling() -> Telling:
    """A telling that knows one name, on Monday the 23rd."""
    day = Day.nearest(date(2026, 10, 12), NOW)
    names = Names(ids={"组委会": "Qm9keTox"})
    return Telling(root.build(), {"clerk": officer(Role.CLERK, GROUP).actor}, NOW, day, names)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("+0d", "2026-11-23", id="the day it is told on"),
        pytest.param("-3d", "2026-11-20", id="three days before"),
        pytest.param("+12d 19:30", "2026-12-05T19:30:00+08:00", id="an evening to come"),
        pytest.param("@组委会", "Qm9keTox", id="a name"),
        pytest.param("12d", "12d", id="a text like any other"),
    ],
)
def test_values_are_written_as_people_say_them(telling: Telling, written: str, meant: str) -> None:
    assert telling.meant({"x": [written]}, GROUP) == {"x": [meant]}


def test_an_unknown_name_is_told(telling: Telling) -> None:
    with pytest.raises(Astray, match="监事会"):
        telling.meant("@监事会", GROUP)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param("2026-10-12T01:00:00+00:00", "2026-10-12", id="on the day itself"),
        pytest.param("2026-10-18T15:59:00+00:00", "2026-10-12", id="on the Sunday after"),
        pytest.param("2026-10-18T16:00:00+00:00", "2026-10-19", id="when Monday has begun"),
        pytest.param("2026-10-11T01:00:00+00:00", "2026-10-05", id="before it was written"),
    ],
)
def test_a_story_is_told_on_its_weekday_that_was_last(now: str, told: str) -> None:
    day = Day.nearest(date(2026, 10, 12), datetime.fromisoformat(now))
    assert day.told.isoformat() == told
    assert day.told - day.moved == date(2026, 10, 12)


def test_a_file_moves_with_the_story_and_nothing_but_its_days() -> None:
    line = Line(Row(2, ()), {"开会时间": datetime(2026, 9, 30, 19, 30), "应到户数": 47})
    lines = Lines(TARGETS["会议"], "会议", {}, [line])
    Day(date(2026, 10, 26), timedelta(weeks=2)).move(Parcel([lines]))
    assert line.values == {"开会时间": datetime(2026, 10, 14, 19, 30), "应到户数": 47}


def test_a_name_means_the_record_of_the_own_area() -> None:
    names = Names()
    own, other = (str(relay.GlobalID("Body", str(each))) for each in (1, 2))
    names.rows = {"组织/组委会": {own: GROUP, other: SIBLING}}
    assert names.id("组织/组委会", GROUP) == own
    with pytest.raises(Astray, match="2 records"):
        names.id("组织/组委会", VILLAGE)


def test_nothing_happens_after_now(telling: Telling) -> None:
    assert telling.context(step("+9d 23:00")).now == NOW
    assert telling.context(step("-1d")).now.isoformat() == "2026-11-22T09:00:00+08:00"


def step(on: str) -> Step:
    """A step of the clerk's at a moment."""
    return Step("10.yaml, step 1", "clerk", "draftMotion", on)


def test_a_moment_that_is_none_is_told(telling: Telling) -> None:
    with pytest.raises(Astray, match="step 1"):
        telling.context(step("tomorrow"))


def test_steps_inherit_who_and_when_and_files_lie_beside_them(tmp_path: Path) -> None:
    chapter = tmp_path / "10.yaml"
    chapter.write_text(
        "- {as: clerk, on: -3d, deliver: 20-户册.xlsx}\n"
        "- {do: draftMotion, with: {yes: 3, no: 1}, named: 表决}\n",
        encoding="utf-8",
    )
    first, second = story.steps(chapter)
    assert (first.actor, first.on, first.file) == ("clerk", "-3d", tmp_path / "20-户册.xlsx")
    assert (second.actor, second.on, second.given) == ("clerk", "-3d", {"yes": 3, "no": 1})
    assert (second.file, second.named) == (None, "表决")
