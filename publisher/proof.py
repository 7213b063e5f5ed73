"""Whether what was made piece by piece is what all of it made afresh would be, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

from publisher import disk, release
from publisher.book import day_of
from publisher.release import Manifest
from publisher.trees import BESIDE

_AWAY = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""How it shows that where one release has a file, another has none."""


def differing(site: Path, before: Manifest, after: Manifest) -> tuple[str, ...]:
    """The files that two releases of the same day do not have alike, though they show the same.

    None where something else was public, or the pages were made of other templates: then they
    have every right to differ.
    """
    if not _alike(before, after) or not release.whole(site, before):
        return ()
    old, new = release.folder(site, before.id), release.folder(site, after.id)
    paths = {*disk.files(old, BESIDE), *disk.files(new, BESIDE)}
    return tuple(path for path in sorted(paths) if not _same(f"{old}/{path}", f"{new}/{path}"))


def _alike(before: Manifest, after: Manifest) -> bool:
    shown = [{area: b.lines for area, b in each.branches.items()} for each in (before, after)]
    same_day = day_of(before.moment) == day_of(after.moment)
    return same_day and before.house == after.house and shown[0] == shown[1]


def _same(old: str, new: str) -> bool:
    """Whether two files say the same; what is one file under both names is not read."""
    try:
        if os.path.samefile(old, new):
            return True
        with open(old, "rb") as before, open(new, "rb") as after:
            return before.read() == after.read()
    except _AWAY:
        return False
