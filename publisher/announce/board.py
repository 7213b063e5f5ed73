"""The board of a place: what hangs on it, and the addresses at which it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote
from uuid import UUID

from publisher import places
from publisher.places import Place
from schema.base.document import Publication
from schema.base.scope import AreaPath
from schema.cards import Card

Pieces = Mapping[str, bytes]
"""What an announcement of before says of documents, as it stands there, by their addresses."""


_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
"""Paths that are an address as they are: nearly all of ours."""


@dataclass(frozen=True)  # no slots, so that the order is found once
class Board:
    """A place with what of it and of all below it is announced.

    contents: what editions say, of those that are announced anew; the others are announced as they
    were; places: at least this one and those of the cards; url: the address of the site.
    """

    place: Place
    cards: tuple[Card, ...]
    contents: Mapping[UUID, Publication]
    places: Mapping[AreaPath, Place]
    url: str

    @cached_property
    def newest(self) -> tuple[Card, ...]:
        """What was made public last stands first."""
        return tuple(sorted(self.cards, key=lambda card: card.turn, reverse=True))

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
        return f"{_within(self.url, self.places[card.area].folder)}{places.own(card)}/"


@lru_cache(maxsize=2**12)
def _within(url: str, folder: str) -> str:
    """The same of the folder of an area: there are few, and each is asked for all the time."""
    return address(url, folder)


def address(url: str, path: str) -> str:
    """The address of what lies at `path` from the root of the site."""
    quoted = path if _PLAIN.fullmatch(path) else quote(path)
    return f"{url.rstrip('/')}/{quoted}"
