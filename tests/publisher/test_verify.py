"""The last look before a release: each hole is found, named with its page, and never quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import verify
from publisher.render import Page
from publisher.verify import Expected

URL = "https://zuwu.example/town/"
HEAD = '<title>x</title><link rel="canonical" href="https://zuwu.example/town/">'
RIBBON = '<div class="md-banner">示例数据：地名、人名均为虚构</div>'
GOOD = f"<html><head>{HEAD}</head><body>{RIBBON}<h1>x</h1>INSIDE</body></html>"


def reasons(folder: Path, inside: str = "", *, page: str = GOOD, noindex: bool = False) -> str:
    """Why a site of one page must not be released."""
    (folder / "index.html").write_text(page.replace("INSIDE", inside), encoding="utf-8")
    expected = Expected((Page("index.md", "", noindex),), URL, demo=True)
    return "\n".join(verify.verify(expected, folder))


def test_nothing_speaks_against_a_good_page(tmp_path: Path) -> None:
    links = (
        '<a href="#x">y</a> <a href="/town/">z</a> <a href="tel:0731-00000000">0731-00000000</a>'
    )
    assert reasons(tmp_path, links) == ""


@pytest.mark.parametrize(
    ("hole", "reason"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ("<SCRIPT >alert(1)</SCRIPT>", "inline script"),
        ('<b onmouseover="x">y</b>', "event handler"),
        ('<svg/onload="x">', "event handler"),
        ('<a href="javascript:alert(1)">x</a>', "points outside the site or to a script"),
        ('<a href=" java\tscript&#58;alert(1)">x</a>', "points outside the site or to a script"),
        ('<a href="data:text/html,x">x</a>', "points outside the site or to a script"),
        ('<a href="https://evil.example/">x</a>', "points outside the site or to a script"),
        ('<img src="//evil.example/x.png">', "points outside the site or to a script"),
        ('<img src="\\\\evil.example/x.png">', "points outside the site or to a script"),
        ('<a href="tel:13800000000">x</a>', "points outside the site or to a script"),
        ('<link rel="canonical" href="https://evil.example/">', "foreign address"),
        ('<iframe srcdoc="x"></iframe>', "holds <iframe>"),
        ('<form action="/town/"></form>', "holds <form>"),
        ('<base href="/town/">', "holds <base>"),
        ('<p style="color:red">x</p>', "attribute style"),
        ('<meta http-equiv="refresh" content="0">', "http-equiv"),
        ('<a href="missing/">x</a>', "leads nowhere"),
        ("<h1>y</h1>", "2 first headings"),
        ("<title>y</title>", "2 titles"),
    ],
)
def test_a_hole_is_a_reason(tmp_path: Path, hole: str, reason: str) -> None:
    found = reasons(tmp_path, hole)
    assert reason in found
    assert "evil" not in found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("身份证 11010519491231002X", "身份证号"),
        ("<b>138</b>0013<i>8000</i>", "手机号"),
        ("&#49;3800138000", "手机号"),
        ('<img alt="13800138000" src="">', "手机号"),
    ],
)
def test_a_private_number_is_a_reason_that_does_not_repeat_it(
    tmp_path: Path, text: str, label: str
) -> None:
    found = reasons(tmp_path, text)
    assert f"index.html: shows what looks like a private number ({label})" in found
    assert "8000" not in found
    assert "1949" not in found


@pytest.mark.parametrize(
    "text",
    [
        "439901101201001",
        "本页网址：https://zuwu.example/5d9ac383-64a6-47d1-997b-138001380000/",
        "<td>138</td><td>0013</td><td>8000</td>",
    ],
)
def test_codes_ids_and_cells_are_nobodys_number(tmp_path: Path, text: str) -> None:
    assert reasons(tmp_path, text) == ""


def test_a_missing_page_is_a_reason(tmp_path: Path) -> None:
    expected = Expected((Page("201/index.md", "", False),), URL, demo=True)
    assert list(verify.verify(expected, tmp_path)) == ["201/index.html: is missing"]


def test_a_file_that_nobody_asked_for_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "left.txt").write_text("x")
    assert reasons(tmp_path) == "left.txt: nobody asked for it"


def test_a_page_that_may_name_people_must_ask_robots_to_stay_away(tmp_path: Path) -> None:
    assert "robots" in reasons(tmp_path, noindex=True)
    assert reasons(tmp_path, '<meta name="robots" content="noindex">', noindex=True) == ""


def test_an_invented_town_must_say_so_in_its_banner(tmp_path: Path) -> None:
    page = GOOD.replace(RIBBON, "<p>示例数据</p>")
    assert "does not say that its town is invented" in reasons(tmp_path, page=page)
