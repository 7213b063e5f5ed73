"""Listings: everything that an area made public, by sort and year, and what it took down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from publisher import homes, places, templates
from publisher.book import Book, day_of, goes_on
from publisher.homes import Entry
from publisher.places import Place
from publisher.posters import months
from publisher.posters.frames import Foot, Month, Paper
from schema.base.context import SHANGHAI
from schema.cards import Card
from schema.publications import DOCUMENTS

MANY = 60
"""Up to how many documents of an area are on one page; of more, each sort and year has its own."""

MONTHS = 12
"""Of how many of the latest months with something in them there are sheets for the board."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The documents of one sort."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many documents of a sort a year has; link: to the page of these, if they have one."""

    amount: int
    link: Markup | None


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of a sort, year by year, and of all years."""

    label: str
    counts: tuple[Count, ...]
    total: int


@dataclass(frozen=True, slots=True)
class EndedEntry:
    """A line in the list of what is no longer public."""

    title: str
    link: Markup
    label: str
    ended: date


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a month, one for each paper."""

    first: date
    a4: Markup
    a3: Markup


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that one area made public, and what it took down. sorts: what is on this page."""

    name: str
    years: tuple[int, ...]
    rows: tuple[Row, ...]
    sorts: tuple[Sort, ...]
    endings: tuple[EndedEntry, ...]
    months: tuple[Sheets, ...]
    figures: Markup | None


@dataclass(frozen=True, slots=True)
class YearOf:
    """The documents of one sort and year of an area."""

    place: Place
    document: str
    year: int


def listing(book: Book, place: Place) -> Listing:
    """The list of an area; where it has many documents, only the counts and the latest."""
    start, own, sorts = places.listing(place), book.own(place), book.section(place).sorts
    years = sorted({card.day.year for card in own}, reverse=True)
    found = [(name, sorts[name]) for name in DOCUMENTS if name in sorts]
    shown = found if len(own) <= MANY else []
    gone = book.section(place).ended
    return Listing(
        name=place.full_name,
        years=tuple(years),
        rows=tuple(_row(place, name, cards, years, len(own) > MANY) for name, cards in found),
        sorts=tuple(_sort(book, place, name, cards, start) for name, cards in shown),
        endings=tuple(_ended(each, place) for each in gone),
        months=tuple(_sheets(first) for first in months_of(book, place)),
        figures=places.link(start, places.figures(place)) if outcomes(book, place) else None,
    )


def years_of(book: Book, place: Place) -> tuple[YearOf, ...]:
    """The sorts and years of an area that have pages of their own."""
    own = book.own(place)
    if len(own) <= MANY:
        return ()
    return tuple(YearOf(place, *each) for each in sorted({(c.document, c.day.year) for c in own}))


def year(book: Book, of: YearOf) -> Sort:
    """The documents of one sort and year, the latest first."""
    own = book.section(of.place).sorts[of.document]
    cards = [card for card in own if card.day.year == of.year]
    return _sort(book, of.place, of.document, cards, places.year(of.place, of.document, of.year))


def months_of(book: Book, place: Place) -> tuple[date, ...]:
    """The first days of the latest months in which an area made something public."""
    days = {day_of(card.published_at).replace(day=1) for card in book.own(place)}
    return tuple(sorted(days, reverse=True)[:MONTHS])


def sheets(book: Book, place: Place, foot: Foot) -> Iterator[Month]:
    """What an area made public in its latest months, as sheets for the board."""
    entries = homes.entries(book, book.own(place), place, places.listing(place))
    for first in months_of(book, place):
        posted = months.posted(entries, first)
        last = max(each.published for each in posted)
        as_of = datetime.combine(last, datetime.min.time(), SHANGHAI)
        yield Month(place.full_name, first, as_of, posted, foot)


def going_on(book: Book, place: Place) -> list[Card]:
    """What of an area goes on, so that its listing tells where the matter stands."""
    return [each for each in book.own(place) if goes_on(each.document)]


def outcomes(book: Book, place: Place) -> tuple[Card, ...]:
    """The meetings of an area of which the outcome is public."""
    return book.section(place).sorts.get(homes.OUTCOME, ())


def _row(
    place: Place, document: str, cards: Sequence[Card], years: Iterable[int], apart: bool
) -> Row:
    start = places.listing(place)
    per_year = Counter(card.day.year for card in cards)

    def count(of: int) -> Count:
        linked = apart and per_year[of]
        return Count(
            per_year[of], places.link(start, places.year(place, document, of)) if linked else None
        )

    return Row(templates.called(document), tuple(map(count, years)), len(cards))


def _sort(book: Book, place: Place, document: str, cards: Iterable[Card], start: str) -> Sort:
    return Sort(templates.called(document), homes.entries(book, cards, place, start))


def _ended(card: Card, place: Place) -> EndedEntry:
    gone, called = card.unpublishing(), templates.called(card.document)
    start = places.listing(place)
    return EndedEntry(
        title=gone.title or called,
        link=places.link(start, places.page(place, card.key)),
        label=f"{called} · {templates.label(gone.ending)}",
        ended=day_of(gone.ended_at),
    )


def _sheets(first: date) -> Sheets:
    a4, a3 = (Markup(months.file(first, paper)) for paper in (Paper.A4, Paper.A3))
    return Sheets(first, a4, a3)
