"""Tiles: the hashes of a log in files of 256, so that whoever checks it fetches a few files only.

Source: C2SP tlog-tiles. A tile of level 0 holds hashes of entries; a hash above stands for a whole
tile below. The last tile of a level may be partial; it is never hashed into the level above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schema.rules import merkle
from schema.rules.merkle import Span

WIDTH = 256
"""Hashes of a whole tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Hashes of one level that follow each other; number: counts the tiles of the level from 0."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Where it lies below the log."""
        return f"tile/{self.level}/{self._numbered}"

    @property
    def bundle(self) -> str:
        """Where the entries lie that the hashes of a tile of level 0 are of."""
        return f"tile/entries/{self._numbered}"

    @property
    def span(self) -> Span:
        """The places of its hashes in their level."""
        return Span(self.number * WIDTH, self.number * WIDTH + self.width)

    @property
    def whole(self) -> bool:
        """Whether nothing can be added to it."""
        return self.width == WIDTH

    @property
    def _numbered(self) -> str:
        """The number by three digits a folder, all but the last marked, and the width if partial.

        So no file has the name of a folder.
        """
        digits = str(self.number)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        folders = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        path = "/".join([*(f"x{each}" for each in folders[:-1]), folders[-1]])
        return path if self.whole else f"{path}.p/{self.width}"


def holding(level: int, place: int, size: int) -> Tile:
    """The tile with the hash at a place of a level, in a log of `size` entries."""
    number = place // WIDTH
    return Tile(level, number, min(WIDTH, size // WIDTH**level - number * WIDTH))


def tiles(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles of a log of `size` entries, the lowest level first, but for those that it had
    already when there were `since`."""
    level = 0
    while hashes := size // WIDTH**level:
        had = since // WIDTH**level
        for place in range(had // WIDTH * WIDTH, hashes, WIDTH):
            tile = holding(level, place, size)
            if tile.span.end > had:
                yield tile
        level += 1


def edge(size: int) -> Iterator[Tile]:
    """The partial tiles of a log, the lowest first: from their hashes follows the root."""
    level = 0
    while hashes := size // WIDTH**level:
        if hashes % WIDTH:
            yield holding(level, hashes - 1, size)
        level += 1


def root(edge: Iterable[Sequence[bytes]]) -> bytes:
    """The root of a log, from the hashes of its partial tiles, the lowest first."""
    below: list[bytes] = []
    for hashes in edge:
        below = [merkle.root([*hashes, *below])]
    return merkle.root(below)
