"""Tiles lie where the specification puts them, and what is new is told from what was there."""

from __future__ import annotations

import pytest

from schema.rules import merkle, tiles
from schema.rules.tiles import Tile


def test_a_log_of_70_000_entries_has_the_tiles_that_the_specification_counts() -> None:
    found = list(tiles.tiles(70_000))
    whole = [sum(t.whole for t in found if t.level == level) for level in range(3)]
    parts = [(t.level, t.width) for t in found if not t.whole]
    assert whole == [273, 1, 0]
    assert parts == [(0, 112), (1, 17), (2, 1)]


def test_a_log_of_256_entries_is_a_whole_tile_and_a_part_above_it() -> None:
    assert list(tiles.tiles(256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]
    assert list(tiles.tiles(0)) == []


@pytest.mark.parametrize(
    ("tile", "path", "bundle"),
    [
        (Tile(0, 1_234_067, 256), "tile/0/x001/x234/067", "tile/entries/x001/x234/067"),
        (Tile(3, 5, 17), "tile/3/005.p/17", "tile/entries/005.p/17"),
        (Tile(0, 999, 256), "tile/0/999", "tile/entries/999"),
        (Tile(0, 1000, 1), "tile/0/x001/000.p/1", "tile/entries/x001/000.p/1"),
    ],
)
def test_a_number_is_written_by_three_digits_a_folder(tile: Tile, path: str, bundle: str) -> None:
    assert (tile.path, tile.bundle) == (path, bundle)


def test_what_a_shorter_log_had_already_is_not_new() -> None:
    for since in (0, 1, 255, 256, 257, 511, 512, 700, 70_000):
        for size in (since, since + 1, since + 256, since + 300):
            new = set(tiles.tiles(size, since))
            assert new == set(tiles.tiles(size)) - set(tiles.tiles(since)), (since, size)


def test_the_root_follows_from_the_partial_tiles() -> None:
    hashes = [merkle.leaf(place.to_bytes(4)) for place in range(1100)]
    whole = [merkle.root(hashes[start : start + 256]) for start in range(0, 1024, 256)]
    levels = (hashes, whole)
    for size in (0, 1, 2, 255, 256, 257, 512, 1000, 1024, 1100):
        edge = [levels[t.level][t.span.start : t.span.end] for t in tiles.edge(size)]
        assert tiles.root(edge) == merkle.root(hashes[:size]), size
