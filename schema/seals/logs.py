"""What the database holds of a town's log: entries, hashes, and what is signed for its sizes."""

from __future__ import annotations

from schema.base.scope import AreaPath
from schema.base.sealing import SealCheckpointRecord, SealNodeRecord, SealRecord
from schema.rules import merkle, tiles
from schema.rules.merkle import EMPTY, Head, Span


class LogBehind(Exception):
    """The log that is public is not the beginning of the one in the database.

    It happens where an older backup was restored: what was published since is not known here, and
    going on would give one size of the log two roots.
    """

    def __init__(self, public: Head, own: Head) -> None:
        super().__init__(f"the public log has {public.size} entries and the database {own.size}")
        self.public = public
        self.own = own


async def head(town: AreaPath) -> Head:
    """How far the log has come, and its root."""
    last = SealCheckpointRecord.filter(town=town).order_by("-size").limit(1)
    rows = await last.values("size", "root")
    return Head(**rows[0]) if rows else EMPTY


async def follow(town: AreaPath, public: Head) -> Head:
    """How far the log has come; `LogBehind` unless what is public is how it began."""
    own = await head(town)
    signed = SealCheckpointRecord.filter(town=town, size=public.size, root=public.root)
    if public != EMPTY and not await signed.exists():
        raise LogBehind(public, own)
    return own


async def entries(town: AreaPath, span: Span) -> list[bytes]:
    """The entries at these places."""
    found = SealRecord.filter(town=town, place__gte=span.start, place__lt=span.end)
    return [row["leaf"] for row in await found.order_by("place").values("leaf")]


async def hashes(town: AreaPath, level: int, span: Span) -> list[bytes]:
    """The hashes at these places of a level: of entries, or of whole tiles below."""
    if level == 0:
        return [merkle.leaf(each) for each in await entries(town, span)]
    found = SealNodeRecord.filter(town=town, level=level, place__gte=span.start, place__lt=span.end)
    return [row["hash"] for row in await found.order_by("place").values("hash")]


async def root(town: AreaPath, size: int) -> bytes:
    """The root of the first `size` entries."""
    edge = [await hashes(town, tile.level, tile.span) for tile in tiles.edge(size)]
    return tiles.root(edge)
