"""The log as a stranger finds it: its tiles and entries, compared with the root that was signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.seal import files
from publisher.seal.checkpoint import FOLDER
from publisher.seal.sites import Site
from schema.rules import merkle, tiles
from schema.rules.merkle import LENGTH, Head, Span
from schema.rules.tiles import WIDTH, Tile


class TileMissing(Exception):
    """A tile is not there, or has fewer hashes than it must have."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A log on a site, as far as its checkpoint says."""

    site: Site
    head: Head

    def proves(self, place: int, entry: bytes) -> bool:
        """Whether the tiles lead from an entry at a place to the root."""
        if not 0 <= place < self.head.size:
            return False
        proof = map(self.hash, merkle.inclusion(place, Span(0, self.head.size)))
        return merkle.included(place, merkle.leaf(entry), self.head, tuple(proof))

    def continues(self, earlier: Head) -> bool:
        """Whether the tiles show that all entries of an earlier head are still where they were."""
        if not earlier.size:
            return True
        proof = map(self.hash, merkle.consistency(earlier.size, Span(0, self.head.size)))
        return merkle.consistent(earlier, self.head, tuple(proof))

    def hash(self, span: Span) -> bytes:
        """The hash of entries that follow each other, from the tiles; `TileMissing`."""
        size = span.size
        if size & size - 1:
            left, right = span.halves
            return merkle.node(self.hash(left), self.hash(right))
        level = (size.bit_length() - 1) // 8
        unit = WIDTH**level
        hashes = self._hashes(tiles.holding(level, span.start // unit, self.head.size))
        first = span.start // unit % WIDTH
        return merkle.root(hashes[first : first + size // unit])

    def _hashes(self, tile: Tile) -> list[bytes]:
        content = self._content(tile.path, Tile(tile.level, tile.number, WIDTH).path)
        hashes = [content[start : start + LENGTH] for start in range(0, len(content), LENGTH)]
        if len(hashes) < tile.width or len(content) % LENGTH:
            raise TileMissing(f"{FOLDER}/{tile.path}")
        return hashes[: tile.width]

    def _entries(self, tile: Tile) -> list[bytes]:
        content = self._content(tile.bundle, Tile(tile.level, tile.number, WIDTH).bundle)
        try:
            entries = list(files.unbundled(content))
        except ValueError as fault:
            raise TileMissing(f"{FOLDER}/{tile.bundle}") from fault
        if len(entries) < tile.width:
            raise TileMissing(f"{FOLDER}/{tile.bundle}")
        return entries[: tile.width]

    def _content(self, path: str, whole: str) -> bytes:
        """A file, or that of the whole tile, which takes the place of its parts."""
        content = self.site.read(f"{FOLDER}/{path}") or self.site.read(f"{FOLDER}/{whole}")
        if content is None:
            raise TileMissing(f"{FOLDER}/{path}")
        return content

    def entries(self) -> list[bytes]:
        """All entries; `TileMissing` where some are not there."""
        bundles = (tile for tile in tiles.tiles(self.head.size) if tile.level == 0)
        return [entry for tile in bundles for entry in self._entries(tile)]

    def faults(self, entries: Sequence[bytes]) -> Iterator[str]:
        """Every tile that is not the hashes of the entries, and whether the root is another."""
        hashes = [merkle.leaf(each) for each in entries]
        edge = []
        for tile in tiles.tiles(self.head.size):
            if tile.level and tile.number == 0:
                hashes = _above(hashes)
            wanted = hashes[tile.span.start : tile.span.end]
            if not tile.whole:
                edge.append(wanted)
            yield from self._differs(tile, wanted)
        if tiles.root(edge) != self.head.root:
            yield f"{FOLDER}/{files.CHECKPOINT}: its root is not that of the entries"

    def _differs(self, tile: Tile, wanted: Sequence[bytes]) -> Iterator[str]:
        try:
            same = self._hashes(tile) == wanted
        except TileMissing:
            yield f"{FOLDER}/{tile.path}: is missing or too short"
            return
        if not same:
            yield f"{FOLDER}/{tile.path}: holds other hashes than those of the entries"


def _above(hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes of the whole tiles that these make."""
    starts = range(0, len(hashes) // WIDTH * WIDTH, WIDTH)
    return [merkle.root(hashes[start : start + WIDTH]) for start in starts]
