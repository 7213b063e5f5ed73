"""What is announced beside the pages: feeds, calendars, open data, sitemaps.

All of it is written from editions and never from what MkDocs saw, and follows every change. Feeds
and calendars tell of an area with all below it; data and sitemaps hold what is its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice

from publisher import collect, headers, places, render
from publisher.announce import calendars, packages, rss, sitemaps
from publisher.announce.board import Board
from publisher.announce.sitemaps import Listed
from publisher.book import Book, day_of
from publisher.build import Site
from publisher.changes import Work
from publisher.places import Place
from schema.shelf import Card

_FAR, _NEAR = timedelta(days=366), timedelta(days=31)
"""How old what a calendar tells of may be: of a group, and of an area with others below it."""

Files = Mapping[str, bytes]
"""Content by path on the site."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced anew of a place. folder: one of which these are all files, if any is."""

    place: Place
    files: Files
    folder: str | None


async def announced(book: Book, work: Work, site: Site) -> AsyncIterator[Announcement]:
    """The files of every place of which something is announced anew."""
    for place in work.homes:
        news = {sort for area, sort in work.news if places.within(area, place)}
        made: dict[str, bytes] = {}
        dirty = place.folder in work.dirty
        if news or work.whole:
            made |= await _feeds(book, place, news, site)
        if news or work.moved:
            made |= await _calendar(book, place, site)
        if dirty:
            made |= packages.package(await _board(book, place, book.own(place), site))
        if dirty or not place.above:
            made |= _sitemap(book, place, site)
        if not place.above:
            made |= {**sitemaps.robots(site.url), headers.FILE: headers.written()}
        yield Announcement(place, made, f"{place.folder}{packages.FOLDER}" if dirty else None)


async def _feeds(book: Book, place: Place, news: set[str], site: Site) -> Files:
    """The feed of a place, and those of the sorts of document of which there is something new."""
    newest = sorted(book.below(place), key=_when, reverse=True)
    named = (_latest(card for card in newest if card.document == sort) for sort in sorted(news))
    cards = [*_latest(newest), *chain.from_iterable(named)]
    board = await _board(book, place, cards, site)
    wanted = {board.file(f"{places.slug(sort)}/{rss.FEED}") for sort in news}
    wanted.add(board.file(rss.FEED))
    return {path: content for path, content in rss.feeds(board).items() if path in wanted}


def _when(card: Card) -> tuple[datetime, str, str]:
    """Of what was made public in one moment the same comes first as in `Board.newest`."""
    return card.published_at, card.document, str(card.record)


def _latest(cards: Iterable[Card]) -> Iterator[Card]:
    return islice(cards, rss.LATEST)


async def _calendar(book: Book, place: Place, site: Site) -> Files:
    """The days of a place and of all below it; the more it holds, the less far back."""
    kept = _FAR if not book.children(place) else _NEAR
    cards = [card for card in book.below(place) if card.day >= book.today - kept]
    return calendars.calendar(await _board(book, place, cards, site))


async def _board(book: Book, place: Place, cards: Iterable[Card], site: Site) -> Board:
    read = (await collect.read(book, cards)).shelf
    publications = tuple({card.id: read.content(card) for card in cards}.values())
    within = (path for path in book.ended if places.within(path, place))
    gone = tuple(card.unpublishing() for path in within for card in book.ended[path])
    return Board(place, publications, gone, book.places, site.url)


def _sitemap(book: Book, place: Place, site: Site) -> Files:
    """The pages of the area itself; those of the town apart, for it says where the others lie."""
    own = sitemaps.sitemap(_pages(book, place), site.url)
    if place.above:
        return {f"{place.folder}{sitemaps.SITEMAP}": own}
    others = ((f"{each.folder}{sitemaps.SITEMAP}", each) for each in book.places.values())
    lie = [(path if each.above else sitemaps.TOWN, each) for path, each in others]
    days = ((path, _changed(book, each)) for path, each in lie)
    index = sitemaps.index(((path, day) for path, day in days if day), site.url)
    return {sitemaps.TOWN: own, sitemaps.SITEMAP: index}


def _pages(book: Book, place: Place) -> Iterator[Listed]:
    """The pages of what stands, and the list of it; a home page may show who is responsible."""
    for card in book.own(place):
        path = render.html(places.page(place, card.key))
        yield Listed(path, day_of(card.published_at), book.personal[card.document])
    if (changed := _changed(book, place)) is not None:
        yield Listed(render.html(places.listing(place)), changed, False)


def _changed(book: Book, place: Place) -> date | None:
    """When something of the area was last made public; none if nothing of it stands."""
    own = book.own(place)
    return max(day_of(card.published_at) for card in own) if own else None
