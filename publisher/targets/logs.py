"""The public log in a bucket: fetched where the disk has lost its own, and never contradicted.

What was signed for a size of the log was signed for good. Whoever goes on from an older state signs
another root for the same size, with the same key, and everybody who kept the old one can show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher import disk
from publisher.seal import checkpoint, files
from publisher.seal.checkpoint import FOLDER
from publisher.seal.note import NoteForged
from publisher.seal.sites import Folder
from publisher.seal.tree import TileMissing, Tree
from publisher.targets.cargo import CHECKPOINT, LOG
from publisher.targets.store import Store, Unreachable
from schema.rules import tiles
from schema.rules.buckets import Bucket
from schema.rules.merkle import EMPTY, Head
from schema.rules.tiles import WIDTH, Tile


class Unknown(Exception):
    """The disk has no log, and it cannot be learnt what was published of it already."""


def fetch(site: Path, bucket: Bucket) -> None:
    """Puts the log of a bucket on a disk that has none, the checkpoint last; `Unknown`."""
    if (site / CHECKPOINT).exists():
        return
    try:
        _fetch(site, Store(bucket))
    except TileMissing as missing:
        raise Unknown(f"{missing} is missing there") from missing
    except (NoteForged, OSError, Unreachable) as fault:
        raise Unknown(str(fault)) from fault


def _fetch(site: Path, store: Store) -> None:
    written = store.read(CHECKPOINT)
    if written is None:
        return
    taken = []
    for tile in tiles.tiles(_head(written).size):
        whole = Tile(tile.level, tile.number, WIDTH)
        taken.append(_taken(site, store, tile.path, whole.path))
        if tile.level == 0:
            taken.append(_taken(site, store, tile.bundle, whole.bundle))
    files.settle(site / FOLDER, taken)
    disk.put(site / CHECKPOINT, written)


def _taken(site: Path, store: Store, *paths: str) -> Path:
    """The first of the files that is there: a whole tile takes the place of its parts."""
    for path in paths:
        content = store.read(f"{LOG}{path}")
        if content is not None:
            disk.put(site / FOLDER / path, content)
            return site / FOLDER / path
    raise TileMissing(f"{LOG}{paths[0]}")


def faults(site: Path, store: Store) -> Iterator[str]:
    """Every reason why the log on disk must not take the place of the bucket's."""
    try:
        there, ours = _head(store.read(CHECKPOINT)), _head(Folder(site).read(CHECKPOINT))
        if there.size > ours.size:
            yield f"the public log there has {there.size} entries and the one here {ours.size}"
        elif not Tree(Folder(site), ours).continues(there):
            yield f"the public log here is not how the {there.size} entries there went on"
    except NoteForged as fault:
        yield f"{CHECKPOINT}: {fault}"
    except TileMissing as missing:
        yield f"{missing}: is missing or too short"


def _head(written: bytes | None) -> Head:
    return checkpoint.read(written)[1] if written else EMPTY
