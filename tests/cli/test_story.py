"""The demonstration's language: days from today, names, and words that YAML mistakes for others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import story
from cli.story import Astray, Telling
from schema import root

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
"""Already the 25th in Shanghai."""


@pytest.fixture(scope="module")
def telling() -> Telling:
    """A telling that knows one name."""
    return Telling(root.build(), {}, NOW, ids={"组委会": "Qm9keTox"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("+0d", "2026-11-25", id="today, in Shanghai"),
        pytest.param("-3d", "2026-11-22", id="three days ago"),
        pytest.param("+12d 19:30", "2026-12-07T19:30:00+08:00", id="an evening to come"),
        pytest.param("-11y", 2015, id="a year of birth"),
        pytest.param("定于{+12d}开会", "定于12月7日开会", id="a day within a text"),
        pytest.param("@组委会", "Qm9keTox", id="a name"),
        pytest.param("12d", "12d", id="a text like any other"),
    ],
)
def test_values_are_written_as_people_say_them(telling: Telling, written: str, meant: str) -> None:
    assert telling._meant({"x": [written]}) == {"x": [meant]}


def test_an_unknown_name_is_told(telling: Telling) -> None:
    with pytest.raises(Astray, match="监事会"):
        telling._meant("@监事会")


def test_nothing_happens_after_now() -> None:
    assert story.moment("+0d 23:00", NOW) == NOW
    assert story.moment("-1d", NOW).isoformat() == "2026-11-24T09:00:00+08:00"


def test_steps_inherit_who_and_when_and_repeat(tmp_path: Path) -> None:
    chapter = tmp_path / "10.yaml"
    chapter.write_text(
        "- {as: clerk, on: -3d, do: draftMotion, with: {yes: 3, no: 1}}\n"
        "- {do: draftPerson, repeat: {from: 9, to: 10}, named: 'P{nn}', with: {name: '居民{n}'}}\n",
        encoding="utf-8",
    )
    first, ninth, tenth = story.steps(chapter)
    assert (first.actor, first.on, first.given) == ("clerk", "-3d", {"yes": 3, "no": 1})
    assert (ninth.actor, ninth.on, ninth.named, ninth.given) == (
        "clerk",
        "-3d",
        "P09",
        {"name": "居民009"},
    )
    assert tenth.named == "P10"
