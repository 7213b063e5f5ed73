"""Twigs: the folders of an area, each named by what it holds, and made once.

    site/twigs/<area>/<digest>/    its files; each folder in it as a link to the twig of that

A tree leads to twigs. So a change costs the folders in which something has changed, not every file
of its area, and what trees have in common lies there once. A twig never changes, and goes when no
tree leads to it any more; so does one that somebody who died has left half filled.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from publisher import disk

STORE = "twigs"
"""The folder of the site in which they lie."""


class Source(Protocol):
    """Where the files of an area come from. path: of something within the area; place: where on the
    disk it is to lie."""

    def lay(self, path: str, place: str) -> None:
        """Puts a file there."""

    def lead(self, path: str, place: str, target: str) -> None:
        """Puts a link to a target there, which stands for a folder."""

    def take(self, folder: Folder, place: str) -> bool:
        """Puts a folder there as it was made, if all of it was made now; answers whether."""


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

    @property
    def twigs(self) -> Iterator[str]:
        """What the twigs of all folders in it are called."""
        for each in self.folders.values():
            yield each.twig
            yield from each.twigs


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


def put(store: str, folder: Folder, source: Source) -> None:
    """Makes the twigs of what a folder holds where they are not there yet."""
    for each in folder.folders.values():
        place = f"{store}/{each.twig}"
        if not os.path.exists(place) and not source.take(each, place):
            put(store, each, source)
            os.mkdir(place)
            fill(place, each, "..", source)


def fill(place: str, folder: Folder, way: str, source: Source) -> None:
    """Fills a place with what a folder holds; way: from there to the twigs of the area."""
    for name in folder.files:
        source.lay(f"{folder.way}{name}", f"{place}/{name}")
    for name, each in folder.folders.items():
        source.lead(f"{folder.way}{name}", f"{place}/{name}", f"{way}/{each.twig}")


def prune(store: Path, stay: Collection[str]) -> None:
    """Deletes the twigs but for those that stay, by what they are called."""
    for each in os.listdir(store) if store.is_dir() else ():
        if each not in stay:
            disk.remove(store / each)
