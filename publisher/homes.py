"""Home pages and listings: what is new, what is being decided, who is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from markupsafe import Markup

from publisher import places, templates
from publisher.places import Place
from publisher.threads import Threads
from schema.base.context import SHANGHAI
from schema.base.document import Publication
from schema.base.scope import AreaPath
from schema.publications import DOCUMENTS, Unpublishing
from schema.rules.awards import NoticeState
from schema.rules.objections import OPEN
from schema.shelf import Shelf

LATEST = 10
"""How many documents a home page lists; its listing has them all."""

TEMPLATES = ("home-town", "home-village", "home-group")
"""The home page of a place, by how far below the town it lies."""


@dataclass(frozen=True, slots=True)
class Book:
    """The shelf with its places, what speaks of what, and which sorts may show names of people."""

    shelf: Shelf
    places: Mapping[AreaPath, Place]
    threads: Threads
    personal: Mapping[str, bool]

    @property
    def today(self) -> date:
        """The legal day for which the pages are made."""
        return day_of(self.shelf.moment)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a list of documents.

    place: whose it is, empty where that is plain; state: where the matter stands today, if it is
    one that goes on.
    """

    of: Publication
    title: str
    link: Markup
    label: str
    place: str
    number: int
    published: date
    state: Enum | None


@dataclass(frozen=True, slots=True)
class EndedEntry:
    """A line in the list of what is no longer public."""

    title: str
    link: Markup
    label: str
    ended: date


@dataclass(frozen=True, slots=True)
class Below:
    """A place in the list of its parent; groups: how many groups it has."""

    name: str
    link: Markup
    groups: int
    count: int
    updated: date | None


@dataclass(frozen=True, slots=True)
class Home:
    """What a home page answers at a glance."""

    name: str
    count: int
    updated: date | None
    places: tuple[Below, ...]
    latest: tuple[Entry, ...]
    upcoming: tuple[Entry, ...]
    candidates: tuple[Entry, ...]
    rosters: tuple[Entry, ...]
    regulations: tuple[Entry, ...]
    profiles: tuple[Entry, ...]
    venues: tuple[Entry, ...]
    unanswered: tuple[Entry, ...]
    listing: Markup | None
    objection: Markup

    @property
    def names_people(self) -> bool:
        """Whether it shows who is responsible."""
        return bool(self.rosters)


@dataclass(frozen=True, slots=True)
class Sort:
    """The documents of one sort."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that one area made public, and what it took down."""

    name: str
    sorts: tuple[Sort, ...]
    endings: tuple[EndedEntry, ...]


def day_of(moment: datetime) -> date:
    """The legal day of a moment."""
    return moment.astimezone(SHANGHAI).date()


def home(book: Book, place: Place) -> Home:
    """The home page of a place: news from all below it, people and figures of its own."""
    start = places.home(place)
    everything = _public(book, place)
    own = [each for each in everything if each.standing.area.path == place.path]
    newest = sorted(everything, key=lambda each: each.standing.published_at, reverse=True)
    return Home(
        name=place.full_name,
        count=len(everything),
        updated=_updated(everything),
        places=tuple(_below(book, each, start) for each in places.children(place, book.places)),
        latest=entries(book, newest[:LATEST], place, start),
        upcoming=entries(book, _upcoming(everything, book.today), place, start),
        candidates=entries(book, _candidates(everything, book.today), place, start),
        rosters=entries(book, _named(own, "BodyRoster"), place, start),
        regulations=entries(book, _binding(own, book.today), place, start),
        profiles=entries(book, _named(own, "AreaProfile"), place, start),
        venues=entries(book, _named(own, "VenueSheet"), place, start),
        unanswered=entries(book, _unanswered(own, book.today), place, start),
        listing=places.link(start, places.listing(place)) if listed(book, place) else None,
        objection=places.link(start, "how-to-object.md"),
    )


