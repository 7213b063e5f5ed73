"""The board of a place: what hangs on it, and the addresses at which it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote
from uuid import UUID

from publisher import places
from publisher.places import Place
from schema.base.document import Publication
from schema.base.scope import AreaPath
from schema.shelf import Card

Pieces = Mapping[str, bytes]
"""What an announcement of before says of documents, as it stands there, by their addresses."""


@dataclass(frozen=True)  # no slots, so that the order is found once
class Board:
    """A place with what is public in it and below it, and with what has ended there.

    contents: what editions say, of those that are announced anew; the others are announced as they
    were; places: at least this one and those of the cards; url: the address of the site.
    """

    place: Place
    cards: tuple[Card, ...]
    ended: tuple[Card, ...]
    contents: Mapping[UUID, Publication]
    places: Mapping[AreaPath, Place]
    url: str

    @cached_property
    def newest(self) -> tuple[Card, ...]:
        """What was made public last stands first."""
        return tuple(sorted(self.cards, key=latest, reverse=True))

    @property
    def home(self) -> str:
        """The address of its home page."""
        return address(self.url, self.place.folder)

    def file(self, name: str) -> str:
        """Where a file of this place lies on the site."""
        return f"{self.place.folder}{name}"

    def whose(self, card: Card) -> Place:
        """The place that an edition is from."""
        return self.places[card.area]

    def page(self, card: Card) -> str:
        """The address of the page of an edition."""
        return address(self.url, f"{self.whose(card).folder}{places.own(card.key)}/")


def address(url: str, path: str) -> str:
    """The address of what lies at `path` from the root of the site."""
    return f"{url.rstrip('/')}/{quote(path)}"


def latest(card: Card) -> tuple[float, str, int]:
    """The order in which editions became public; ids decide where moments do not."""
    return card.published_at.timestamp(), card.document, card.record.int
