"""A whole site, made by MkDocs: what goes in as text comes out as text."""

from __future__ import annotations

from pathlib import Path

import pytest
import shelves
from shelves import document, ended, shelf

from publisher import build, reading, release
from schema.publications import DOCUMENTS, Ending
from schema.shelf import Shelf

HOSTILE = (
    "禾黍</title><script>alert(1)</script> # x | a | {{ config }} [x](javascript:alert(1)) "
    '<img src="x" onerror=alert(1)> '
    "![](//evil.example/x) --8<-- `x` \\ &lt; !!! note"
)


def everything(text: str) -> Shelf:
    """A document of every class, a correction and every sort of ending, all with `text`."""
    first, second = (document("OpenNotice", text, number=number) for number in (1, 2))
    others = [document(name, text) for name in DOCUMENTS if name != "OpenNotice"]
    return shelf(
        second,
        *others,
        earlier={("OpenNotice", first.standing.record): (first,)},
        unpublishings=tuple(ended(each, text) for each in Ending),
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """A site in which every text is hostile."""
    return shelves.built(everything(HOSTILE), tmp_path_factory.mktemp("hostile"))


def test_nothing_speaks_against_a_site_of_hostile_texts(hostile: tuple[Path, tuple[str]]) -> None:
    assert hostile[1] == ()


def test_a_hostile_text_is_shown_letter_by_letter(hostile: tuple[Path, tuple[str]]) -> None:
    shown = [reading.read(file.read_text("utf-8")) for file in hostile[0].rglob("index.html")]
    whole = [read for read in shown if HOSTILE in " ".join(read.text.split())]
    assert len(whole) >= len(DOCUMENTS)
    assert not any(read.risks for read in shown)


def test_the_theme_brings_nothing_that_no_page_uses(hostile: tuple[Path, tuple[str]]) -> None:
    names = {file.name for file in hostile[0].rglob("*") if file.suffix in {".js", ".map", ".gz"}}
    assert names == {"zuwu.js"}


def test_the_same_shelf_makes_the_same_bytes(tmp_path: Path) -> None:
    made = [shelves.built(everything("字"), tmp_path / each)[0] for each in ("a", "b")]
    assert release.digests(made[0]) == release.digests(made[1])


def test_a_broken_link_is_a_reason_with_the_words_of_mkdocs(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("[x](missing.md)", encoding="utf-8")
    site = build.Site("镇", shelves.URL, "镇", "今天", True, [{"首页": "index.md"}])
    reasons = build.build(tmp_path / "docs", tmp_path / "html", site)
    assert any("missing.md" in reason for reason in reasons)


def test_raw_html_in_a_page_is_text_even_where_people_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    page = "<div onclick=alert(1)>x</div>\n\na <b>b</b> &#60;"
    (tmp_path / "docs" / "index.md").write_text(page, encoding="utf-8")
    site = build.Site("镇", shelves.URL, "镇", "今天", True, [{"首页": "index.md"}])
    assert build.build(tmp_path / "docs", tmp_path / "html", site) == ()
    html = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert "<div onclick" not in html
    assert "a &lt;b&gt;b&lt;/b&gt; &#60;" in html
