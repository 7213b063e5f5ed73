"""Twigs lie on the disk once, whole, and no longer than a tree leads to them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher import disk, trees, twigs
from publisher.trees import Grown, Leaf, Tree

AREA = "201/001/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder of the site."""
    return tmp_path / "site"


def planted(site: Path, name: str, words: Mapping[str, str], old: str | None = None) -> Path:
    """A tree of these files; those are fresh that say something else than in the old one."""
    before = trees.read(site, AREA, old).files if old else {}
    digests = {path: hashlib.sha256(said.encode()).hexdigest() for path, said in words.items()}
    fresh = {path for path in words if digests[path] != before.get(path)}
    made = site / f"{name}.tmp"
    for path in fresh:
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(words[path])
    grown = Grown(Tree((), {"index.md": Leaf("", digests)}), fresh, made)
    trees.put(site, AREA, name, grown, old, {})
    return trees.folder(site, AREA, name)


def shown(tree: Path) -> Mapping[str, str]:
    """What a tree shows, by path."""
    return {path: (tree / "html" / path).read_text() for path in disk.files(tree / "html")}


def lying(site: Path) -> set[str]:
    """What the files of all twigs say."""
    files = (site / twigs.STORE).rglob("*")
    return {each.read_text() for each in files if each.is_file() and not each.is_symlink()}


OLD = {"index.html": "home", "notice/1/a": "one", "notice/2/a": "two", "notice/feed": "old"}
NEW = {**OLD, "notice/2/a": "two anew", "notice/feed": "new"}


def test_a_tree_shows_what_it_is(site: Path) -> None:
    assert shown(planted(site, "a", OLD)) == OLD
    assert shown(planted(site, "b", NEW, old="a")) == NEW


def test_a_folder_in_which_nothing_has_changed_is_the_same_one(site: Path) -> None:
    old, new = planted(site, "a", OLD), planted(site, "b", NEW, old="a")
    same = [(tree / "html/notice/1").resolve() for tree in (old, new)]
    other = [(tree / "html/notice/2").resolve() for tree in (old, new)]
    assert same[0] == same[1]
    assert other[0] != other[1]


def test_a_folder_that_was_made_whole_is_taken_over_as_it_is(site: Path) -> None:
    made = site / "a.tmp" / "notice/1"
    made.mkdir(parents=True)
    folder = made.stat().st_ino
    assert (planted(site, "a", OLD) / "html/notice/1").resolve().stat().st_ino == folder


def test_what_stays_in_a_changed_folder_is_the_same_file(site: Path) -> None:
    first = {"data/a.csv": "1", "data/b.csv": "2"}
    old = planted(site, "a", first)
    new = planted(site, "b", {**first, "data/b.csv": "3"}, old="a")
    assert (old / "html/data/a.csv").stat().st_ino == (new / "html/data/a.csv").stat().st_ino


def test_with_a_tree_go_the_twigs_that_only_it_led_to(site: Path) -> None:
    old, new = planted(site, "a", OLD), planted(site, "b", NEW, old="a")
    trees.fell(site, [old])
    assert shown(new) == NEW
    assert lying(site) == {"one", "two anew", "new"}


def test_of_a_stripped_tree_no_byte_stays_that_no_other_shows(site: Path) -> None:
    old, new = planted(site, "a", OLD), planted(site, "b", NEW, old="a")
    trees.strip(site, [old])
    assert shown(new) == NEW
    assert lying(site) == {"one", "two anew", "new"}
    assert trees.read(site, AREA, "a").files.keys() == OLD.keys()


def test_twigs_of_nobody_are_swept(site: Path) -> None:
    tree = planted(site, "a", OLD)
    astray = site / twigs.STORE / "201.001" / ("0" * 32)
    astray.mkdir()
    (astray / "file").write_text("of a publisher that died")
    trees.sweep(site)
    assert not astray.exists()
    assert shown(tree) == OLD


def test_a_twig_that_was_left_half_filled_is_swept_and_made_again(site: Path) -> None:
    tree = planted(site, "a", OLD)
    half = (tree / "html/notice/1").resolve()
    disk.remove(tree)  # no tree ever led to it
    (half / "a").write_text("on")
    trees.sweep(site)
    assert not half.exists()
    assert shown(planted(site, "b", OLD)) == OLD
