"""The files of one area as they are served: a tree that never changes once it is there.

    site/trees/<area>/<id>/html/       the files of the area; each folder as a link to its twig,
                                       each area below as a link to its tree
    site/trees/<area>/<id>/tree.json   what they show, and what they are
    site/trees/<area>/<id>/twigs       what the twigs to which it leads are called, one a line

A tree with changes is a new one, with twigs (`publisher.twigs`) of its own where a folder has
changed. In these, what stayed is the same file under two names. The area is its codes below the
town, the town `town`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import orjson

from publisher import disk, twigs
from publisher.twigs import Folder, Source
from schema.base import codec
from schema.sections import Line

LOG, OFFLINE = "log", "offline"
"""The public log, and the copies to take along."""

SEARCH, SEARCHED = "search", "pagefind"
"""The folder of the indexes of the search, and what they are called on the site."""

BESIDE: Mapping[str, str] = MappingProxyType({LOG: LOG, OFFLINE: OFFLINE, SEARCHED: SEARCH})
"""What is served with a release and does not belong to it, by what it is called on the site and by
its folder beside the trees: it comes and grows by itself, and the town's tree leads to it."""

TOWN = "town"
"""What the town's own is called beside the codes of villages."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page with what lies in its folder. source: digest of the Markdown that it was made of.

    files: SHA-256 of each by its path within the area.
    """

    source: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tree:
    """What an area's files show and are. leaves: by the path of the Markdown of their page."""

    lines: tuple[Line, ...] = ()
    leaves: Mapping[str, Leaf] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 of every file, by its path within the area."""
        return {path: own for leaf in self.leaves.values() for path, own in leaf.files.items()}


EMPTY = Tree()


@dataclass(frozen=True, slots=True)
class Grown:
    """A new tree: what it is. fresh: the paths of the files that are new in it; made: where they
    lie by these paths, and nothing else."""

    tree: Tree
    fresh: Set[str]
    made: Path


def folder(site: Path, area: str, tree: str) -> Path:
    """Where a tree lies; area: the codes below the town with a slash behind, empty for itself."""
    return site / "trees" / _name(area) / tree


def _name(area: str) -> str:
    return area.strip("/").replace("/", ".") or TOWN


def read(site: Path, area: str, tree: str) -> Tree:
    """What a tree is; it says so beside its files."""
    found = orjson.loads((folder(site, area, tree) / "tree.json").read_bytes())
    leaves = {path: Leaf(**leaf) for path, leaf in found["leaves"].items()}
    return Tree(tuple(Line(*each) for each in found["lines"]), leaves)


def put(
    site: Path, area: str, name: str, grown: Grown, old: str | None, below: Mapping[str, str]
) -> None:
    """Makes the tree `name` of an area: new files, those that stay, and links to the trees of the
    areas below, by area. It is on the disk once that is settled: see `schema.base.durable`."""
    top, called = twigs.folder(grown.tree.files), _name(area)
    source = _Source(grown, f"{folder(site, area, old)}/html" if old else None)
    store, place = f"{site}/{twigs.STORE}/{called}", folder(site, area, name)
    os.makedirs(store, exist_ok=True)
    twigs.put(store, top, source)
    html = f"{place}/html"
    os.makedirs(html)
    twigs.fill(html, top, f"../../../../{twigs.STORE}/{called}", source)
    for child, tree in below.items():
        code = PurePosixPath(child).name
        source.lead(code, f"{html}/{code}", f"../../../{_name(child)}/{tree}/html")
    for beside, where in BESIDE.items() if not area else ():
        (site / where).mkdir(exist_ok=True)
        source.lead(beside, f"{html}/{beside}", f"../../../../{where}")
    (place / "tree.json").write_bytes(codec.canonical(grown.tree))
    (place / "twigs").write_text("\n".join(top.twigs), encoding="ascii")


@dataclass(frozen=True, slots=True)
class _Source(Source):
    """What is new in a tree, and the tree before, in which the rest lies."""

    grown: Grown
    before: str | None

    def lay(self, path: str, place: str) -> None:
        """Puts a file in its place."""
        if path in self.grown.fresh:
            os.rename(f"{self.grown.made}/{path}", place)
        else:
            os.link(f"{self.before}/{path}", place)

    def lead(self, path: str, place: str, target: str) -> None:
        """Puts a link in its place."""
        disk.lead(place, target, f"{self.before}/{path}" if self.before else "")

    def take(self, folder: Folder, place: str) -> bool:
        """Puts a folder in its place, if no other folder and nothing old lies in it."""
        own = {f"{folder.way}{name}" for name in folder.files}
        whole = not folder.folders and own <= self.grown.fresh
        if whole:
            os.rename(f"{self.grown.made}/{folder.way}", place)
        return whole


def planted(site: Path) -> frozenset[Path]:
    """Where every tree lies that there is."""
    return frozenset(site.glob("trees/*/*"))


def fell(site: Path, trees: Iterable[Path]) -> None:
    """Deletes trees, and the twigs that only they led to."""
    there = [each for each in trees if each.exists()]
    for each in there:
        disk.remove(each)
    _prune(site, {each.parent.name for each in there})


def strip(site: Path, trees: Iterable[Path]) -> None:
    """Deletes the files of trees and such twigs; what there is to tell of the trees stays."""
    there = [each for each in trees if (each / "html").exists()]
    for each in there:
        disk.remove(each / "html", each)
    _prune(site, {each.parent.name for each in there})


def sweep(site: Path) -> None:
    """Deletes the twigs to which no tree leads: whoever made them, or had felled it, died."""
    _prune(site, {each.name for each in site.glob(f"{twigs.STORE}/*")})


def _prune(site: Path, areas: Iterable[str]) -> None:
    for area in areas:
        trees = (each.parent for each in site.glob(f"trees/{area}/*/html"))
        stay = {twig for each in trees for twig in (each / "twigs").read_text("ascii").split()}
        twigs.prune(site / twigs.STORE / area, stay)
