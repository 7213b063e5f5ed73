"""Everything that is public below an area: what the site is made of, arranged area by area.

The shelf is known by its cards; what an edition says is read only where somebody asks for it.
Whoever stays arranges anew only the sections of areas in which something has changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from tortoise.queryset import QuerySet

from schema import cards
from schema.base import reading
from schema.base.document import Publication
from schema.base.edition import EditionRecord, State
from schema.base.scope import AreaPath
from schema.cards import Card, Key, Mark
from schema.publications import shown
from schema.sections import Section, section

_MANY = 1000
"""How many editions, or the cards of how many areas, are read in one statement."""

_LOOKS = 3
"""How often cards are read again when some of them have changed meanwhile."""

_BARE = Section()
"""The section of an area that never made anything public."""


class Sections(dict[AreaPath, Section]):
    """Sections by the paths of their areas, in the order of these; it is not changed any more."""

    def __init__(self, by_area: Mapping[AreaPath, Section]) -> None:
        super().__init__(sorted(by_area.items()))
        self._paths, self._every = tuple(self), tuple(self.values())

    def below(self, area: AreaPath) -> tuple[Section, ...]:
        """That of an area, and those of all below it."""
        begin, end = (bisect_left(self._paths, path) for path in (area, f"{area}0"))
        return self._every[begin:end]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where to look on a shelf. areas: of each record; speaking: those in which something may speak
    of a record."""

    areas: dict[UUID, AreaPath] = field(default_factory=dict)
    speaking: dict[UUID, set[AreaPath]] = field(default_factory=dict)

    def note(self, cards: Iterable[Card]) -> None:
        """Takes note of where these lie."""
        for card in cards:
            self.areas[card.record] = card.area
            if card.about_id is not None:
                self.speaking.setdefault(card.about_id, set()).add(card.area)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is public below an area at one moment.

    whereabouts: of all that is on it; contents: the editions that have been read, by their ids;
    heads: see `Cards`; ahead: what an edition says that is not public yet, where the shelf foresees
    that it is.
    """

    area: AreaPath
    moment: datetime
    sections: Sections
    whereabouts: Whereabouts = field(compare=False)
    contents: Mapping[UUID, Publication] = field(default_factory=dict)
    heads: dict[UUID, Publication] = field(default_factory=dict)
    ahead: Mapping[UUID, Publication] = field(default_factory=dict)

    @property
    def standing(self) -> Iterator[Card]:
        """What may be read, by path and then the latest day first."""
        return chain.from_iterable(each.standing for each in self.sections.values())

    @property
    def ended(self) -> Iterator[Card]:
        """What gave way to a dated notice, by path and then the latest first."""
        return chain.from_iterable(each.ended for each in self.sections.values())

    def section(self, area: AreaPath) -> Section:
        """What lies there of one area."""
        return self.sections.get(area, _BARE)

    def subject(self, key: Key) -> Card | None:
        """A document that stands or has ended."""
        return self._section_of(key).subjects.get(key)

    def earlier(self, key: Key) -> tuple[Card, ...]:
        """The readable editions that what stands of a document corrects, the latest first."""
        return self._section_of(key).earlier.get(key, ())

    def responses(self, key: Key) -> tuple[Card, ...]:
        """What stands and speaks of a document; what was made public first stands first."""
        areas = sorted(self.whereabouts.speaking.get(key.record, ()))
        found = chain.from_iterable(self.section(each).responses.get(key, ()) for each in areas)
        return tuple(sorted(found, key=lambda card: card.published_at))

    def content(self, card: Card) -> Publication:
        """What an edition says."""
        return self.contents[card.id]

    def with_sections(self, sections: Mapping[AreaPath, Section]) -> Shelf:
        """The shelf with these in the place of some of its sections."""
        return replace(self, sections=Sections({**self.sections, **sections}))

    def _section_of(self, key: Key) -> Section:
        area = self.whereabouts.areas.get(key.record)
        return _BARE if area is None else self.section(area)


class Cards:
    """The cards of all that ever was public, kept from one look to the next by whoever stays.

    Those of an area are read again when something of it has changed, whoever did that.
    heads: what editions say that tell what areas are called, by their ids.
    """

    def __init__(self) -> None:
        self.heads: dict[UUID, Publication] = {}
        self._marks: dict[AreaPath, Mark] = {}
        self._known: dict[AreaPath, tuple[Card, ...]] = {}
        self._sections: dict[AreaPath, Section] = {}
        self._whereabouts = Whereabouts()

    async def shelf(self, area: AreaPath, moment: datetime) -> Shelf:
        """The shelf of an area at a moment."""
        sections = {}
        for path in await self._below(area):
            arranged = self._sections.get(path)
            if arranged is None or not arranged.holds(moment):
                arranged = self._sections[path] = section(self._known[path], moment)
            sections[path] = arranged
        return Shelf(area, moment, Sections(sections), self._whereabouts, heads=self.heads)

    def of(self, area: AreaPath) -> tuple[Card, ...]:
        """Those of one area, as they were found at the last look."""
        return self._known.get(area, ())

    async def _below(self, area: AreaPath) -> Iterable[AreaPath]:
        """An area, and all below it, of which there are cards; all of these have been read."""
        marks = await cards.marks(area)
        changed = [path for path, mark in marks.items() if self._marks.get(path) != mark]
        for begin in range(0, len(changed), _MANY):
            await self._read(changed[begin : begin + _MANY], marks)
        return marks

    async def _read(self, areas: Sequence[AreaPath], marks: Mapping[AreaPath, Mark]) -> None:
        """Reads the cards of some areas; again those of which some change meanwhile."""
        for _ in range(_LOOKS):
            found = await cards.of_areas(areas)
            for path in areas:
                self._known[path] = found.get(path, ())
                self._marks[path] = marks.get(path, ())
                self._sections.pop(path, None)
                self._whereabouts.note(self._known[path])
            marks = await cards.marks_of(areas)
            areas = [path for path in areas if self._marks[path] != marks.get(path, ())]
            if not areas:
                break


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A submitted edition as it would stand if it were approved now. digest: of its snapshot."""

    card: Card
    content: Publication
    digest: str


