"""Files that survive whatever stops the publisher: written aside, synced, and only then named."""

from __future__ import annotations

import fcntl
import hashlib
import os
import posixpath
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schema.base.durable import sync

ASIDE = ".tmp"
"""How what is unfinished is called; whoever publishes next sweeps it away."""


_AT_WORK, _ENDED = b"1", b"0"
"""What a lock says."""


class Busy(Exception):
    """Somebody else is publishing into the same folder."""


@contextmanager
def alone(site: Path) -> Iterator[bool]:
    """Holds a site for one publisher; answers whether the last one came to its end.

    The lock goes with the process that holds it, so nobody waits for one that has died; it says
    that somebody is at work until the work is done. What somebody left undone is swept.
    """
    site.mkdir(parents=True, exist_ok=True)
    lock = os.open(site / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Busy(f"somebody else is publishing into {site}; wait until it is done") from held
        if not (ended := os.pread(lock, 1, 0) == _ENDED):
            _sweep(site)
        _say(lock, _AT_WORK)
        yield ended
        _say(lock, _ENDED)
    finally:
        os.close(lock)


@contextmanager
def workshop(site: Path, name: str) -> Iterator[Path]:
    """A folder in which to make something; nothing of it stays."""
    work = site / f"{name}{ASIDE}"
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work)


@contextmanager
def finished(folder: Path) -> Iterator[Path]:
    """A folder that takes its name once it is filled, and is on the disk under it."""
    aside = folder.with_name(f"{folder.name}{ASIDE}")
    aside.mkdir(parents=True)
    yield aside
    for path in _below(aside):
        sync(path)
    os.rename(aside, folder)
    sync(folder.parent)


def put(file: Path, content: bytes) -> bool:
    """Writes a file whole or not at all, unless it says the same already; answers whether it did.

    Its name is on the disk once its folder is: see `sync`.
    """
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}{ASIDE}")
    aside.write_bytes(content)
    name(aside, file)
    return True


def name(aside: Path, file: Path) -> None:
    """Gives a file that was written aside its name, in one step; it is on the disk by then."""
    sync(aside)
    os.replace(aside, file)


def remove(folder: Path, beside: Path | None = None) -> None:
    """Deletes a folder, which loses its name first: there is never half of one.

    beside: where it lies meanwhile, if not where it is.
    """
    gone = (beside or folder).with_name(f"{(beside or folder).name}-gone{ASIDE}")
    os.rename(folder, gone)
    shutil.rmtree(gone)


def swap(link: Path, target: str) -> None:
    """Lets a link point elsewhere, in one step."""
    fresh = link.with_name(f"{link.name}{ASIDE}")
    os.symlink(target, fresh)
    os.replace(fresh, link)
    sync(link.parent)


def lead(link: str, target: str, before: str) -> None:
    """Lets a new link lead somewhere. If one at `before` does, it is that one under two names, for
    which the disk need not find room."""
    with suppress(OSError):
        if os.readlink(before) == target:
            os.link(before, link, follow_symlinks=False)
            return
    os.symlink(target, link)


def files(top: Path, but: Collection[str] = ()) -> Iterator[str]:
    """Every file below a folder, links followed, by its path from there; but none of what is
    called `but` in it, whether that is there yet or a link that leads nowhere."""
    for inner, folders, names in os.walk(top, followlinks=True):
        way = inner.removeprefix(str(top)).lstrip("/")
        away = () if way else but
        folders[:] = sorted(name for name in folders if name not in away)
        yield from (posixpath.join(way, name) for name in sorted(names) if name not in away)


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _say(lock: int, word: bytes) -> None:
    os.pwrite(lock, word, 0)
    os.fsync(lock)


def _sweep(site: Path) -> None:
    for left in (*site.glob(f"*{ASIDE}"), *site.glob(f"*/*{ASIDE}"), *site.glob(f"*/*/*{ASIDE}")):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)  # the live release leads to what lies beside it, too


def _below(top: Path) -> Iterator[Path]:
    """Files before the folders that hold them, `top` last; links have nothing."""
    with os.scandir(top) as entries:
        for each in entries:
            if each.is_dir(follow_symlinks=False):
                yield from _below(Path(each))
            elif each.is_file(follow_symlinks=False):
                yield Path(each)
    yield top