def listed(book: Book, place: Place) -> bool:
    """Whether the area itself, and not only one below it, has made anything public."""
    own = (each.standing.area.path == place.path for each in book.shelf.publications)
    return any(own) or any(each.path == place.path for each in book.shelf.unpublishings)


def listing(book: Book, place: Place) -> Listing:
    """Everything public of one area, by sort, the latest first, and what has ended."""
    start = places.listing(place)
    own = [each for each in _public(book, place) if each.standing.area.path == place.path]
    gone = [each for each in book.shelf.unpublishings if each.path == place.path]
    sorts = [
        Sort(templates.called(name), entries(book, found, place, start))
        for name in DOCUMENTS
        if (found := _named(own, name))
    ]
    return Listing(place.full_name, tuple(sorts), tuple(_ended(each, place) for each in gone))


def _public(book: Book, place: Place) -> list[Publication]:
    below = book.shelf.publications
    return [each for each in below if places.within(each.standing.area.path, place)]


def _named(publications: Iterable[Publication], document: str) -> list[Publication]:
    return [each for each in publications if type(each).__name__ == document]


def _upcoming(publications: Iterable[Publication], today: date) -> list[Publication]:
    """Meetings of today and later, the next one first."""
    called = [each for each in _named(publications, "MeetingNotice") if each.day >= today]
    return sorted(called, key=lambda each: each.day)


def _binding(publications: Iterable[Publication], today: date) -> list[Publication]:
    """The regulations that are in force today."""
    texts: list[Any] = _named(publications, "RegulationText")
    return [each for each in texts if each.binds(today)]


def _candidates(publications: Iterable[Publication], today: date) -> list[Publication]:
    """Notices of candidates that are running or to come, the one that ends first, first."""
    hanging = [
        each
        for each in _named(publications, "CandidatesOnNotice")
        if each.state_on(today) is not NoticeState.OVER
    ]
    return sorted(hanging, key=lambda each: each.last_day or each.day)


def _unanswered(publications: Iterable[Publication], today: date) -> list[Publication]:
    """Objections that nobody has answered, the one that has waited longest first."""
    waiting = [
        each for each in _named(publications, "ObjectionStatus") if each.state_on(today) in OPEN
    ]
    return sorted(waiting, key=lambda each: each.day)


def _updated(publications: Iterable[Publication]) -> date | None:
    return max((day_of(each.standing.published_at) for each in publications), default=None)


def entries(
    book: Book, publications: Iterable[Publication], here: Place, start: str
) -> tuple[Entry, ...]:
    """Documents as lines of a page of `here` that lies at `start`."""
    return tuple(_entry(book, each, here, start) for each in publications)


def _entry(book: Book, publication: Publication, here: Place, start: str) -> Entry:
    standing, document = publication.standing, type(publication).__name__
    place = book.places[standing.area.path]
    inner = "".join(
        each.name for each in (*place.above, place) if len(each.above) > len(here.above)
    )
    return Entry(
        of=publication,
        title=publication.title,
        link=_to(start, place, document, standing.record),
        label=templates.called(document),
        place=inner,
        number=standing.number,
        published=day_of(standing.published_at),
        state=publication.state_on(book.today),
    )


def _ended(gone: Unpublishing, place: Place) -> EndedEntry:
    document = str(gone.document.value)
    called = templates.called(document)
    return EndedEntry(
        title=gone.title or called,
        link=_to(places.listing(place), place, document, gone.id),
        label=f"{called} · {templates.label(gone.ending)}",
        ended=day_of(gone.ended_at),
    )


def _below(book: Book, place: Place, start: str) -> Below:
    public = _public(book, place)
    return Below(
        name=place.full_name,
        link=places.link(start, places.home(place)),
        groups=len(places.children(place, book.places)),
        count=len(public),
        updated=_updated(public),
    )


def _to(start: str, place: Place, document: str, record: UUID) -> Markup:
    return places.link(start, places.page(place, document, record))
