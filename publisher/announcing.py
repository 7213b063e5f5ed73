"""What is announced beside the pages: feeds, calendars, open data, sitemaps.

All of it is written from editions and never from what MkDocs saw, and follows every change. Feeds
and calendars tell of an area with all below it; data and sitemaps hold what is its own. What the
live release says of a document that is as it was is taken over as it stands there, so a change
costs what has changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, chain, islice, takewhile
from uuid import UUID

from publisher import collect, headers, places, render
from publisher.announce import calendars, packages, rss, sitemaps
from publisher.announce.board import Board
from publisher.announce.sitemaps import Listed
from publisher.book import Book, day_of
from publisher.build import Site
from publisher.changes import Work
from publisher.places import Place
from publisher.standing import Standing
from schema.cards import Card
from schema.sections import newest

_FAR, _NEAR = timedelta(days=366), timedelta(days=31)
"""How old what a calendar tells of may be: of a group, and of an area with others below it."""

_TOGETHER = 16
"""Of how many places the editions are read at once."""

Files = Mapping[str, bytes]
"""Content by path on the site."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced anew of a place. over: files and folders of which no others are left than
    these, and those that `stay` as they are."""

    place: Place
    files: Files
    over: tuple[str, ...] = ()
    stay: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is announced before it is written. board: on which nothing is read yet; reads: what has
    to be read, as it is not announced as it was; over, stay: see `Announcement`."""

    board: Board
    reads: tuple[Card, ...]
    written: Callable[[Board], Files]
    over: tuple[str, ...] = ()
    stay: frozenset[str] = frozenset()

    def made(self, read: Book) -> Announcement:
        """The announcement; read: a book in which everything is read that has to be."""
        contents = {card.id: read.shelf.content(card) for card in self.reads}
        files = self.written(replace(self.board, contents=contents))
        return Announcement(self.board.place, files, self.over, self.stay)


@dataclass(frozen=True, slots=True)
class _News:
    """What is new. again: the records of which documents are announced anew; own: the sorts of
    document of which an area itself has something new; below: those of an area with all below it.
    """

    again: frozenset[UUID]
    own: Mapping[str, Collection[str]]
    below: Mapping[str, Collection[str]]


async def announced(
    book: Book, work: Work, site: Site, standing: Standing
) -> AsyncIterator[Announcement]:
    """The files of every place of which something is announced anew."""
    left, news = iter(work.homes), _news(work)
    while some := list(islice(left, _TOGETHER)):
        boards = [Board(place, (), {}, book.places, site.url) for place in some]
        drafts = [each for board in boards for each in _drafts(book, work, board, news, standing)]
        wanted = chain.from_iterable(each.reads for each in drafts)
        read = await collect.read(book, wanted)
        for each in drafts:
            yield each.made(read)
        for place in some:
            yield Announcement(place, _guides(book, work, place, site))


def _news(work: Work) -> _News:
    """Found once, for every area asks for it."""
    own: dict[str, set[str]] = {}
    below: dict[str, set[str]] = {}
    for area, sort in work.news:
        own.setdefault(area, set()).add(sort)
        for above in accumulate(area.split("/"), "{}/{}".format):
            below.setdefault(above, set()).add(sort)
    return _News(frozenset(key.record for key in work.documents), own, below)


def _drafts(
    book: Book, work: Work, board: Board, news: _News, standing: Standing
) -> Iterator[_Draft]:
    """What of a place is announced from what editions say."""
    path = board.place.path
    sorts = news.below.get(path, ())
    if sorts or work.whole:
        yield _feeds(book, board, sorts, news.again, standing)
    if sorts or work.moved:
        yield _calendar(book, board, news.again, standing)
    if board.place.folder in work.dirty:
        yield _data(book, board, news.own.get(path, ()), standing)


def _feeds(
    book: Book, board: Board, news: Collection[str], again: Set[UUID], standing: Standing
) -> _Draft:
    """The feed of a place, and those of the sorts of document of which there is something new."""
    below = book.below(board.place)
    sorts = tuple(sort for sort in sorted(news) if any(sort in each.known for each in below))
    hung = (newest(below, rss.LATEST, sort) for sort in (None, *sorts))
    cards = tuple({card.id: card for card in chain.from_iterable(hung)}.values())
    named_after = (f"{places.slug(sort)}/{rss.FEED}" for sort in news)
    files = tuple(map(board.file, (rss.FEED, *named_after)))
    live = map(standing.content, files)
    before = {page: entry for feed in live if feed for page, entry in rss.pieces(feed).items()}
    return _Draft(
        replace(board, cards=cards),
        tuple(each for each in cards if each.record in again or board.page(each) not in before),
        lambda read: rss.feeds(read, sorts, before),
        files,
    )


def _calendar(book: Book, board: Board, again: Set[UUID], standing: Standing) -> _Draft:
    """The days of a place and of all below it; the more it holds, the less far back.

    The calendar of before tells of everything that this one does and that has not changed since:
    it went back at least as far.
    """
    since = book.today - (_NEAR if book.children(board.place) else _FAR)
    below = (each.standing for each in book.below(board.place))
    late = (takewhile(lambda card: card.day >= since, cards) for cards in below)
    cards = tuple(chain.from_iterable(late))
    live = standing.content(board.file(calendars.CALENDAR))
    before = calendars.pieces(live) if live else {}
    return _Draft(
        replace(board, cards=cards),
        tuple(each for each in cards if live is None or each.record in again),
        lambda read: calendars.calendar(read, before),
    )


def _data(book: Book, board: Board, news: Collection[str], standing: Standing) -> _Draft:
    """The data of what is the place's own; of sorts without news they stay as they are."""
    own = book.own(board.place)
    live = standing.content(board.file(f"{packages.FOLDER}{packages.PACKAGE}"))
    told = packages.told(live) if live else {}
    stay = {sort: told[sort] for sort in packages.sorts(own) if sort in told and sort not in news}
    files = (each["path"] for each in chain.from_iterable(stay.values()))
    return _Draft(
        replace(board, cards=own),
        tuple(card for card in own if card.document not in stay),
        lambda read: packages.package(read, stay),
        (board.file(packages.FOLDER),),
        frozenset(board.file(f"{packages.FOLDER}{each}") for each in files),
    )


def _guides(book: Book, work: Work, place: Place, site: Site) -> Files:
    """What tells programs which pages a place has and, of the town, how the site is served."""
    made: dict[str, bytes] = {}
    if place.folder in work.dirty or not place.above:
        made |= _sitemap(book, place, site)
    if not place.above:
        made |= {**sitemaps.robots(site.url), headers.FILE: headers.written()}
    return made


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
    section = book.section(place)
    return day_of(section.newest[0].published_at) if section.newest else None
