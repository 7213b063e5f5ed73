"""A whole site, made by MkDocs: what goes in as text comes out as text."""

from __future__ import annotations

from pathlib import Path

import pytest
import shelves
from shelves import document, ended, shelf

from publisher import build, disk, reading
from publisher.render import Page
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
        earlier=(first,),
        ended=tuple(ended(each, text) for each in Ending),
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
    assert names == {"search.js", "zuwu.js"}


def test_the_same_shelf_makes_the_same_bytes(tmp_path: Path) -> None:
    made = [shelves.built(everything("字"), tmp_path / each)[0] for each in ("a", "b")]
    first, second = ({path: disk.digest(each / path) for path in disk.files(each)} for each in made)
    assert first == second
    assert len(first) > len(DOCUMENTS)


SMALL = build.Site("镇", shelves.URL, "镇", True, [{"首页": "index.md"}])


def test_a_warning_of_mkdocs_is_a_reason(tmp_path: Path) -> None:
    page = Page("index.md", "[x](/absolute.md)", False)
    (reason,) = build.build([page], tmp_path, SMALL, furniture=False)
    assert "absolute" in reason


def test_a_page_made_alone_is_the_page_made_among_all(tmp_path: Path) -> None:
    every = [*shelves.rendered(everything("字")), *build.handwritten()]
    site = shelves.site(everything("字"))
    assert build.build(every, tmp_path / "all", site, furniture=True) == ()
    homes = [page for page in every if page.path.endswith("index.md") and page.path.count("/") < 3]
    assert len(homes) == 3
    for page in (*every[::5], *homes):
        alone = tmp_path / "one" / page.path
        assert build.build([page], alone, site, furniture=False) == ()
        assert [*disk.files(alone)] == [page.html]
        same = (alone / page.html).read_bytes()
        assert same == (tmp_path / "all" / page.html).read_bytes()


def test_raw_html_in_a_page_is_text_even_where_people_wrote_it(tmp_path: Path) -> None:
    page = Page("index.md", "<div onclick=alert(1)>x</div>\n\na <b>b</b> &#60;", False)
    assert build.build([page], tmp_path, SMALL, furniture=False) == ()
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<div onclick" not in html
    assert "a &lt;b&gt;b&lt;/b&gt; &#60;" in html
