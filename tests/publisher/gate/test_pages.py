"""What is wrong with a page is found by its reason, and never quoted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from publisher import reading
from publisher.gate import house, pages
from publisher.gate.house import House
from schema.rules.gating import Reason

HEAD = '<title>x</title><link rel="canonical" href="https://zuwu.example/town/">'
RIBBON = '<div class="md-banner">示例数据：地名、人名均为虚构</div>'
GOOD = f"<html><head>{HEAD}</head><body>{RIBBON}<h1>x</h1>INSIDE</body></html>"
SCRIPT = "document.title = '松塘村'"
OURS = House("https://zuwu.example/town/", demo=True, scripts=frozenset([house.script(SCRIPT)]))


def reasons(inside: str, page: str = GOOD) -> list[tuple[str, Reason]]:
    """Field and reason of what is found in a page."""
    read = reading.read(page.replace("INSIDE", inside))
    findings = list(pages.examined([("index.html", read)], OURS))
    assert all("evil" not in each.line and "8000" not in each.line for each in findings)
    return [(each.field, each.reason) for each in findings]


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<a href="#x">y</a> <a href="/town/">z</a> <a href="tel:0731-00000000">0731-00000000</a>',
        f"<script>{SCRIPT}</script>",
        "<td>138</td><td>0013</td><td>8000</td>",
        "本页网址：https://zuwu.example/5d9ac383-64a6-47d1-997b-013800138000/",
    ],
)
def test_nothing_speaks_against_a_good_page(inside: str) -> None:
    assert reasons(inside) == []


@pytest.mark.parametrize(("today", "found"), [(date(2026, 6, 2), 0), (date(2026, 6, 3), 1)])
def test_a_document_is_overdue_on_the_day_after_its_last(today: date, found: int) -> None:
    read = reading.read(GOOD.replace("INSIDE", '<ul data-until="2026-06-02"></ul>'))
    findings = list(pages.examined([("n/index.html", read)], replace(OURS, today=today)))
    assert [each.reason for each in findings] == [Reason.OVERDUE] * found
    for_good = reading.read(GOOD.replace("INSIDE", '<ul class="facts"></ul>'))
    assert list(pages.examined([("o/index.html", for_good)], replace(OURS, today=today))) == []


@pytest.mark.parametrize(
    "hole",
    [
        "<script>evil()</script>",
        f"<script>{SCRIPT};</script>",
        "<SCRIPT >evil()</SCRIPT>",
        '<b onmouseover="evil">y</b>',
        '<svg/onload="evil">',
        '<a href="javascript:evil()">x</a>',
        '<a href=" java\tscript&#58;evil()">x</a>',
        '<a href="data:text/html,evil">x</a>',
        '<a href="https://evil.example/">x</a>',
        '<img src="//evil.example/x.png">',
        '<img src="\\\\evil.example/x.png">',
        '<link rel="canonical" href="https://evil.example/">',
        '<iframe srcdoc="x"></iframe>',
        '<form action="/town/"></form>',
        '<p style="color:red">x</p>',
        '<meta http-equiv="refresh" content="0">',
        '<a href="https://evil.example/" href="/town/">x</a>',
    ],
)
def test_what_runs_loads_or_leads_away_is_found(hole: str) -> None:
    assert {reason for _, reason in reasons(hole)} == {Reason.RUNS}


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        ("<b>138</b>0013<i>8000</i>", "text"),
        ('138<a href="../" class="x">0013</a>8000', "text"),
        ("&#49;3800138000", "text"),
        ("138<wbr>0013<wbr>8000", "text"),
        ("<!-- 13800138000 -->", "text"),
        ('<img alt="13800138000" src="x.png">', "attribute alt"),
        ('<time datetime="13800138000">x</time>', "attribute datetime"),
        ('<a href="../13800138000/">x</a>', "attribute href"),
    ],
)
def test_a_number_is_found_wherever_it_stands(inside: str, field: str) -> None:
    assert reasons(inside) == [(field, Reason.MOBILE_NUMBER)]


def test_a_number_in_a_title_is_placed_there() -> None:
    page = GOOD.replace("<title>x", "<title>找13800138000")
    assert ("title", Reason.MOBILE_NUMBER) in reasons("", page)


@pytest.mark.parametrize(
    "page",
    [
        GOOD.replace("<title>x</title>", ""),
        GOOD.replace("<h1>x</h1>", "<h1>x</h1><h1>y</h1>"),
        GOOD.replace(RIBBON, "<p>示例数据</p>"),
    ],
)
def test_a_page_that_is_not_shaped_as_every_page_is_found(page: str) -> None:
    assert reasons("", page) == [("the whole", Reason.MISSHAPEN)]
