"""Twigs: the folders of an area, each named by what it holds, and made once.

    site/twigs/<area>/<digest>/    its files; each folder in it as a link to the twig of that

A tree leads to twigs. So a change costs the folders in which something has changed, not every file
of its area, and what trees have in common lies there once. A twig never changes, and goes when no
tree leads to it any more.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from publisher import disk
from schema.base.durable import sync

STORE = "twigs"
"""The folder of the site in which they lie."""

Lay = Callable[[str, str], None]
"""Puts a file of the area, by its path there, where it is to lie."""


@dataclass(frozen=True)
class Folder:
    """A folder of an area. way: to it, with a slash behind; files: SHA-256 by name."""

    way: str
    files: Mapping[str, str]
    folders: Mapping[str, Folder]

    @cached_property
    def twig(self) -> str:
        """What its twig is called: the same for as long as it holds the same."""
        within = [(name, each.twig) for name, each in sorted(self.folders.items())]
        told = repr((sorted(self.files.items()), within))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def folder(files: Mapping[str, str], way: str = "") -> Folder:
    """Files in their folders; files: SHA-256 by their paths from there."""
    own: dict[str, str] = {}
    below: dict[str, dict[str, str]] = {}
    for path, digest in files.items():
        name, _, rest = path.partition("/")
        if rest:
            below.setdefault(name, {})[rest] = digest
        else:
            own[name] = digest
    return Folder(
        way, own, {name: folder(within, f"{way}{name}/") for name, within in below.items()}
    )


def put(store: Path, folders: Iterable[Folder], lay: Lay) -> None:
    """Makes the twigs of folders where they are not there yet, durably."""
    made = [_put(store, each, lay) for each in folders]
    if any(made):
        sync(store)


def _put(store: Path, folder: Folder, lay: Lay) -> bool:
    place = store / folder.twig
    if place.exists():
        return False
    for each in folder.folders.values():
        _put(store, each, lay)
    with disk.filled(place) as aside:
        fill(aside, folder, "..", lay)
    return True


def fill(place: Path, folder: Folder, way: str, lay: Lay) -> None:
    """Fills a place with what a folder holds; way: from there to the twigs of the area."""
    for name in folder.files:
        lay(f"{folder.way}{name}", f"{place}/{name}")
    for name, each in folder.folders.items():
        os.symlink(f"{way}/{each.twig}", f"{place}/{name}")


def prune(store: Path, trees: Iterable[Path]) -> None:
    """Deletes the twigs to which none of these folders leads, nor any twig that stays."""
    there = set(os.listdir(store)) if store.is_dir() else set()
    ways, stay = list(trees), set[str]()
    while ways and there:
        found = _led(ways.pop()) & there - stay
        stay |= found
        ways += (store / each for each in found)
    for each in there - stay:
        disk.remove(store / each)


def _led(folder: Path) -> set[str]:
    """What the links in a folder lead to, by name."""
    with os.scandir(folder) as entries:
        links = (each.path for each in entries if each.is_symlink())
        return {os.path.basename(os.readlink(each)) for each in links}
