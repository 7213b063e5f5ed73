"""What has to be made anew: found by comparing what is public now with what the live site shows.

Cost follows the change. Each area has lines, one for every edition of which something is shown;
an area whose lines are the same is not looked at again. Where they differ, the documents behind
them are made anew, those that speak of them and those that they speak of, the listing of the area,
and the home pages above. What time moves is made anew once a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from publisher import homes, release
from publisher.book import Book, day_of, goes_on
from publisher.places import Place
from publisher.release import Manifest
from publisher.trees import Line
from schema.base.scope import AreaPath
from schema.shelf import Card, Key

Told = Mapping[str, bytes]
"""The lines of every area as JSON, by its codes below the town."""

STANDING, EARLIER = "STANDING", "EARLIER"
"""How a line says that an edition stands, or is the history of one; else why it has ended."""


@dataclass(frozen=True, slots=True)
class Work:
    """What has to be made anew.

    dirty: the areas of which the lines have changed; news: the areas and sorts of document that
    have; vanished: whether something that could be read cannot be any more; moved: whether it is
    another day; whole: whether everything has to be made, so that nothing of the site before is
    needed.
    """

    documents: tuple[Key, ...]
    listings: tuple[Place, ...]
    homes: tuple[Place, ...]
    dirty: frozenset[str]
    news: frozenset[tuple[AreaPath, str]]
    moved: bool
    vanished: bool = False
    whole: bool = False

    @property
    def count(self) -> int:
        """How many pages that are at most, but for lists of years and figures."""
        return len(self.documents) + len(self.listings) + len(self.homes)


def told(book: Book) -> Told:
    """The lines of every area."""
    # PostgreSQL's driver has a class of its own for the ids.
    return {
        place.folder: orjson.dumps(_lines(book, place), default=str)
        for place in book.places.values()
    }


def lines(written: bytes) -> tuple[Line, ...]:
    """The lines as they are compared and kept.

    Document, record, number, edition, how it stands, when its posting period ends or ended, and
    document and record that it speaks of.
    """
    return tuple(map(tuple, orjson.loads(written)))


def digest(written: bytes) -> str:
    """Digest of lines: the same as long as nothing of the area has changed."""
    return hashlib.sha256(written).hexdigest()


def _lines(book: Book, place: Place) -> list[tuple[Any, ...]]:
    standing = book.own(place)
    earlier = (each for card in standing for each in book.shelf.earlier.get(card.key, ()))
    return [
        *(_line(card, STANDING) for card in standing),
        *(_line(card, EARLIER) for card in earlier),
        *(_line(card, card.unpublishing().ending.name) for card in book.ended.get(place.path, ())),
    ]


def key(line: Line) -> Key:
    """The document of a line."""
    document, record, *_ = line
    return Key(str(document), UUID(str(record)))


def work(book: Book, told: Told, before: Manifest | None, site: Path) -> Work:
    """What has changed since a release; without one, everything. told: each area's lines now."""
    return _everything(book) if before is None else _since(book, told, before, site)


def _everything(book: Book) -> Work:
    cards = (*book.shelf.standing, *book.shelf.ended)
    every = tuple(book.places.values())
    return Work(
        documents=tuple(dict.fromkeys(card.key for card in cards)),
        listings=tuple(place for place in every if homes.listed(book, place)),
        homes=every,
        dirty=frozenset(place.folder for place in every),
        news=frozenset((card.area, card.document) for card in cards),
        moved=True,
        vanished=True,
        whole=True,
    )


def _since(book: Book, told: Told, before: Manifest, site: Path) -> Work:
    dirty = {
        place.folder: path
        for path, place in book.places.items()
        if (known := before.branches.get(place.folder)) is None
        or known.lines != digest(told[place.folder])
    }
    touched: set[Key] = set()
    news: set[tuple[AreaPath, str]] = set()
    vanished = False
    for area, path in dirty.items():
        old, now = set(release.tree(site, before, area).lines), set(lines(told[area]))
        touched |= {each for line in old ^ now for each in _keys(line)}
        news |= {(path, key(line).document) for line in old ^ now}
        vanished |= not readable(old) <= readable(now)
    moved = day_of(before.moment) != book.today
    if moved:
        touched |= {card.key for card in book.shelf.standing if goes_on(card.document)}
    found = _around(book, touched, frozenset(dirty), moved)
    return replace(found, vanished=vanished, news=found.news | news)


def readable(told: Iterable[Line]) -> frozenset[Line]:
    """Of what lines, without their dates, the content is shown."""
    return frozenset(line[:4] for line in told if line[4] in {STANDING, EARLIER})


def _around(book: Book, touched: set[Key], dirty: frozenset[str], moved: bool) -> Work:
    """The work for documents that have changed: with all pages on which something of them is."""
    cards = [card for key in touched if (card := book.threads.subjects.get(key))]
    speaking = {card.key for key in touched for card in book.threads.responses.get(key, ())}
    spoken_of = {card.about for card in cards if card.about}
    rosters = (card for card in cards if card.document == homes.ROSTER)
    answered = {each.key for card in rosters for each in book.below(book.places[card.area])}
    shown = {card.area for card in cards}
    listings = [p for p in book.places.values() if p.path in shown or p.folder in dirty]
    above = {each.path for place in listings for each in (*place.above, place)}
    return Work(
        documents=tuple(sorted(touched | speaking | spoken_of | answered)),
        listings=tuple(place for place in listings if homes.listed(book, place)),
        homes=tuple(p for p in book.places.values() if moved or p.path in above),
        dirty=dirty,
        news=frozenset((card.area, card.document) for card in cards),
        moved=moved,
    )


def _line(card: Card, role: str) -> tuple[Any, ...]:
    return (
        card.document,
        card.record,
        card.number,
        card.id,
        role,
        card.ended_at or card.posted_until,
        card.about_document,
        card.about_id,
    )


def _keys(line: Line) -> Iterator[Key]:
    """The document of a line, and the one that it speaks of."""
    yield key(line)
    *_, document, record = line
    if document is not None and record is not None:
        yield Key(str(document), UUID(str(record)))
