"""Copies for a USB stick: every link leads to a file that is there, or to the site."""

from __future__ import annotations

import io
import posixpath
import shutil
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import pytest
import shelves
import village as v
from shelves import document, itself, shelf

from publisher import places, reading
from publisher.announce import offline
from publisher.places import Place
from schema.base.scope import AreaPath

TOWN_NOTICE = document("OpenNotice", "镇上的通知", path=v.TOWN, record="town")

SHELF = shelf(
    TOWN_NOTICE,
    document("AreaProfile", path=v.VILLAGE),
    document("OpenNotice", about=itself(TOWN_NOTICE)),
    document("MeetingNotice", record="sibling", path=v.SIBLING),
)

AMONG, _ = places.places(SHELF)


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the town, with a picture beside a page of the town and older copies."""
    made, faults = shelves.built(SHELF, tmp_path_factory.mktemp("site"))
    assert not faults
    (made / page_of_town()).with_name("picture.png").write_bytes(b"picture")
    (made / "201/village.zip").write_bytes(b"an older copy")
    return made


def page_of_town() -> str:
    """Where the notice of the town lies."""
    return f"open-notice/{TOWN_NOTICE.standing.record}/index.html"


def copied(html: Path, path: AreaPath = v.VILLAGE) -> ZipFile:
    """The copy of a place."""
    written = io.BytesIO()
    offline.write(html, AMONG[path], shelves.URL, written)
    return ZipFile(written)


def pointing(copy: ZipFile) -> Iterator[tuple[str, str]]:
    """Every page of a copy with each of its links and of what it loads."""
    for name in copy.namelist():
        if name.endswith(".html"):
            read = reading.read(copy.read(name).decode())
            yield from ((name, address) for address in (*read.links, *read.resources))


@pytest.mark.parametrize("path", [v.VILLAGE, v.GROUP])
def test_every_link_leads_to_a_file_of_the_copy_or_to_the_site(html: Path, path: AreaPath) -> None:
    copy = copied(html, path)
    files, inside = set(copy.namelist()), 0
    for page, address in pointing(copy):
        parts = urlsplit(address)
        if parts.scheme:
            assert address.startswith((shelves.URL, "tel:"))
        elif parts.path:
            whole = posixpath.join(posixpath.dirname(page), unquote(parts.path))
            assert posixpath.normpath(whole) in files, (page, address)
            inside += 1
    assert inside > 50


def test_it_holds_the_village_what_pages_load_and_what_they_link_to(html: Path) -> None:
    files = copied(html).namelist()
    folders = {each.partition("/")[0] for each in files}
    assert folders == {
        *("201", "assets", "about", "how-to-object", "privacy", "open-notice", "index.html"),
    }
    assert any(each.startswith("201/001/open-notice/") for each in files)
    assert any(each.startswith("201/002/meeting-notice/") for each in files)


def test_a_page_of_the_town_comes_with_its_pictures(html: Path) -> None:
    files = copied(html).namelist()
    assert page_of_town() in files
    assert page_of_town().replace("index.html", "picture.png") in files


def test_what_lies_in_another_place_is_linked_at_the_site(html: Path) -> None:
    copy = copied(html, v.GROUP)
    assert not any(each.startswith("201/002") for each in copy.namelist())
    links = {address for page, address in pointing(copy) if page == "201/001/index.html"}
    assert {f"{shelves.URL}201/", shelves.URL} <= links


def test_copies_do_not_lie_in_copies(html: Path) -> None:
    assert not any(each.endswith(".zip") for each in copied(html).namelist())


def test_the_first_page_leads_to_the_village(html: Path) -> None:
    first = copied(html).read("index.html").decode()
    assert 'content="0; url=201/index.html"' in first
    assert "松塘村" in first


def test_the_same_pages_give_the_same_bytes(html: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    offline.write(html, AMONG[v.VILLAGE], shelves.URL, first)
    for each in html.rglob("*"):
        each.touch()
    offline.write(html, AMONG[v.VILLAGE], shelves.URL, second)
    assert first.getvalue() == second.getvalue()
    infos = ZipFile(first).infolist()
    assert {each.date_time for each in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {each.external_attr >> 16 for each in infos} == {0o100644}


def test_a_group_that_is_a_link_to_its_pages_is_copied_like_another(
    html: Path, tmp_path: Path
) -> None:
    whole = shutil.copytree(html, tmp_path / "whole")
    moved = shutil.move(whole / "201" / "001", tmp_path / "001")
    (whole / "201" / "001").symlink_to(moved)
    assert copied(whole).namelist() == copied(html).namelist()


def test_nothing_is_loaded_from_outside_of_the_copy(tmp_path: Path) -> None:
    page = tmp_path / "201" / "index.html"
    page.parent.mkdir()
    page.write_text('<script src="../pagefind/ui.js"></script><a href="/202/#甲">乙</a>')
    written = io.BytesIO()
    offline.write(tmp_path, Place(v.VILLAGE, "松塘村", (AMONG[v.TOWN],)), shelves.URL, written)
    found = ZipFile(written).read("201/index.html").decode()
    assert found == f'<script></script><a href="{shelves.URL}202/#甲">乙</a>'


def test_a_large_picture_passes_through_in_pieces(tmp_path: Path) -> None:
    picture = tmp_path / "201" / "picture.png"
    picture.parent.mkdir()
    with picture.open("wb") as large:
        large.truncate(64 * 2**20)
    with (tmp_path / "copy.zip").open("wb") as into:
        tracemalloc.start()
        offline.write(tmp_path, AMONG[v.VILLAGE], shelves.URL, into)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 4 * 2**20
