"""The file of a backup: a .tar.gz of tables and files, the manifest last.

    tables/<name>.jsonl   a row per line, a list in the order of the columns
    files/<path>          what else lies in the data folder
    manifest.json         versions, tables, and of every member its size, SHA-256 and mode

It is written aside, synced, read back and only then given its name: a file of that name is whole.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

import orjson

from cli.trouble import Trouble
from schema import tables
from schema.base import codec
from schema.base.durable import sync

FORMAT = 1
"""Counts the changes of this format."""

ENDING = ".tar.gz"
"""How the name of a backup ends; by it a backup in the data folder is left out of the next one."""

MANIFEST = "manifest.json"

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""How the system says that there is no room."""

BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error, ValueError, KeyError, TypeError)
"""What reading a file that is no whole backup ends in."""


class Damaged(Exception):
    """A file that is no whole backup."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the backup."""

    path: str
    size: int
    sha256: str
    mode: int


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table in the backup; digest: of its rows, alike on both databases."""

    name: str
    columns: tuple[tables.Column, ...]
    rows: int
    digest: str

    @property
    def table(self) -> tables.Table:
        """The table as it is read and written."""
        return tables.Table(self.name, self.columns)

    @property
    def path(self) -> str:
        """Where its rows stand."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. zuwu: the release that made it; schema: its last migration.

    tables: each after those that it refers to.
    """

    format: int
    zuwu: str
    schema: str
    made_at: datetime
    tables: tuple[KeptTable, ...]
    members: tuple[Member, ...]

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(each.rows for each in self.tables)

    @property
    def files(self) -> tuple[Member, ...]:
        """What lay in the data folder."""
        return tuple(each for each in self.members if each.path.startswith("files/"))


class Pack:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile, moment: datetime) -> None:
        self.members: list[Member] = []
        self._tar = tar
        self._moment = moment

    def add(self, path: str, content: IO[bytes], mode: int = 0o600) -> None:
        """A member; of a file that grows meanwhile, what there was at the beginning."""
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        hashed = _Hashed(content)
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode, entry.mtime = size, mode, int(self._moment.timestamp())
        self._tar.addfile(entry, hashed)
        self.members.append(Member(path, size, hashed.sha256.hexdigest(), mode))


class _Hashed(io.RawIOBase):
    """A file whose SHA-256 is known once it has been read."""

    def __init__(self, content: IO[bytes]) -> None:
        super().__init__()
        self.sha256 = hashlib.sha256()
        self._content = content

    def read(self, size: int = -1) -> bytes:
        """What comes next."""
        found = self._content.read(size)
        self.sha256.update(found)
        return found


@contextmanager
def fresh(file: Path, moment: datetime) -> Iterator[Pack]:
    """A backup that takes its name when the block is done and it has been read back.

    Whatever stops it, nothing is left behind.
    """
    aside = file.with_name(f"{file.name}.tmp")
    try:
        with os.fdopen(_opened(aside), "r+b") as opened:
            with tarfile.open(fileobj=opened, mode="w:gz", compresslevel=6) as tar:
                yield Pack(tar, moment)
            opened.flush()
            os.fsync(opened.fileno())
        verified(aside)
        os.replace(aside, file)
        sync(file.parent)
    except OSError as fault:
        if fault.errno not in FULL:
            raise
        what = f"there is no room for {file.name} in {file.parent}, and nothing of it was left"
        raise Trouble(what, "Make room, or name a file on another disk", "Backup") from fault
    finally:
        aside.unlink(missing_ok=True)


def _opened(aside: Path) -> int:
    try:
        return os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as fault:
        what = f"{aside.parent} cannot be written to ({fault.strerror})"
        raise Trouble(what, "Name a file in a folder that you may write to", "Backup") from fault


def verified(file: Path) -> Manifest:
    """The manifest of a whole backup; `Damaged` if a single byte is not as it was written."""
    found: list[Member] = []
    try:
        with tarfile.open(file, "r:gz") as tar:
            for entry in tar:
                if entry.name == MANIFEST:
                    written = _content(tar, entry).read()
                    _nothing_follows(tar)
                    break
                found.append(_member(tar, entry))
            else:
                raise Damaged("it ends before its manifest")
        manifest = _manifest(written)
    except BROKEN as fault:
        raise Damaged("it is no backup, or not the whole of one") from fault
    _compare(found, manifest.members)
    return manifest


def _nothing_follows(tar: tarfile.TarFile) -> None:
    """Reads to the end, where gzip compares its checksum: only that tells of the manifest's bytes.

    Behind the manifest there is nothing but the zeros that end an archive.
    """
    assert tar.fileobj is not None
    while rest := tar.fileobj.read(1 << 20):
        if any(rest):
            raise Damaged("something follows its manifest")


def _manifest(written: bytes) -> Manifest:
    content = orjson.loads(written)
    if content["format"] > FORMAT:
        raise Damaged(f"a later release made it ({content['zuwu']})")
    return codec.read(Manifest, content)


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None or PurePosixPath(entry.name).is_absolute() or ".." in entry.name.split("/"):
        raise Damaged("it holds something that is no file")
    return content


def _member(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Member:
    hashed = hashlib.file_digest(_content(tar, entry), "sha256")  # type: ignore[arg-type]
    return Member(entry.name, entry.size, hashed.hexdigest(), entry.mode)


def _compare(found: Sequence[Member], said: Sequence[Member]) -> None:
    for member, wanted in zip(found, said, strict=False):
        if member != wanted:
            raise Damaged(f"{wanted.path} is not as it was written")
    if len(found) != len(said):
        raise Damaged(f"it holds {len(found)} of {len(said)} members")


def each_table(file: Path, kept: Manifest) -> Iterator[tuple[KeptTable, Iterator[tables.Row]]]:
    """Every table of a backup with its rows, in the order in which they may be written."""
    by_path = {each.path: each for each in kept.tables}
    with tarfile.open(file, "r:gz") as tar:
        for entry in tar:
            if entry.name in by_path:
                yield by_path[entry.name], map(tables.parsed, _content(tar, entry))


def unpack(file: Path, folder: Path) -> None:
    """Writes the files of a backup below a folder, with their modes, and waits for the disk."""
    with tarfile.open(file, "r:gz") as tar:
        for entry in tar:
            if entry.name.startswith("files/"):
                path = folder / PurePosixPath(entry.name).relative_to("files")
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, _content(tar, entry), entry.mode)


def _write(path: Path, content: IO[bytes], mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as opened:
        os.fchmod(handle, mode)
        while piece := content.read(1 << 20):
            opened.write(piece)
        opened.flush()
        os.fsync(handle)
