"""What a link shows when somebody sends it to a group: the title, a sentence, the emblem."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
import shelves
from PIL import Image
from shelves import URL, document, shelf

from publisher import build, verify
from publisher.gate.house import House

HOSTILE = '停水"><script>alert(1)</script>'


class Tags(HTMLParser):
    """The share tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what a share tag says."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "property" in given:
            self.found[given["property"]] = given["content"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """A site with one document, whose title is hostile."""
    return shelves.built(shelf(document("OpenNotice", HOSTILE)), tmp_path_factory.mktemp("site"))


def tags(html: Path, pattern: str) -> dict[str, str]:
    """The share tags of the only page that lies so."""
    [file] = html.glob(pattern)
    return Tags(file.read_text(encoding="utf-8")).found


def test_a_shared_document_shows_its_title_its_sentence_and_the_emblem(
    site: tuple[Path, tuple[str, ...]],
) -> None:
    html, reasons = site
    [page] = html.glob("201/001/open-notice/*/index.html")
    title = "松塘村第一组 停水＂＞＜script＞alert(1)＜/script＞"
    assert reasons == ()
    assert tags(html, page.relative_to(html).as_posix()) == {
        "og:type": "article",
        "og:site_name": "清溪镇组务公开",
        "og:title": title,
        "og:description": f"通知公告：{title}。",
        "og:url": f"{URL}{page.parent.relative_to(html).as_posix()}/",
        "og:image": f"{URL}assets/share.png",
        "og:image:alt": "组务公开",
    }


def test_a_shared_home_page_is_no_article_and_a_missing_page_is_nothing(
    site: tuple[Path, tuple[str, ...]],
) -> None:
    found = tags(site[0], "index.html")
    assert (found["og:type"], found["og:title"]) == ("website", "清溪镇组务公开")
    assert tags(site[0], "404.html") == {}


def test_the_emblem_is_a_picture_of_the_site(site: tuple[Path, tuple[str, ...]]) -> None:
    with Image.open(site[0] / "assets" / "share.png") as emblem:
        assert emblem.size == (300, 300)


def test_a_site_without_the_emblem_is_held(tmp_path: Path) -> None:
    html, _ = shelves.built(shelf(), tmp_path)
    (html / "assets" / "share.png").unlink()
    expected = verify.Expected(build.handwritten(), House(URL, True))
    assert any("leads nowhere" in each.line for each in verify.verify(expected, html).findings)
