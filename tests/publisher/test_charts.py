"""Charts: pictures in which nothing can run, legible on every page, and told in words too."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import charts
from publisher.charts import Bar, Chart, Piece, Tone

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "rect", "text"}
ATTRIBUTES = {
    *("viewBox", "width", "height", "role", "aria-labelledby", "id", "x", "y", "rx", "fill"),
    *("font-family", "font-size", "font-weight", "text-anchor"),
}
HOSTILE = "停水</text><script>alert(1)</script><image href='//evil.example'/> & \x00\ud800"


def bar(label: str = "五月三日 会议", present: int = 32, **other: int | None) -> Bar:
    """A meeting of 48 households."""
    return Bar(label, f"实到 {present} 户", (Piece(present, Tone.GOOD),), 48, other.get("mark", 24))


def drawn(*bars: Bar, title: str = "到会多少", description: str = "三次够。") -> Element:
    """A chart as a browser takes it apart."""
    return fromstring(charts.svg(Chart("attendance", title, description, bars)))


def words(element: Element, tag: str) -> list[str]:
    """What elements of a sort say."""
    return [each.text or "" for each in element.iter(f"{SVG}{tag}")]


def only_ours(element: Element) -> bool:
    """Whether there is nothing but shapes and words."""
    return all(
        each.tag.removeprefix(SVG) in TAGS and each.attrib.keys() <= ATTRIBUTES
        for each in element.iter()
    )


def test_a_chart_says_what_it_is_to_who_cannot_see_it() -> None:
    chart = drawn(bar())
    assert chart.get("role") == "img"
    named = chart.get("aria-labelledby", "").split()
    assert [each.get("id") for each in chart[:2]] == named
    assert (words(chart, "title"), words(chart, "desc")) == (["到会多少"], ["三次够。"])
    assert words(chart, "text") == ["到会多少", "五月三日 会议", "实到 32 户"]


def test_nothing_in_a_chart_can_run_or_load() -> None:
    assert only_ours(drawn(bar(HOSTILE), title=HOSTILE, description=HOSTILE))


@given(text=st.text(), present=st.integers(0, 10**6))
def test_whatever_the_label_a_chart_is_well_formed(text: str, present: int) -> None:
    assert only_ours(drawn(bar(text, present), title=text, description=text))


def test_a_bar_is_as_long_as_its_share_and_the_mark_stands_where_it_is_enough() -> None:
    _, track, came, mark = drawn(bar(present=36)).iter(f"{SVG}rect")
    length = int(track.get("width", ""))
    assert int(came.get("width", "")) == length * 36 // 48
    assert int(mark.get("x", "")) + 1 == int(track.get("x", "")) + length // 2


@pytest.mark.parametrize(
    ("present", "whole", "length"),
    [
        pytest.param(60, 48, charts._SPAN, id="more than the whole ends with the track"),
        pytest.param(0, 0, None, id="of nothing there is no bar"),
        pytest.param(0, 48, None, id="nobody came"),
    ],
)
def test_a_bar_stays_on_its_track(present: int, whole: int, length: int | None) -> None:
    chart = drawn(Bar("甲", "字", (Piece(present, Tone.BAD),), whole))
    found = [each for each in chart.iter(f"{SVG}rect") if each.get("fill") == Tone.BAD.value]
    assert [int(each.get("width", "")) for each in found] == ([] if length is None else [length])


def test_pieces_stand_one_behind_the_other() -> None:
    pieces = (Piece(1, Tone.GOOD), Piece(2, Tone.BAD))
    *_, first, second = drawn(Bar("甲", "通过 1，未通过 2", pieces, 3)).iter(f"{SVG}rect")
    assert int(first.get("x", "")) + int(first.get("width", "")) == int(second.get("x", ""))


def test_a_long_label_makes_room_for_its_figures() -> None:
    shown = words(drawn(bar("第" + "很" * 60 + "长的会议")), "text")[1]
    assert shown.startswith("第很")
    assert shown.endswith("…")
    assert charts._width(shown) + charts._width("实到 32 户") < charts._SPAN


def light(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """How much two colours differ, from 1 to 21."""
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_words_and_bars_stand_out_from_the_paper_that_a_chart_brings() -> None:
    assert all(contrast(each, charts._PAPER) >= 4.5 for each in (charts._INK, charts._SOFT))
    assert all(contrast(tone.value, charts._TRACK) >= 4.5 for tone in Tone)