async def foreseen(kept: Cards, area: AreaPath, moment: datetime, edition: Foreseen) -> Shelf:
    """The shelf as it would be if this edition were approved at this moment."""
    standing, path = await kept.shelf(area, moment), edition.card.area
    corrected = [_corrected(each, edition.card) for each in kept.of(path)]
    ordered = sorted((*corrected, edition.card), key=lambda card: card.place)
    standing.whereabouts.note([edition.card])  # it only says where to look
    approved = standing.with_sections({path: section(ordered, moment)})
    content = {edition.card.id: edition.content}
    return replace(approved, heads={}, ahead=content)


def _corrected(card: Card, by: Card) -> Card:
    """The card once another edition has been approved, as `Mutation.approve` has it."""
    if card.key != by.key or not card.newest:
        return card
    if card.state is not State.PUBLISHED:
        return card._replace(newest=False)
    return card._replace(newest=False, state=State.SUPERSEDED, ended_at=by.published_at)


async def contents(wanted: Iterable[Card]) -> Mapping[UUID, Publication]:
    """What these editions say; one that may not be read any more is left out."""
    ids = [each.id for each in wanted]
    found: dict[UUID, Publication] = {}
    for begin in range(0, len(ids), _MANY):
        some = _readable().filter(id__in=ids[begin : begin + _MANY])
        columns = Publication.columns() | {"id": "id"}
        for row in await reading.rows(some, columns):
            found[row["id"]] = shown(row)
    return found


def _readable() -> QuerySet[EditionRecord]:
    """What stands, and what was superseded and not redacted."""
    return EditionRecord.filter(
        state__in=[State.PUBLISHED, State.SUPERSEDED], redacted_at__isnull=True
    )
