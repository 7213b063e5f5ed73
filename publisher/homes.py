"""Home pages: what is new, what is being decided, who is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import chain
from typing import Any

from markupsafe import Markup

from publisher import places, templates, trees
from publisher.announce import calendars, offline, packages, rss
from publisher.book import Book, day_of, goes_on, last_day
from publisher.places import Place
from schema import sections
from schema.base.document import Publication
from schema.cards import Card, Key
from schema.rules.awards import NoticeState
from schema.rules.objections import OPEN
from schema.sections import Section

LATEST = 10
"""How many documents a home page lists; its listing has them all."""

TEMPLATES = ("home-town", "home-village", "home-group")
"""The home page of a place, by how far below the town it lies."""

ROSTER = "BodyRoster"
"""The document that says who is responsible, and where they are found."""

OUTCOME = "MeetingOutcome"
"""The document that says what a meeting decided: of these there are figures."""

COPIES = f"{trees.OFFLINE}/{offline.START}"
"""The page that says which villages can be taken along in one file."""

MONTHLY = "按月张贴"
"""Where on the list of an area there are sheets of its months."""

_TOLD = (ROSTER, "RegulationText", "AreaProfile", "VenueSheet", "ObjectionStatus")
"""The documents of an area of which its home page tells more than the titles."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a list of documents.

    of: what it says, where the list tells more of it than its title; place: whose it is, empty
    where that is plain; state: where the matter stands today, if it is one that goes on.
    """

    of: Publication | None
    title: str
    link: Markup
    label: str
    place: str
    number: int
    published: date
    last_day: date | None
    state: Enum | None


@dataclass(frozen=True, slots=True)
class Below:
    """A place in the list of its parent; groups: how many groups it has."""

    name: str
    link: Markup
    groups: int
    count: int
    updated: date | None


@dataclass(frozen=True, slots=True)
class Ways:
    """How to hear of what is new without looking, and how to take it along.

    data, months, figures: none where the area itself has nothing of that sort; copies: of whole
    villages, on the page of the town.
    """

    feed: Markup
    calendar: Markup
    data: Markup | None
    months: Markup | None
    figures: Markup | None
    copies: Markup | None


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
    ways: Ways
    objection: Markup

    @property
    def names_people(self) -> bool:
        """Whether it shows who is responsible."""
        return bool(self.rosters)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which editions a home page shows. told: those of which it tells more than the titles."""

    latest: tuple[Card, ...]
    upcoming: tuple[Card, ...]
    hanging: tuple[Card, ...]
    own: Mapping[str, tuple[Card, ...]]

    @property
    def told(self) -> Iterator[Card]:
        """Those that have to be read."""
        own = chain.from_iterable(self.own[name] for name in _TOLD)
        going_on = (each for each in self.latest if goes_on(each.document))
        return chain(self.upcoming, self.hanging, own, going_on)


def choice(book: Book, place: Place) -> Choice:
    """What the home page of a place shows: news from all below it, people and figures its own."""
    below = book.below(place)
    called = (card for card in _all(below, "MeetingNotice") if card.day >= book.today)
    own = book.section(place)
    return Choice(
        latest=tuple(sections.newest(below, LATEST)),
        upcoming=tuple(sorted(called, key=lambda each: each.day)),
        hanging=tuple(_all(below, "CandidatesOnNotice")),
        own={name: own.sorts.get(name, ()) for name in _TOLD},
    )


def home(book: Book, place: Place, chosen: Choice) -> Home:
    """The home page of a place, once what it tells of has been read."""
    start, own = places.home(place), chosen.own
    count, updated = _counted(book, place)
    return Home(
        name=place.full_name,
        count=count,
        updated=updated,
        places=tuple(_below(book, each, start) for each in book.children(place)),
        latest=entries(book, chosen.latest, place, start),
        upcoming=entries(book, chosen.upcoming, place, start),
        candidates=entries(book, _candidates(book, chosen.hanging), place, start),
        rosters=entries(book, own[ROSTER], place, start),
        regulations=entries(book, _binding(book, own["RegulationText"]), place, start),
        profiles=entries(book, own["AreaProfile"], place, start),
        venues=entries(book, own["VenueSheet"], place, start),
        unanswered=entries(book, _unanswered(book, own["ObjectionStatus"]), place, start),
        listing=places.link(start, places.listing(place)) if listed(book, place) else None,
        ways=_ways(book, place, start),
        objection=places.link(start, places.OBJECTING),
    )


