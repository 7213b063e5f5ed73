"""Copies to take along: each village in one file, and all open data in one; beside the releases.

    site/offline/index.html    what there is; it is there before the first release
    site/offline/<code>.zip    the pages of a village with its groups
    site/offline/data.zip      the open data of every area
    site/offline.json          what each was made of, and the day of it all; not served

They are made now and then, so a copy may lack what is new. It never holds what was taken down: such
a copy goes before the release without it is live.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import orjson

from publisher import disk, homes, reading, release, templates, trees
from publisher.announce import offline, packages
from publisher.book import Book
from publisher.build import Site
from publisher.gate import pages
from publisher.gate.finding import Finding
from publisher.gate.house import House
from publisher.gate.searching import searched
from publisher.places import Place
from publisher.release import Branch, Manifest
from schema.base import codec
from schema.base.durable import sync

DATA = f"data{offline.SUFFIX}"


@dataclass(frozen=True, slots=True)
class Made:
    """A copy as it was made. tree: of what; beside: SHA-256 of the town's own files in it."""

    title: str
    tree: str
    bytes: int
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> str:
        """Its size, ready to print."""
        return f"{max(self.bytes / 1e6, 0.1):.1f} MB"


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies that there are, by the name of their file. renewed: when all were looked at."""

    made: Mapping[str, Made] = field(default_factory=dict)
    renewed: date | None = None


def ready(site: Path, told: Site) -> None:
    """Puts the page there that says which copies there are: other pages lead to it."""
    _show(site, told, _known(site))


def drop(site: Path, told: Site, branches: Mapping[str, Branch]) -> None:
    """Lets go every copy that was not made of what is about to be live."""
    town = trees.read(site, "", branches[""].tree).files
    known = _known(site)
    made = known.made.items()
    stay = {name: each for name, each in made if _current(name, each, branches, town)}
    if stay != known.made:
        _keep(site, told, replace(known, made=stay))


def due(site: Path, today: date) -> bool:
    """Whether the copies have not been looked at on this day."""
    return _known(site).renewed != today


def renew(site: Path, told: Site, book: Book, house: House) -> tuple[Finding, ...]:
    """Makes every copy anew of which something has changed; what the gate finds leaves one out."""
    live = release.live(site)
    if live is None:
        return ()
    drop(site, told, live.branches)
    copies, found = dict(_known(site).made), list[Finding]()
    for name, made, write in _wanted(site, told, book, live):
        if name not in copies:
            faults = _written(site, name, write, house)
            found += faults
            if not faults:
                copies[name] = _measured(site, name, made, live)
    _keep(site, told, Copies(copies, book.today))
    return tuple(found)


def _wanted(
    site: Path, told: Site, book: Book, live: Manifest
) -> Iterator[tuple[str, Made, Callable[[IO[bytes]], None]]]:
    """Every copy that there should be: its name, what it is, and how it is written."""
    html = release.folder(site, live.id)
    for place in book.places.values():
        if len(place.above) == 1 and place.folder in live.branches:
            made = Made(place.full_name, live.branches[place.folder].tree, 0)
            yield _name(place), made, partial(offline.write, html, place, told.url)
    files = sorted(path for path in release.digests(site, live) if _is_data(path))
    if files:
        yield (
            DATA,
            Made("全部数据（表格，给要统计、核对的人）", _all(live.branches), 0),
            partial(offline.pack, html, files),
        )


def _is_data(path: str) -> bool:
    return f"/{packages.FOLDER}" in f"/{path}"


def _name(place: Place) -> str:
    return f"{place.folder.strip('/')}{offline.SUFFIX}"


def _all(branches: Mapping[str, Branch]) -> str:
    """Digest of all trees: other data, and it is another one."""
    named = sorted((area, branch.tree) for area, branch in branches.items())
    return hashlib.sha256(repr(named).encode()).hexdigest()


def _current(
    name: str, made: Made, branches: Mapping[str, Branch], town: Mapping[str, str]
) -> bool:
    """Whether a copy holds what these trees hold."""
    if name == DATA:
        return made.tree == _all(branches)
    branch = branches.get(f"{name.removesuffix(offline.SUFFIX)}/")
    same = all(town.get(path) == digest for path, digest in made.beside.items())
    return branch is not None and branch.tree == made.tree and same


def _written(
    site: Path, name: str, write: Callable[[IO[bytes]], None], house: House
) -> tuple[Finding, ...]:
    """Writes a copy, unless its own first page tells what it must not."""
    aside = site / trees.OFFLINE / f"{name}{disk.ASIDE}"
    with aside.open("wb") as into:
        write(into)
    found = _looked(aside, name, house)
    if found:
        aside.unlink()
        return found
    disk.name(aside, site / trees.OFFLINE / name)
    return ()


def _looked(file: Path, name: str, house: House) -> tuple[Finding, ...]:
    """What the gate finds in the one page that no release holds."""
    with ZipFile(file) as archive:
        if offline.START not in archive.namelist():
            return ()
        read = reading.read(archive.read(offline.START).decode())
    return tuple(searched([(name, pages.said(read))], house))


def _measured(site: Path, name: str, made: Made, live: Manifest) -> Made:
    """What a copy is, now that it is there."""
    file = site / trees.OFFLINE / name
    town = release.tree(site, live, "").files
    with ZipFile(file) as archive:
        inside = {path for path in archive.namelist() if path != offline.START}
    beside = {path: town[path] for path in sorted(inside & town.keys())}
    return replace(made, bytes=file.stat().st_size, beside={} if name == DATA else beside)


def _known(site: Path) -> Copies:
    try:
        found = orjson.loads((site / f"{trees.OFFLINE}.json").read_bytes())
    except FileNotFoundError:
        return Copies()
    made = {name: codec.read(Made, each) for name, each in found["made"].items()}
    return Copies(made, date.fromisoformat(found["renewed"]) if found["renewed"] else None)


def _keep(site: Path, told: Site, copies: Copies) -> None:
    """Shows these copies and no others, and only then lets the others go."""
    _show(site, told, copies)
    _put(site / f"{trees.OFFLINE}.json", codec.canonical(copies))
    for file in (site / trees.OFFLINE).glob(f"*{offline.SUFFIX}"):
        if file.name not in copies.made:
            file.unlink()
    sync(site / trees.OFFLINE)


def _show(site: Path, told: Site, copies: Copies) -> None:
    shown = templates.render("offline.html", site=told, copies=sorted(copies.made.items()))
    _put(site / homes.COPIES, f"{shown}\n".encode())


def _put(file: Path, content: bytes) -> None:
    if disk.put(file, content):
        sync(file.parent)
