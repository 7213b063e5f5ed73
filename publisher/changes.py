"""What has to be made anew: found by comparing what is public now with what the live site shows.

Cost follows the change. Each area has lines, one for every edition of which something is shown;
an area whose lines are the same is not looked at again. Where they differ, the documents behind
them are made anew, those that speak of them and those that they speak of, the listing of the area,
and the home pages above. What time moves is made anew once a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from publisher import homes, release
from publisher.book import Book, day_of, goes_on
from publisher.places import Place
from publisher.release import Manifest
from schema.base.scope import AreaPath
from schema.cards import Key
from schema.sections import Line


@dataclass(frozen=True, slots=True)
class Work:
    """What has to be made anew.

    dirty: the areas of which the lines have changed; news: the areas and sorts of document that
    have; vanished: whether something that could be read cannot be any more, or has ended unread,
    for an older release may hold it; moved: whether it is another day; whole: whether everything
    has to be made, so that nothing of the site before is needed.
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


def work(book: Book, before: Manifest | None, site: Path) -> Work:
    """What has changed since a release; without one, everything."""
    return _everything(book) if before is None else _since(book, before, site)


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


def _since(book: Book, before: Manifest, site: Path) -> Work:
    dirty = {
        place.folder: path
        for path, place in book.places.items()
        if (known := before.branches.get(place.folder)) is None
        or known.lines != book.section(place).digest
    }
    touched: set[Key] = set()
    news: set[tuple[AreaPath, str]] = set()
    vanished = False
    for area, path in dirty.items():
        old, now = set(release.tree(site, before, area).lines), {*book.shelf.section(path).lines}
        touched |= {each for line in old ^ now for each in (line.key, line.about) if each}
        news |= {(path, line.document) for line in old ^ now}
        ended = any(not line.readable for line in now - old)
        vanished |= ended or not readable(old) <= readable(now)
    moved = day_of(before.moment) != book.today
    if moved:
        touched |= {card.key for card in book.shelf.standing if goes_on(card.document)}
    found = _around(book, touched, frozenset(dirty), moved)
    return replace(found, vanished=vanished, news=found.news | news)


def readable(lines: Iterable[Line]) -> frozenset[str]:
    """The editions of which lines show what they say."""
    return frozenset(line.edition for line in lines if line.readable)


def _around(book: Book, touched: set[Key], dirty: frozenset[str], moved: bool) -> Work:
    """The work for documents that have changed: with all pages on which something of them is."""
    shelf = book.shelf
    cards = [card for key in touched if (card := shelf.subject(key))]
    speaking = {card.key for key in touched for card in shelf.responses(key)}
    spoken_of = {card.about for card in cards if card.about}
    rosters = (card for card in cards if card.document == homes.ROSTER)
    sections = (each for card in rosters for each in book.below(book.places[card.area]))
    answered = {card.key for section in sections for card in section.standing}
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
