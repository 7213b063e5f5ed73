"""The shelf as the pages need it: with its places, and the law in force on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from types import MappingProxyType

from publisher import places
from publisher.places import Families, Place
from schema.base.context import SHANGHAI
from schema.base.document import Publication
from schema.base.edition import EditionKey
from schema.base.scope import AreaPath
from schema.cards import Card
from schema.publications import DOCUMENTS
from schema.rules.profile import PersonalData, Profile
from schema.seals.evidence import Evidence
from schema.sections import Section
from schema.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Book:
    """A shelf with its places, and the law in force on its day.

    personal: which sorts of document may show names of people; origin: the name of the public log;
    evidence: what proves editions by it, of those that were read.
    """

    shelf: Shelf
    profile: Profile
    places: Mapping[AreaPath, Place]
    families: Families
    personal: Mapping[str, bool]
    origin: str
    evidence: Mapping[EditionKey, Evidence] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The legal day for which the pages are made."""
        return day_of(self.shelf.moment)

    def children(self, place: Place) -> tuple[Place, ...]:
        """The places one level below."""
        return self.families.get(place.path, ())

    def section(self, place: Place) -> Section:
        """What the area itself made public."""
        return self.shelf.section(place.path)

    def own(self, place: Place) -> tuple[Card, ...]:
        """What stands of the area itself."""
        return self.section(place).standing

    def below(self, place: Place) -> tuple[Section, ...]:
        """What the area and all areas below it made public, area by area."""
        return self.shelf.sections.below(place.path)

    def state(self, card: Card) -> Enum | None:
        """Where the matter stands today, if it is one that goes on."""
        return self.shelf.content(card).state_on(self.today) if goes_on(card.document) else None


def book(shelf: Shelf, profile: Profile, origin: str) -> Book:
    """The book of a shelf of which the heads have been read."""
    known, families = places.places(shelf)
    return Book(
        shelf=shelf,
        profile=profile,
        places=known,
        families=families,
        personal=named_for_robots(profile),
        origin=origin,
    )


def day_of(moment: datetime) -> date:
    """The legal day of a moment."""
    return moment.astimezone(SHANGHAI).date()


def last_day(posted_until: datetime | None) -> date | None:
    """The last day of a posting period that ends at a moment; none while it has no end."""
    return None if posted_until is None else day_of(posted_until - timedelta(microseconds=1))


@cache
def goes_on(document: str) -> bool:
    """Whether a document of this sort tells where its matter stands, so that days change it."""
    return DOCUMENTS[document].shown.state_on is not Publication.state_on


def named_for_robots(profile: Profile) -> Mapping[str, bool]:
    """Which sorts of document may show names of people, and so ask robots to stay away."""
    personal = {
        name: profile.item(document.shown.CODE).personal is not PersonalData.NONE
        for name, document in DOCUMENTS.items()
    }
    return MappingProxyType(personal)
