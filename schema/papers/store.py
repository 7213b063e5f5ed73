"""Where the contents of attachments lie: files named by their digest, the same content once.

    attachments/incoming/            what is being handed in; swept after an hour
    attachments/<aa>/<digest>        aa: the first two characters of the digest

A file is written aside, synced, renamed, and its folder synced: after a power failure it is there
whole, or not there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from schema.base.digest import Digest, digest
from schema.base.durable import sync

FOLDER = "attachments"
"""Its name in the data folder; API processes on several machines must share it."""

_BLOCK = 2**20


def place(home: Path, named: Digest) -> Path:
    """Where a content lies, whether it is there or not."""
    return home / FOLDER / named[:2] / named


@contextmanager
def incoming(home: Path) -> Iterator[Path]:
    """A folder in which a file can be received and examined; nothing of it stays."""
    aside = home / FOLDER / "incoming"
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=aside) as folder:
        yield Path(folder)


def clear(home: Path, before: datetime) -> None:
    """Sweeps what was begun to be handed in before a moment, and never was to the end."""
    for folder in (home / FOLDER / "incoming").glob("*"):
        if folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def measured(file: Path) -> tuple[Digest, int]:
    """Digest and size of a file; it is read block by block, and on disk when this returns."""
    found, size = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
            size += len(block)
        os.fsync(stream.fileno())
    return Digest(found.hexdigest()), size


def put(home: Path, file: Path, named: Digest) -> None:
    """Moves a measured file to its place."""
    end = place(home, named)
    end.parent.mkdir(mode=0o700, exist_ok=True)
    file.chmod(0o600)  # an examined paper can hold what only officers may read
    os.replace(file, end)
    sync(end.parent)
    sync(end.parent.parent)


def destroy(home: Path, named: Digest) -> None:
    """Deletes a content."""
    end = place(home, named)
    end.unlink(missing_ok=True)
    sync(end.parent)


def kept(home: Path) -> Iterator[Digest]:
    """Every content that lies here."""
    for file in sorted((home / FOLDER).glob("??/*")):
        if (named := digest(file.name)) is not None:
            yield named
