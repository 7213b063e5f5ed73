"""Whether what was made piece by piece is what all of it made afresh would be, byte for byte."""

from __future__ import annotations

import filecmp
from pathlib import Path

from publisher import disk, release
from publisher.book import day_of
from publisher.release import Manifest


def differing(site: Path, before: Manifest, after: Manifest) -> tuple[str, ...]:
    """The files that two releases of the same day do not have alike, though they show the same.

    None where something else was public, or the pages were made of other templates: then they
    have every right to differ.
    """
    if not _alike(before, after) or not release.whole(site, before):
        return ()
    old, new = release.folder(site, before.id), release.folder(site, after.id)
    paths = {*disk.files(old), *disk.files(new)}
    return tuple(path for path in sorted(paths) if not _same(old / path, new / path))


def _alike(before: Manifest, after: Manifest) -> bool:
    shown = [{area: b.lines for area, b in each.branches.items()} for each in (before, after)]
    same_day = day_of(before.moment) == day_of(after.moment)
    return same_day and before.house == after.house and shown[0] == shown[1]


def _same(old: Path, new: Path) -> bool:
    there = old.is_file() and new.is_file()
    return there and filecmp.cmp(old, new, shallow=False)
