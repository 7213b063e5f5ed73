"""What is made in one pass is what the library of Markdown makes of it, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shelves
from hypothesis import given, settings

from publisher import build, hypertext, markdown
from publisher.render import Page
from tests.publisher.test_build import HOSTILE, SMALL, everything
from tests.publisher.test_markdown import HOLES, TEXTS

STRANGE, ITS_HTML = "\n\n1. 尾\n", "\n<ol>\n<li>尾</li>\n</ol>"
"""What no template writes: with it, the library makes all of a page."""


def pages(text: str) -> tuple[Page, ...]:
    """A page of every sort, with `text` in it."""
    return tuple(shelves.rendered(everything(text)))


def check(text: str) -> None:
    """Every page is made in one pass, and as the library makes it."""
    made, site = pages(text), shelves.site(everything(text))
    strange = [replace(page, text=f"{page.text}{STRANGE}") for page in made]
    with TemporaryDirectory() as top:
        for name, some in (("plain", made), ("strange", strange)):
            assert build.build(some, Path(top) / name, site, furniture=False) == ()
        for page in made:
            assert written(page) is not None, page.path
            plain, other = ((Path(top) / n / page.html).read_text() for n in ("plain", "strange"))
            assert other.count(ITS_HTML) == 1
            assert plain == other.replace(ITS_HTML, ""), page.path


def written(page: Page) -> hypertext.Hypertext | None:
    """What is made of a page in one pass."""
    found = markdown.parted(page.text)
    assert found is not None
    return hypertext.written(found[1], page.path)


@pytest.mark.parametrize("hole", ["禾黍离离", HOSTILE, *HOLES])
def test_every_page_is_what_the_library_makes(hole: str) -> None:
    check(f"字{hole}")


@given(text=TEXTS)
@settings(max_examples=15, deadline=None)
def test_every_page_is_what_the_library_makes_whatever_the_text(text: str) -> None:
    check(f"字{text}")


@pytest.mark.parametrize(
    "body",
    [
        "# 甲",
        "1. 甲",
        "* 甲",
        "> 甲",
        "```\n甲\n```",
        "    甲",
        "甲\n===",
        "甲 *乙* 丙",
        "甲 `乙`",
        "甲 <b>乙</b>",
        "甲 & 乙",
        "- 甲\n\n- 乙",
        "[甲][乙]\n\n[乙]: a.md",
        "[甲](a.md '乙')",
        "[甲](/a.md)",
        "[甲](https://example.org/)",
        "[甲](../../../a.md)",
        "[甲](../../a/index.md)",
        "![&#40;](a.svg)",
        "| 甲 | 乙 |\n| --- | --- |\n| 丙 |",
        '!!! note "甲"\n\n        乙',
        "**甲** **",
    ],
)
def test_what_no_template_writes_is_left_to_the_library(body: str) -> None:
    assert hypertext.written(body, "a/index.md") is None


@pytest.mark.parametrize(
    ("file", "link", "leads"),
    [
        ("201/001/index.md", "../index.md", "../"),
        ("201/001/index.md", "index.md", "./"),
        ("201/001/index.md", "documents/index.md#按月张贴", "documents/#按月张贴"),
        ("201/index.md", "../201/feed.xml", "feed.xml"),
        ("201/001/index.md", "a/b/index.md", "a/b/"),
        ("201/001/index.md", "../002/a/index.md", "../002/a/"),
        ("201/001/index.md", "../001/a/index.md", "a/"),
        ("201/001/index.md", "../../201/002/index.md", "../002/"),
        ("201/001/index.md", "../../201/001/index.md", "./"),
        ("201/001/index.md", "../../202/index.md", "../../202/"),
        ("about.md", "privacy.md", "../privacy/"),
        ("about.md", "offline/index.html", "../offline/"),
        ("index.md", "tel:0731-00000000", "tel:0731-00000000"),
    ],
)
def test_a_link_leads_the_shortest_way(file: str, link: str, leads: str) -> None:
    found = hypertext.written(f"[甲]({link})", file)
    assert found is not None
    assert found.html == f'<p><a href="{leads}">甲</a></p>'


def test_an_anchor_that_is_not_there_is_a_reason(tmp_path: Path) -> None:
    told = (Page("index.md", "[甲](a.md#乙)", False), Page("a.md", "## 丙", False))
    (reason,) = build.build(told, tmp_path, SMALL, furniture=False)
    assert "anchor '#乙'" in reason
