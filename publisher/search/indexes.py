"""The indexes on disk. They lie beside the releases and are served as /pagefind/.

    site/search/indexes.json          which there are; the page that searches reads it first
    site/search/pagefind-<version>/   the program that searches
    site/search/<village>-<digest>/   the index of a village with its groups, or of the town itself

An index takes its name once it is whole. It is on the list before anybody reads it, and off the
list before it is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from publisher import disk, templates, trees
from publisher.search import program
from schema.base import codec
from schema.base.durable import sync
from schema.publications import DOCUMENTS

LIST = "indexes.json"


@dataclass(frozen=True, slots=True)
class Index:
    """What can be found of one village. code: that of the village, `town` for the town itself.

    folder: where it lies, empty where there is nothing to find, none while it is being made anew;
    made_of: digest of the trees whose pages it holds.
    """

    code: str
    name: str
    folder: str | None
    made_of: str


def read(site: Path) -> Mapping[str, Index]:
    """The indexes that there are, by the code of the village."""
    try:
        found = orjson.loads((site / trees.SEARCH / LIST).read_bytes())
    except FileNotFoundError:
        return {}
    known = (Index(**each) for each in found["villages"])
    return {each.code: each for each in known if not each.folder or lies(site, each.folder)}


def place(site: Path, folder: str) -> Path:
    """Where an index, or the program, lies."""
    return site / trees.SEARCH / folder


def lies(site: Path, folder: str) -> bool:
    """Whether it is there."""
    return place(site, folder).is_dir()


def put(site: Path, known: Iterable[Index]) -> None:
    """Makes these the indexes that there are, durably, and deletes all others."""
    ordered = tuple(known)
    show(site, ordered)
    stay = {program.NAME, *(each.folder for each in ordered)}
    for path in _folders(site / trees.SEARCH):
        if path.name not in stay:
            disk.remove(path)


def show(site: Path, known: Iterable[Index]) -> None:
    """Makes these the indexes that are told of, durably; others lie there until the next `put`."""
    ordered = sorted(known, key=lambda each: (each.code != trees.TOWN, each.code))
    kinds = sorted(map(templates.called, DOCUMENTS))
    told = {"program": program.NAME, "kinds": kinds, "villages": ordered}
    folder = site / trees.SEARCH
    disk.put(folder / LIST, codec.canonical(told))
    sync(folder)


def _folders(top: Path) -> Iterator[Path]:
    return (path for path in top.iterdir() if path.is_dir())


def without(known: Mapping[str, Index], codes: Iterable[str]) -> Iterator[Index]:
    """The same indexes, those of some villages taken out until they are made anew."""
    gone = set(codes)
    for code, each in known.items():
        yield replace(each, folder=None) if code in gone else each
