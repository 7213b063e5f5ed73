"""Releases survive whatever stops the publisher: readers see the old site or the new, whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import village as v

from publisher import disk, release, trees
from publisher.release import Branch, Manifest
from publisher.trees import Grown, Leaf, Tree

AREAS = ("201/", "")
"""A village and its town, from below upwards."""


class Stopped(BaseException):
    """The power fails."""


def made(site: Path, words: str) -> str:
    """A release with a page of the town and one of a village."""
    with release.alone(site):
        fresh = release.fresh_id(site, v.NOW)
        branches: dict[str, Branch] = {}
        with disk.workshop(site, fresh) as work:
            for area in AREAS:
                own = work / f"of {area.strip('/')}"
                (own / "hung/up").mkdir(parents=True)
                (own / "index.html").write_text(words)
                (own / "hung/up/sheet").write_text(f"of old and new the same in {area}")
                leaf = Leaf("", {path: disk.digest(own / path) for path in disk.files(own)})
                grown = Grown(Tree((), {"index.md": leaf}), leaf.files.keys(), own)
                below = {name: branch.tree for name, branch in branches.items()}
                trees.put(site, area, fresh, grown, None, below)
                branches[area] = Branch(fresh, "", 1)
        release.put(site, Manifest(release.FORMAT, fresh, v.TOWN, v.NOW, None, "", "", branches))
        release.prune(site)
    return fresh


def seen(site: Path) -> set[str]:
    """What a reader of the live site reads; fails where a page is missing."""
    live = site / "current"
    return {(live / name).read_text() for name in ("index.html", "201/index.html")}


def whole(site: Path) -> bool:
    """Whether the live release holds exactly the bytes that it says."""
    manifest = release.live(site)
    assert manifest is not None
    folder = release.folder(site, manifest.id)
    there = {path: disk.digest(folder / path) for path in disk.files(folder, trees.BESIDE)}
    return there == release.digests(site, manifest)


def stopped(site: Path, at: int, error: Callable[[], BaseException]) -> bool:
    """Whether a release makes as many as k changes of the disk; the k-th does not come back."""
    with pytest.MonkeyPatch.context() as patch:
        calls = stopping(patch, at, error)
        with suppress(Stopped, OSError):
            made(site, "new")
        return next(calls) > at


def stopping(
    monkeypatch: pytest.MonkeyPatch, at: int, error: Callable[[], BaseException]
) -> Iterator[int]:
    """The k-th call that changes the disk does not come back; answers the numbers of the calls."""
    calls = count(1)

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def either(*given: Any, **named: Any) -> Any:
            if next(calls) == at:
                raise error()
            return call(*given, **named)

        return either

    for name in ("fsync", "link", "mkdir", "rename", "replace", "symlink"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    monkeypatch.setattr(release, "settle", counted(release.settle))
    return calls


@pytest.fixture
def site(home: Path) -> Path:
    """The folder of the site."""
    return release.of(home)


@pytest.mark.parametrize("error", [Stopped, lambda: OSError(28, "No space left on device")])
def test_wherever_it_stops_a_whole_release_is_live(
    site: Path, error: Callable[[], BaseException]
) -> None:
    made(site, "old")
    stopped_at = 0
    while stopped(site, stopped_at + 1, error):
        stopped_at += 1
        assert seen(site) in ({"old"}, {"new"})
        assert whole(site)
    assert stopped_at >= 20
    assert seen(site) == {"new"}


def test_what_was_left_undone_is_swept_away(site: Path) -> None:
    made(site, "old")
    with suppress(Stopped), disk.alone(site):
        (site / "releases" / "000009-x.tmp").mkdir()
        (site / "trees" / "201" / "000009-x.tmp").mkdir()
        (site / "trees" / "201" / "000009-y" / "html").mkdir(parents=True)
        (site / "current.tmp").symlink_to("nowhere")
        raise Stopped
    made(site, "new")
    assert not [*site.rglob("*.tmp"), *site.rglob("000009-y")]


def test_five_releases_stay_and_their_trees(site: Path) -> None:
    ids = [made(site, str(number)) for number in range(7)]
    assert [each.id for each in release.kept(site)] == ids[2:]
    assert release.current(site) == ids[-1]
    assert sorted(each.name for each in (site / "trees" / "201").iterdir()) == ids[2:]


def test_the_live_release_is_never_deleted(site: Path) -> None:
    ids = [made(site, str(number)) for number in range(3)]
    release.prune(site, ids)
    assert seen(site) == {"2"}
    assert whole(site)


def test_of_a_lost_release_what_it_showed_stays_known_and_no_page_stays(site: Path) -> None:
    ids = [made(site, str(number)) for number in range(2)]
    release.prune(site, ids[:1])
    lost, live = release.kept(site)
    assert not release.whole(site, lost)
    assert release.whole(site, live)
    digest = hashlib.sha256(b"0").hexdigest()
    assert release.tree(site, lost, "201/").files["index.html"] == digest
    assert not [*(site / "trees").rglob(f"{ids[0]}/html")]


def test_a_release_of_another_layout_is_not_taken_for_one(site: Path) -> None:
    older = site / "releases" / "000001-x"
    older.mkdir(parents=True)
    (older / "manifest.json").write_text('{"id": "000001-x", "files": {}}')
    tree = site / "trees" / "201" / "000001-x"
    tree.mkdir(parents=True)
    (site / "current").symlink_to("releases/000001-x/html")
    with disk.alone(site):
        pass
    assert release.kept(site) == ()
    assert made(site, "new").startswith("000002-")
    assert not older.exists()
    assert not tree.exists()


def test_only_one_publishes_at_a_time(site: Path) -> None:
    with disk.alone(site), pytest.raises(disk.Busy, match="wait until it is done"):
        made(site, "x")


def test_everything_is_on_the_disk_before_anything_leads_to_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    sync, rename, replace = os.fsync, os.rename, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (told.append("sync"), sync(handle)))
    monkeypatch.setattr(os, "rename", lambda *given: (told.append("rename"), rename(*given)))
    monkeypatch.setattr(os, "replace", lambda *given: (told.append("swap"), replace(*given)))
    settle = release.settle
    monkeypatch.setattr(release, "settle", lambda site: (told.append("settle"), settle(site)))
    made(site, "x")
    # before and after all of it the lock says that somebody is at work, and no more;
    # of each tree: the files moved in; then all of it is on the disk at once
    trees = [*["rename"] * 4, "settle"]
    # of the release: what it is, its folder; the name, the parent; the swap, the parent
    ours = [*trees, "sync", "sync", "rename", "sync", "swap", "sync"]
    assert told == ["sync", *ours, "sync"]
