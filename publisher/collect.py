"""What the site is made of: everything public in a town at one moment.

The cards are read first, then what the editions say of which pages have to be made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from publisher import book, places
from publisher.book import Book
from schema import previews
from schema import shelf as shelves
from schema.base.context import Context
from schema.base.edition import EditionKey
from schema.base.profile import profiles
from schema.base.scope import ANYONE, AreaPath
from schema.cards import Card
from schema.rules.profile import profile_on
from schema.seals import evidence
from schema.shelf import Cards, Foreseen, Shelf


class Moved(Exception):
    """What was public a moment ago is not any more: the shelf has to be looked through again."""


async def collect(town: AreaPath, now: datetime, cards: Cards) -> Shelf:
    """The cards of exactly what everyone may read; the publisher holds no office."""
    return await cards.shelf(town, now)


async def submitted(edition: UUID, now: datetime) -> Foreseen | None:
    """An edition that waits for approval, as it would stand if it were approved at this moment."""
    return await previews.foreseen(_context(now), edition)


async def foreseen(town: AreaPath, now: datetime, cards: Cards, edition: Foreseen) -> Shelf:
    """What everyone may read, and with it such an edition."""
    return await shelves.foreseen(cards, town, now, edition)


async def opened(shelf: Shelf, origin: str = "") -> Book:
    """The book of a shelf, so far that it knows every place by its name. What an edition says of
    that is read once by whoever stays: it says the same for as long as it stands."""
    context, heads = _context(shelf.moment), places.heads(shelf)
    fresh = await _read(shelf, (card for card in heads if card.id not in shelf.heads))
    known = {**shelf.heads, **fresh.contents}
    contents = {card.id: known[card.id] for card in heads}
    shelf.heads.clear()
    shelf.heads.update(contents)
    named = replace(shelf, contents=contents)
    return book.book(named, profile_on(context.profiles, context.today), origin)


async def read(opened: Book, cards: Iterable[Card]) -> Book:
    """The book with what these editions say, and no others."""
    return replace(opened, shelf=await _read(opened.shelf, cards))


async def proven(read: Book, cards: Iterable[Card]) -> Book:
    """The book with what proves these editions by the public log."""
    keys = {card.edition for card in cards}
    found = await evidence.evidence(read.shelf.area, keys) if keys and read.origin else {}
    return replace(read, evidence=found)


async def unsealed(book: Book, unproven: Iterable[EditionKey | None]) -> frozenset[EditionKey]:
    """Which of the editions without a proof the log will prove, but does not hold yet: they were
    approved after it was last appended to."""
    keys = frozenset(filter(None, unproven))
    return await evidence.lacking(keys) if keys and book.origin else frozenset()


async def _read(shelf: Shelf, cards: Iterable[Card]) -> Shelf:
    wanted = {card.id: card for card in cards}
    ahead = {id_: said for id_, said in shelf.ahead.items() if id_ in wanted}
    public = [card for card in wanted.values() if card.id not in ahead]
    contents = {**await shelves.contents(public), **ahead}
    if contents.keys() != wanted.keys():
        raise Moved
    return replace(shelf, contents=contents)


def _context(now: datetime) -> Context:
    return Context(actor=ANYONE, now=now, profiles=profiles())
