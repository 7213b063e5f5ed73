"""Releases on disk: written aside, synced, renamed, and only then pointed at.

    site/lock                    held by whoever publishes
    site/current                 a link to the pages of the live release
    site/releases/<id>/html/     the pages
    site/releases/<id>/manifest.json

Readers see one whole release or another whole release, whenever the power fails. What ends in
`.tmp` is unfinished and swept away by the next publisher.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson

from schema.base import codec
from schema.base.context import SHANGHAI

KEEP = 5
"""How many releases stay on disk, the live one included."""


class Busy(Exception):
    """Somebody else is publishing into the same folder."""


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """An edition whose content a release holds; earlier: only as the history of a later one."""

    document: str
    record: UUID
    number: int
    earlier: bool


@dataclass(frozen=True, slots=True)
class ShownEnding:
    """A dated notice that a release holds; ending: its name."""

    document: str
    record: UUID
    ending: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is made of. restores: the release that it brought back, if any.

    files: SHA-256 of every file by its path.
    """

    id: str
    town: str
    moment: datetime
    restores: str | None
    pages: int
    editions: tuple[ShownEdition, ...]
    endings: tuple[ShownEnding, ...]
    files: Mapping[str, str]


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Holds the site of a data folder for one publisher, and sweeps what another left undone."""
    site = home / "site"
    (site / "releases").mkdir(parents=True, exist_ok=True)
    with (site / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Busy(f"somebody else is publishing into {site}; wait until it is done") from held
        _sweep(site)
        yield


def kept(home: Path) -> tuple[Manifest, ...]:
    """The releases on disk, the oldest first."""
    folders = sorted((home / "site" / "releases").iterdir())
    files = (folder / "manifest.json" for folder in folders if folder.suffix != ".tmp")
    return tuple(codec.read(Manifest, orjson.loads(file.read_bytes())) for file in files)


def current(home: Path) -> str | None:
    """The id of the live release."""
    link = home / "site" / "current"
    return os.readlink(link).split("/")[1] if link.is_symlink() else None


def fresh_id(home: Path, now: datetime) -> str:
    """The next number, with the moment, such as 000012-20260503T090000."""
    numbers = [int(each.id.partition("-")[0]) for each in kept(home)]
    return f"{max(numbers, default=0) + 1:06}-{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}"


def folder(home: Path, release: str) -> Path:
    """Where the pages of a release lie."""
    return home / "site" / "releases" / release / "html"


def digests(html: Path) -> Mapping[str, str]:
    """SHA-256 of every file by its path."""
    files = sorted(file for file in html.rglob("*") if file.is_file())
    return {
        file.relative_to(html).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


@contextmanager
def workshop(home: Path, release: str) -> Iterator[Path]:
    """A folder beside the releases in which to make one; nothing of it stays."""
    work = home / "site" / f"{release}.tmp"
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work)


def put(home: Path, html: Path, manifest: Manifest) -> None:
    """Makes a release of the finished folder `html`, which is moved, and makes it live."""
    releases = home / "site" / "releases"
    unfinished = releases / f"{manifest.id}.tmp"
    unfinished.mkdir()
    os.rename(html, unfinished / "html")
    (unfinished / "manifest.json").write_bytes(codec.canonical(manifest))
    for path in _below(unfinished):
        _sync(path)
    os.rename(unfinished, releases / manifest.id)
    _sync(releases)
    point(home, manifest.id)


def point(home: Path, release: str) -> None:
    """Makes a release on disk the live one, in one step."""
    site = home / "site"
    fresh = site / "current.tmp"
    os.symlink(f"releases/{release}/html", fresh)
    os.replace(fresh, site / "current")
    _sync(site)


def prune(home: Path, lost: Iterable[str] = ()) -> None:
    """Deletes the oldest releases beyond those that are kept, and the pages of the `lost` ones.

    Of a lost release the manifest stays: it holds no content, and a rollback makes the pages anew
    from what may still be read. The live release is never touched.
    """
    live, ids = current(home), [each.id for each in kept(home)]
    releases = home / "site" / "releases"
    unwanted = [releases / each for each in {*ids[:-KEEP]} - {live}]
    emptied = [folder(home, each) for each in {*lost} - {live}]
    for each in (*emptied, *unwanted):
        if each.exists():
            gone = releases / f"{each.parent.name}-{each.name}.tmp"
            os.rename(each, gone)
            shutil.rmtree(gone)


def _sweep(site: Path) -> None:
    for left in (*site.glob("*.tmp"), *(site / "releases").glob("*.tmp")):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def _below(top: Path) -> Iterator[Path]:
    """Files before the folders that hold them, `top` last."""
    for inner, _, files in os.walk(top, topdown=False):
        yield from (Path(inner, name) for name in files)
        yield Path(inner)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
