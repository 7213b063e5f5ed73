"""Releases on disk: written aside, synced, renamed, and only then pointed at.

    site/lock                             held by whoever publishes; says whether that was ended
    site/current                          a link to the live release, releases/<id>/html
    site/releases/<id>/html               a link to the town's tree
    site/releases/<id>/manifest.json

Readers see one whole release or another whole release, whenever the power fails. A release is
made of trees (`publisher.trees`), one for each area; most of them it has in common with the one
before. All that is new is on the disk before a release leads to it; what no release leads to may be
half of something, and is swept away by whoever comes after somebody who has died.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from publisher import disk, trees
from publisher.trees import Tree
from schema.base import codec
from schema.base.context import SHANGHAI
from schema.base.durable import settle

KEEP = 5
"""How many releases stay on disk, the live one included."""


FORMAT = 5
"""Counts the changes of this layout; releases of another one are made anew."""


class Branch(NamedTuple):
    """The tree of one area. lines: digest of what it shows; pages: how many.

    A tuple, because there is one for every area, and each publication reads them all.
    """

    tree: str
    lines: str
    pages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is made of. restores: the release that it brought back, if any.

    house: digest of everything but the records that its pages were made of; lists: of the names
    that were not to stand on them; branches: by area, as its codes below the town, each with a
    slash behind.
    """

    format: int
    id: str
    town: str
    moment: datetime
    restores: str | None
    house: str
    lists: str
    branches: Mapping[str, Branch]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(each.pages for each in self.branches.values())


def of(home: Path) -> Path:
    """Where the site of a data folder lies."""
    return home / "site"


@contextmanager
def alone(site: Path) -> Iterator[bool]:
    """Holds a site for one publisher; answers whether the last one came to its end. What that left
    undone is swept away. `publisher.disk.Busy` while somebody else holds it."""
    with disk.alone(site) as ended:
        if not ended:
            sweep(site)
        yield ended


def kept(site: Path) -> tuple[Manifest, ...]:
    """The releases on disk, the oldest first."""
    folders = sorted((site / "releases").glob("*"))
    found = (_manifest(each) for each in folders if each.suffix != disk.ASIDE)
    return tuple(each for each in found if each is not None)


def _manifest(release: Path) -> Manifest | None:
    """What a release is made of; none if it is of another layout."""
    return _read((release / "manifest.json").read_bytes())


# Each publication looks at all that are kept, and at the live one often.
@lru_cache(maxsize=KEEP + 1)
def _read(manifest: bytes) -> Manifest | None:
    content: dict[str, Any] = orjson.loads(manifest)
    if content.get("format") != FORMAT:
        return None
    branches = {area: Branch._make(each) for area, each in content["branches"].items()}
    return codec.read(Manifest, content | {"branches": MappingProxyType(branches)})


def current(site: Path) -> str | None:
    """The id of the live release."""
    link = site / "current"
    return os.readlink(link).split("/")[1] if link.is_symlink() else None


def live(site: Path) -> Manifest | None:
    """The live release, if its pages are there."""
    standing = current(site)
    return _manifest(site / "releases" / standing) if standing else None


def fresh_id(site: Path, now: datetime) -> str:
    """The next number, with the moment, such as 000012-20260503T090000."""
    numbers = [int(each.name.partition("-")[0]) for each in (site / "releases").glob("*")]
    return f"{max(numbers, default=0) + 1:06}-{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}"


def folder(site: Path, release: str) -> Path:
    """Where the pages of a release lie."""
    return site / "releases" / release / "html"


def tree(site: Path, manifest: Manifest, area: str) -> Tree:
    """What the release has of an area."""
    branch = manifest.branches.get(area)
    return trees.read(site, area, branch.tree) if branch else trees.EMPTY


def digests(site: Path, manifest: Manifest) -> Mapping[str, str]:
    """SHA-256 that every file of a release must have, by its path."""
    return {
        f"{area}{path}": digest
        for area in manifest.branches
        for path, digest in tree(site, manifest, area).files.items()
    }


def whole(site: Path, manifest: Manifest) -> bool:
    """Whether the pages of a release are still on disk; if any tree is, all are."""
    return (folder(site, manifest.id) / "index.html").is_file()


def put(site: Path, manifest: Manifest) -> None:
    """Makes a release of trees that are there, and makes it live, once all of it is on the disk."""
    settle(site)
    with disk.finished(site / "releases" / manifest.id) as aside:
        town = trees.folder(Path("../.."), "", manifest.branches[""].tree)
        os.symlink(town / "html", aside / "html")
        (aside / "manifest.json").write_bytes(codec.canonical(manifest))
    point(site, manifest.id)


def point(site: Path, release: str) -> None:
    """Makes a release on disk the live one, in one step."""
    disk.swap(site / "current", f"releases/{release}/html")


def prune(site: Path, lost: Iterable[str] = ()) -> None:
    """Deletes the oldest releases beyond those that are kept, and the pages of the `lost` ones.

    What a lost release was made of stays: that holds no content, and a rollback makes the pages
    anew from what may still be read. The live release is never touched.
    """
    standing, gone, before = current(site), set(lost), kept(site)
    stay, ours = {each.id for each in before[-KEEP:]} | {standing}, {each.id for each in before}
    passed = [each for each in (site / "releases").glob("*") if each.name not in stay]
    for each in passed:
        disk.remove(each)
    if any(each.name not in ours for each in passed):
        sweep(site)  # nobody knows which trees were those of another layout
    known = [each for each in before if each.id in stay]
    shown = [e for e in known if e.id == standing or (e.id not in gone and whole(site, e))]
    trees.fell(site, _trees(site, _branches(before) - _branches(known)))
    trees.strip(site, _trees(site, _branches(known) - _branches(shown)))


def sweep(site: Path) -> None:
    """Deletes the trees of no release: who planted them, or was about to fell them, died."""
    trees.fell(site, trees.planted(site) - {*_trees(site, _branches(kept(site)))})
    trees.sweep(site)


def _branches(manifests: Iterable[Manifest]) -> frozenset[tuple[str, str]]:
    """The trees of releases, each by its area."""
    every = (each.branches.items() for each in manifests)
    return frozenset((area, branch.tree) for some in every for area, branch in some)


def _trees(site: Path, branches: Iterable[tuple[str, str]]) -> Iterator[Path]:
    return (trees.folder(site, *each) for each in branches)
