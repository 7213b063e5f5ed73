"""The board of a place: what hangs on it, and the addresses at which it is read."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from publisher import places
from publisher.places import Place
from schema.base.document import Publication
from schema.base.scope import AreaPath
from schema.publications import Unpublishing
from schema.shelf import Key


@dataclass(frozen=True)  # no slots, so that the order is found once
class Board:
    """A place with all that is public in it and below it, and with what has ended there.

    places: at least this one and those of the publications; url: the address of the site.
    """

    place: Place
    publications: tuple[Publication, ...]
    unpublishings: tuple[Unpublishing, ...]
    places: Mapping[AreaPath, Place]
    url: str

    @cached_property
    def newest(self) -> tuple[Publication, ...]:
        """What was made public last stands first; ids decide where moments do not."""
        return tuple(sorted(self.publications, key=_when, reverse=True))

    @property
    def home(self) -> str:
        """The address of its home page."""
        return address(self.url, self.place.folder)

    def file(self, name: str) -> str:
        """Where a file of this place lies on the site."""
        return f"{self.place.folder}{name}"

    def whose(self, publication: Publication) -> Place:
        """The place that a publication is from."""
        return self.places[publication.standing.area.path]

    def page(self, publication: Publication) -> str:
        """The address of the page of a publication."""
        key = Key(type(publication).__name__, publication.standing.record)
        file = places.page(self.whose(publication), key)
        return address(self.url, f"{posixpath.dirname(file)}/")


def address(url: str, path: str) -> str:
    """The address of what lies at `path` from the root of the site."""
    return f"{url.rstrip('/')}/{quote(path)}"


def _when(publication: Publication) -> tuple[float, str, str]:
    standing = publication.standing
    return standing.published_at.timestamp(), type(publication).__name__, str(standing.record)