def _ways(book: Book, place: Place, start: str) -> Ways:
    own = book.section(place)
    months = f"{places.link(start, places.listing(place))}#{MONTHLY}"
    return Ways(
        feed=Markup(rss.FEED),
        calendar=Markup(calendars.CALENDAR),
        data=Markup(f"{packages.FOLDER}{packages.PACKAGE}") if own.standing else None,
        months=Markup(months) if own.standing else None,
        figures=places.link(start, places.figures(place)) if OUTCOME in own.sorts else None,
        copies=None if place.above else Markup(COPIES),
    )


def listed(book: Book, place: Place) -> bool:
    """Whether the area itself, and not only one below it, has made anything public."""
    return book.section(place).shows


def rosters(book: Book, place: Place) -> list[Card]:
    """Who is responsible in an area and in those above: the rosters of their bodies."""
    return [*_all(map(book.section, (*place.above, place)), ROSTER)]


def _all(below: Iterable[Section], document: str) -> Iterator[Card]:
    """What stands of one sort of document, area by area."""
    return chain.from_iterable(each.sorts.get(document, ()) for each in below)


def _binding(book: Book, texts: Iterable[Card]) -> list[Card]:
    """The regulations that are in force today."""
    read: list[tuple[Card, Any]] = [(each, book.shelf.content(each)) for each in texts]
    return [card for card, text in read if text.binds(book.today)]


def _candidates(book: Book, hanging: Iterable[Card]) -> list[Card]:
    """Notices of candidates that are running or to come, the one that ends first, first."""

    def end(card: Card) -> date:
        return book.shelf.content(card).last_day or card.day

    found = [each for each in hanging if book.state(each) is not NoticeState.OVER]
    return sorted(found, key=end)


def _unanswered(book: Book, statuses: Iterable[Card]) -> list[Card]:
    """Objections that nobody has answered, the one that has waited longest first."""
    waiting = [each for each in statuses if book.state(each) in OPEN]
    return sorted(waiting, key=lambda each: each.day)


def _counted(book: Book, place: Place) -> tuple[int, date | None]:
    """How many documents stand in an area and below it, and when one was last made public."""
    below = [each for each in book.below(place) if each.standing]
    last = max((each.newest[0].published_at for each in below), default=None)
    return sum(len(each.standing) for each in below), day_of(last) if last else None


def entries(book: Book, cards: Iterable[Card], here: Place, start: str) -> tuple[Entry, ...]:
    """Documents as lines of a page of `here` that lies at `start`."""
    return tuple(_entry(book, each, here, start) for each in cards)


def _entry(book: Book, card: Card, here: Place, start: str) -> Entry:
    place = book.places[card.area]
    inner = "".join(
        each.name for each in (*place.above, place) if len(each.above) > len(here.above)
    )
    return Entry(
        of=book.shelf.contents.get(card.id),
        title=card.title,
        link=_to(start, place, card.key),
        label=templates.called(card.document),
        place=inner,
        number=card.number,
        published=day_of(card.published_at),
        last_day=last_day(card.posted_until),
        state=book.state(card),
    )


def _below(book: Book, place: Place, start: str) -> Below:
    count, updated = _counted(book, place)
    return Below(
        name=place.full_name,
        link=places.link(start, places.home(place)),
        groups=len(book.children(place)),
        count=count,
        updated=updated,
    )


def _to(start: str, place: Place, key: Key) -> Markup:
    return places.link(start, places.page(place, key))
