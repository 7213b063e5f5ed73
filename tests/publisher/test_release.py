"""Releases survive whatever stops the publisher: readers see the old site or the new, whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import village as v

from publisher import release
from publisher.release import Manifest


class Stopped(BaseException):
    """The power fails."""


def made(home: Path, words: str) -> str:
    """A release with two pages."""
    with release.alone(home):
        fresh = release.fresh_id(home, v.NOW)
        with release.workshop(home, fresh) as work:
            html = work / "html"
            (html / "201").mkdir(parents=True)
            for name in ("index.html", "201/index.html"):
                (html / name).write_text(words)
            files = release.digests(html)
            release.put(home, html, Manifest(fresh, v.TOWN, v.NOW, None, 2, (), (), files))
        release.prune(home)
    return fresh


def seen(home: Path) -> set[str]:
    """What a reader of the live site reads; fails where a page is missing."""
    live = home / "site" / "current"
    return {(live / name).read_text() for name in ("index.html", "201/index.html")}


def whole(home: Path) -> bool:
    """Whether the live release holds exactly the bytes that its manifest names."""
    live = release.current(home)
    (manifest,) = [each for each in release.kept(home) if each.id == live]
    return release.digests(release.folder(home, manifest.id)) == manifest.files


def stopped(home: Path, at: int, error: Callable[[], BaseException]) -> bool:
    """Whether a release that is stopped at the k-th change did not come about."""
    with pytest.MonkeyPatch.context() as patch:
        stopping(patch, at, error)
        try:
            made(home, "new")
        except (Stopped, OSError):
            return True
    return False


def stopping(monkeypatch: pytest.MonkeyPatch, at: int, error: Callable[[], BaseException]) -> None:
    """The k-th call that changes the disk does not come back."""
    calls = iter(range(1, 10_000))

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def either(*given: Any, **named: Any) -> Any:
            if next(calls) == at:
                raise error()
            return call(*given, **named)

        return either

    for name in ("fsync", "rename", "replace", "symlink"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))


@pytest.mark.parametrize("error", [Stopped, lambda: OSError(28, "No space left on device")])
def test_wherever_it_stops_a_whole_release_is_live(
    home: Path, error: Callable[[], BaseException]
) -> None:
    made(home, "old")
    stopped_at = 0
    while stopped(home, stopped_at + 1, error):
        stopped_at += 1
        assert seen(home) in ({"old"}, {"new"})
        assert whole(home)
    assert stopped_at >= 12
    assert seen(home) == {"new"}


def test_what_was_left_undone_is_swept_away(home: Path) -> None:
    made(home, "old")
    (home / "site" / "releases" / "000009-x.tmp").mkdir()
    (home / "site" / "current.tmp").symlink_to("nowhere")
    made(home, "new")
    assert not [*(home / "site").rglob("*.tmp")]


def test_five_releases_stay(home: Path) -> None:
    ids = [made(home, str(number)) for number in range(7)]
    assert [each.id for each in release.kept(home)] == ids[2:]
    assert release.current(home) == ids[-1]


def test_the_live_release_is_never_deleted(home: Path) -> None:
    ids = [made(home, str(number)) for number in range(3)]
    release.prune(home, ids)
    assert seen(home) == {"2"}
    assert whole(home)


def test_of_a_lost_release_the_manifest_stays_and_no_page(home: Path) -> None:
    ids = [made(home, str(number)) for number in range(2)]
    release.prune(home, ids[:1])
    assert [each.id for each in release.kept(home)] == ids
    assert not release.folder(home, ids[0]).exists()


def test_only_one_publishes_at_a_time(home: Path) -> None:
    with release.alone(home), pytest.raises(release.Busy, match="wait until it is done"):
        made(home, "x")


def test_everything_is_synced_before_it_is_renamed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    sync, rename, replace = os.fsync, os.rename, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (told.append("sync"), sync(handle)))
    monkeypatch.setattr(os, "rename", lambda *given: (told.append("rename"), rename(*given)))
    monkeypatch.setattr(os, "replace", lambda *given: (told.append("swap"), replace(*given)))
    made(home, "x")
    # two pages, their two folders, the manifest, the release; then the parents
    assert told == ["rename", *["sync"] * 6, "rename", "sync", "swap", "sync"]
