"""The files of a log on disk: each written aside, synced and renamed, the checkpoint last.

    log/checkpoint             how far it has come, signed
    log/key                    the public keys, the one in use first
    log/tile/<level>/<number>  hashes
    log/tile/entries/<number>  entries, each after its length

Whoever is killed between any two steps leaves the old checkpoint with everything that it vouches
for, or the new one.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from publisher import disk
from publisher.seal import checkpoint, note
from publisher.seal.checkpoint import FOLDER
from publisher.seal.note import Signer
from schema.base.durable import sync
from schema.base.scope import AreaPath
from schema.rules import tiles
from schema.rules.merkle import EMPTY, Head
from schema.rules.tiles import Tile
from schema.seals import logs

CHECKPOINT = "checkpoint"
KEY = "key"


def folder(home: Path) -> Path:
    """Where the log of a data folder lies, beside the releases, which come and go."""
    return home / "site" / FOLDER


def public(home: Path) -> Head:
    """How far the log has come that is on disk; `NoteForged` if its checkpoint is none."""
    file = folder(home) / CHECKPOINT
    return checkpoint.read(file.read_bytes())[1] if file.exists() else EMPTY


async def publish(home: Path, town: AreaPath, signers: Sequence[Signer]) -> Head:
    """Puts on disk what the database holds of a log, and the signed checkpoint last.

    `LogBehind` if what is there already is not how the log began. It only reads the database;
    whoever calls it holds the lock of the site.
    """
    top, before = folder(home), public(home)
    head = await logs.follow(town, before)
    written = []
    for tile in tiles.tiles(head.size, before.size):
        written += [top / path for path in await _put(top, town, tile)]
    settle(top, written)
    disk.put(top / KEY, "".join(f"{note.published(s.verifier)}\n" for s in signers).encode())
    disk.put(top / CHECKPOINT, checkpoint.signed(head, signers))
    for each in (top, top.parent):
        sync(each)
    _tidy(top, written)
    return head


async def _put(top: Path, town: AreaPath, tile: Tile) -> list[str]:
    """Writes a tile, and the entries that a tile of the lowest level is of."""
    disk.put(top / tile.path, b"".join(await logs.hashes(town, tile.level, tile.span)))
    if tile.level:
        return [tile.path]
    disk.put(top / tile.bundle, bundled(await logs.entries(town, tile.span)))
    return [tile.path, tile.bundle]


def bundled(entries: Sequence[bytes]) -> bytes:
    """Entries as they lie in a file."""
    return b"".join(struct.pack(">H", len(each)) + each for each in entries)


def unbundled(content: bytes) -> Iterator[bytes]:
    """The entries in a file; ValueError if it ends within one."""
    start = 0
    while start < len(content):
        end = start + 2 + int.from_bytes(content[start : start + 2])
        if end > len(content) or start + 2 > len(content):
            raise ValueError("it ends within an entry")
        yield content[start + 2 : end]
        start = end


def settle(top: Path, written: Sequence[Path]) -> None:
    """Waits until the disk has every folder in which something was written, from below upwards."""
    folders = {each for file in written for each in file.parents if each.is_relative_to(top)}
    for each in sorted(folders, reverse=True):
        sync(each)


def _tidy(top: Path, written: Sequence[Path]) -> None:
    """Removes what was left half written, and the parts of tiles that are whole now."""
    for file in written:
        shutil.rmtree(file.with_name(f"{file.name}.p"), ignore_errors=True)
    for left in top.rglob(f"*{disk.ASIDE}"):
        left.unlink()
