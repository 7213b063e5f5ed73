"""The last look before a release: each hole is found, named with its page, and never quoted."""

from __future__ import annotations

from pathlib import Path

from publisher import verify
from publisher.gate.house import House
from publisher.render import Page
from publisher.verify import Expected

URL = "https://zuwu.example/town/"
HEAD = '<title>x</title><link rel="canonical" href="https://zuwu.example/town/">'
RIBBON = '<div class="md-banner">示例数据：地名、人名均为虚构</div>'
HOUSE = House(URL, demo=True)
GOOD = f"<html><head>{HEAD}</head><body>{RIBBON}<h1>x</h1>INSIDE</body></html>"


def reasons(folder: Path, inside: str = "", *, page: str = GOOD, noindex: bool = False) -> str:
    """Why a site of one page must not be released."""
    (folder / "index.html").write_text(page.replace("INSIDE", inside), encoding="utf-8")
    expected = Expected((Page("index.md", "", noindex),), HOUSE)
    return "\n".join(each.line for each in verify.verify(expected, folder).findings)


def test_nothing_speaks_against_a_good_page(tmp_path: Path) -> None:
    links = (
        '<a href="#x">y</a> <a href="/town/">z</a> <a href="tel:0731-00000000">0731-00000000</a>'
    )
    assert reasons(tmp_path, links) == ""


def test_a_link_into_nothing_is_a_reason(tmp_path: Path) -> None:
    assert "leads nowhere" in reasons(tmp_path, '<a href="missing/">x</a>')


def test_a_link_to_what_stays_from_before_is_none(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(GOOD.replace("INSIDE", '<a href="old/">x</a>'))
    page = Page("index.md", "", False)
    there = Expected((page,), HOUSE, elsewhere=lambda path: path == "old/index.html")
    assert verify.verify(there, tmp_path).findings == []


def test_the_gate_looks_into_every_page_and_file(tmp_path: Path) -> None:
    assert "IDENTITY_NUMBER" in reasons(tmp_path, "身份证 11010519491231002X")
    (tmp_path / "feed.xml").write_text("<rss><title>13800138000</title></rss>")
    page = Page("index.md", "", False)
    expected = Expected((page,), HOUSE, beside=frozenset({"feed.xml"}))
    (found, *_) = verify.verify(expected, tmp_path).findings
    assert (found.file, found.reason.name) == ("feed.xml", "MOBILE_NUMBER")


def test_a_missing_page_is_a_reason(tmp_path: Path) -> None:
    expected = Expected((Page("201/index.md", "", False),), HOUSE)
    (found,) = verify.verify(expected, tmp_path).findings
    assert (found.file, found.detail) == ("201/index.html", "is missing")


def test_a_file_that_nobody_asked_for_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "left.txt").write_text("x")
    assert "left.txt: the whole: MISSHAPEN (nobody asked for it)" in reasons(tmp_path)


def test_a_page_that_may_name_people_must_ask_robots_to_stay_away(tmp_path: Path) -> None:
    assert "robots" in reasons(tmp_path, noindex=True)
    assert reasons(tmp_path, '<meta name="robots" content="noindex">', noindex=True) == ""
