"""Where everything lies on the site: areas as folders, documents as pages below them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from types import MappingProxyType

from markupsafe import Markup

from publisher.markdown import Crumb
from schema.base.scope import AreaPath
from schema.cards import Card, Key
from schema.shelf import Shelf

LISTING = "documents"
"""The folder of an area in which everything that it made public is listed."""

OBJECTING = "how-to-object.md"
"""The page that says how to object."""


@dataclass(frozen=True)  # no slots, so that where it lies is found once
class Place:
    """An area that the site shows; above: the areas between, the town first."""

    path: AreaPath
    name: str
    above: tuple[Place, ...]

    @cached_property
    def folder(self) -> str:
        """Its codes below the town, such as 201/001/; the town's own is empty."""
        return below(self.path, (self.above[0] if self.above else self).path)

    @property
    def full_name(self) -> str:
        """Its name after that of its village; the town's is its own."""
        return "".join(place.name for place in self.above[1:]) + self.name

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        """The way to its home page."""
        return tuple(Crumb(each.name, each.folder or ".") for each in self.above)

    @property
    def way(self) -> tuple[Crumb, ...]:
        """The way to what lies in it: its own home page too."""
        return (*self.crumbs, Crumb(self.name, self.folder or "."))


def below(path: AreaPath, town: AreaPath) -> str:
    """The codes of an area below its town, such as 201/001/; the town's own are empty."""
    codes = path.removeprefix(town).strip("/")
    return f"{codes}/" if codes else ""


Places = Mapping[AreaPath, Place]
"""Places by their paths, from above downwards."""

Families = Mapping[AreaPath, tuple[Place, ...]]
"""The places one level below, by the area that they are in."""


def places(shelf: Shelf) -> tuple[Places, Families]:
    """The town and every area below that has, or had, something public; and which lie in which."""
    shown = tuple(path for path, section in shelf.sections.items() if section.shows)
    return _places(shelf.area, shown, tuple(sorted(_names(shelf).items())))


@lru_cache(maxsize=2)  # the same areas are called the same day after day
def _places(
    town: AreaPath, shown: tuple[AreaPath, ...], called: tuple[tuple[AreaPath, str], ...]
) -> tuple[Places, Families]:
    reached = {step for path in shown for step in _line(path, town)}
    names, found = dict(called), dict[AreaPath, Place]()
    for path in sorted(reached | {town}):
        above = tuple(found[step] for step in _line(path, town)[:-1])
        found[path] = Place(path, names.get(path, f"编号{path.rpartition('/')[2]}"), above)
    return MappingProxyType(found), _families(found.values())


def _families(among: Iterable[Place]) -> Families:
    """Which places lie in which."""
    found: dict[AreaPath, list[Place]] = {}
    for each in among:
        found.setdefault(AreaPath(each.path.rpartition("/")[0]), []).append(each)
    return MappingProxyType({path: tuple(some) for path, some in found.items()})


def within(path: AreaPath, place: Place) -> bool:
    """Whether `path` is this place or lies below it."""
    return path == place.path or path.startswith(f"{place.path}/")


def page(place: Place, key: Key) -> str:
    """The file of a document's page; it stays the same from edition to edition."""
    return f"{place.folder}{own(key)}/index.md"


def own(key: Key | Card) -> str:
    """The folder of a document's page below that of its area, such as open-notice/<record>."""
    return f"{slug(key.document)}/{key.record}"


@cache
def slug(document: str) -> str:
    """A sort of document as a folder: `MeetingOutcome` as meeting-outcome."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", document).lower()


def listing(place: Place) -> str:
    """The file of the list of everything that an area made public."""
    return f"{place.folder}{LISTING}/index.md"


def year(place: Place, document: str, year: int) -> str:
    """The file of the list of one sort of document of an area in one year."""
    return f"{place.folder}{LISTING}/{slug(document)}/{year}/index.md"


def figures(place: Place) -> str:
    """The file of the figures of an area's meetings."""
    return f"{place.folder}figures/index.md"


def home(place: Place) -> str:
    """The file of an area's home page."""
    return f"{place.folder}index.md"


def link(start: str, end: str) -> Markup:
    """The way from one file to another; paths hold codes, ids and our own words only."""
    return Markup(way(posixpath.dirname(start), end))


def way(folder: str, file: str) -> str:
    """The shortest way from a folder to a file or a folder, all three from the same root."""
    own, to = (list(filter(None, path.split("/"))) for path in (folder, file))
    most = min(len(own), len(to))
    common = next((at for at in range(most) if own[at] != to[at]), most)
    return "/".join([*[".."] * (len(own) - common), *to[common:]]) or "."


def _line(path: AreaPath, town: AreaPath) -> list[AreaPath]:
    """The areas from the town down to `path`."""
    codes = [code for code in path.removeprefix(town).split("/") if code]
    return [AreaPath("/".join([town, *codes[:depth]])) for depth in range(len(codes) + 1)]


def heads(shelf: Shelf) -> tuple[Card, ...]:
    """The edition of each area that was made public last: it says what the area is called."""
    last = (each.newest[0] for each in shelf.sections.values() if each.standing)
    return tuple(sorted(last, key=lambda card: card.published_at))


def _names(shelf: Shelf) -> Mapping[AreaPath, str]:
    """What areas are called, by the word of the edition that was made public last."""
    names: dict[AreaPath, str] = {}
    for each in heads(shelf):
        area = shelf.content(each).standing.area
        names.update(area.above)
        names[area.path] = area.name
    return names
