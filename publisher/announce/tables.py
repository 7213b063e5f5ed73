"""Tables of open data: documents of one class as rows, and the pieces of their lists as others.

A row of a list begins with the key of the row that it belongs to, and its position in the list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import orjson

from publisher import places
from publisher.announce import columns
from publisher.announce.board import Board
from publisher.announce.columns import Column, Shape
from schema.base import codec, described
from schema.base.document import Publication, PublishedArea
from schema.cards import Card
from schema.publications import DOCUMENTS

_NOTES = {**described.notes(Publication), **described.notes(PublishedArea)}

STANDING = tuple(
    Column(name, kind, note, ())
    for name, kind, note in (
        ("id", UUID, _NOTES["resolve_id"]),
        ("edition", int, _NOTES["number"]),
        ("change_note", str, _NOTES["change_note"]),
        ("area", str, _NOTES["path"]),
        ("area_name", str, _NOTES["full_name"]),
        ("published_at", datetime, _NOTES["published_at"]),
        ("posted_until", datetime, _NOTES["posted_until"]),
        ("url", str, "Where it can be read on the site."),
    )
)
"""The columns that every document has, before those of its content."""

BOM = b"\xef\xbb\xbf"
"""What makes WPS and Excel read UTF-8; without it they take a file for GBK and show rubbish."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. key: what tells its rows apart; above: the table that the others of them name."""

    name: str
    note: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    above: Table | None = None

    @property
    def csv(self) -> bytes:
        """The file for spreadsheets: UTF-8 with its mark, commas, a heading."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(each.name for each in self.columns)
        writer.writerows(map(columns.cell, row) for row in self.rows)
        return BOM + written.getvalue().encode()


@dataclass(frozen=True, slots=True)
class _Row:
    """A document or a piece of one, behind the cells that say which."""

    head: tuple[Any, ...]
    value: Any


def tables(board: Board, document: str) -> Iterator[Table]:
    """The tables of the documents of one class, its lists after it; their order is by id."""
    found = _of_class(board, document)
    shown: Any = DOCUMENTS[document].shown
    whole = columns.shape(shown)
    main = Table(
        name=places.slug(document),
        note=whole.note,
        key=("id",),
        columns=(*STANDING, *whole.columns),
        rows=tuple(_cells(whole, [_Row(_standing(board, *each), each[1]) for each in found])),
    )
    yield main
    owners = [_Row((card.record,), each) for card, each in found]
    yield from _lists(whole, STANDING[:1], owners, main)


def json(board: Board, document: str) -> bytes:
    """The documents of one class for programs: where they stand, and the content as approved."""
    rows = [_told(board, *each) for each in _of_class(board, document)]
    return orjson.dumps(rows, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _of_class(board: Board, document: str) -> list[tuple[Card, Publication]]:
    """The editions of one class, by id, with what they say."""
    found = (card for card in board.cards if card.document == document)
    ordered = sorted(found, key=lambda card: card.record)
    return [(card, board.contents[card.id]) for card in ordered]


def _told(board: Board, card: Card, publication: Publication) -> dict[str, Any]:
    cells = zip(STANDING, _standing(board, card, publication), strict=True)
    told = {column.name: codec.plain(value) for column, value in cells}
    return told | {"content": codec.plain(publication)}


def _standing(board: Board, card: Card, publication: Publication) -> tuple[Any, ...]:
    """The cells of `STANDING`."""
    standing = publication.standing
    full_name = "".join((*(name for _, name in standing.area.above), standing.area.name))
    return (
        standing.record,
        standing.number,
        standing.change_note,
        standing.area.path,
        full_name,
        standing.published_at,
        standing.posted_until,
        board.page(card),
    )


def _lists(
    shape: Shape, keys: tuple[Column, ...], rows: Sequence[_Row], above: Table
) -> Iterator[Table]:
    """The tables of the lists in these rows, and of the lists in those."""
    for listed in shape.lists:
        name = listed.column.name
        heads = (*keys, Column(f"{name}_position", int, "Its place in the list, from 1.", ()))
        pieces = [
            _Row((*row.head, position), piece)
            for row in rows
            for position, piece in enumerate(listed.column.of(row.value) or (), start=1)
        ]
        table = Table(
            name=f"{above.name}-{name.replace('_', '-')}",
            note=listed.column.note,
            key=tuple(each.name for each in heads),
            columns=(*heads, *listed.shape.columns),
            rows=tuple(_cells(listed.shape, pieces)),
            above=above,
        )
        yield table
        yield from _lists(listed.shape, heads, pieces, table)


def _cells(shape: Shape, rows: Iterable[_Row]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(chain(row.head, (column.of(row.value) for column in shape.columns)))
