"""Everything that is public below an area: what the site is made of.

The shelf is known by its cards, one for each edition that ever was public; what an edition says
is read only where somebody asks for it. So a town with ten thousand documents costs the publisher
no more to look through than one with a hundred costs it to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from tortoise.queryset import QuerySet

from schema.base import reading
from schema.base.context import Context
from schema.base.document import Publication
from schema.base.edition import EditionKey, EditionRecord, State
from schema.base.record import MomentField
from schema.base.scope import AreaPath
from schema.publications import Unpublishing, shown

_MANY = 1000
"""How many editions are read in one statement."""

_KNOWN = 2**17
"""How many ids, moments and days are kept decoded from one look to the next."""


class Key(NamedTuple):
    """A document: its sort, and the record that it is about."""

    document: str
    record: UUID


class Card(NamedTuple):
    """What is known of an edition without reading it. id: the edition's own.

    A tuple, because there is one for everything that a town ever made public.
    """

    id: UUID
    document: str
    record: UUID
    number: int
    area: AreaPath
    state: State
    newest: bool
    title: str
    day: date
    published_at: datetime
    posted_until: datetime | None
    ended_at: datetime | None
    redacted_at: datetime | None
    reason: str
    about_document: str | None
    about_id: UUID | None

    @property
    def key(self) -> Key:
        """Its document, the same from edition to edition."""
        return Key(self.document, self.record)

    @property
    def edition(self) -> EditionKey:
        """Its document, and which edition of it this is."""
        return (self.document, self.record, self.number)

    @property
    def about(self) -> Key | None:
        """The document that it speaks of."""
        if self.about_document is None or self.about_id is None:
            return None
        return Key(self.about_document, self.about_id)

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands on a shelf: by area, and then the latest day first."""
        return (self.area, -self.day.toordinal(), self.id.int)

    def ended_by(self, now: datetime) -> bool:
        """Whether its posting period was over at a moment."""
        return self.posted_until is not None and self.posted_until <= now

    def stands(self, now: datetime) -> bool:
        """Whether everyone may read it at a moment, as `EditionRecord.public` has it."""
        public = self.state is State.PUBLISHED and self.newest and self.redacted_at is None
        return public and not self.ended_by(now)

    def gone(self, now: datetime) -> bool:
        """Whether a dated notice stands in its place, as `Unpublishing.visible` has it."""
        expired = self.state is State.PUBLISHED and self.ended_by(now)
        return self.newest and (expired or self.state is State.WITHDRAWN)

    def unpublishing(self) -> Unpublishing:
        """The dated notice in its place."""
        given = self._asdict()
        return Unpublishing.of(given | {"id": self.record, "path": self.area})


_MARKS = """
SELECT area_id, count(*), sum(version), max(changed_at)
FROM edition
WHERE area_id >= ? AND area_id < ? AND published_at IS NOT NULL
GROUP BY area_id
"""
"""What of an area is another as soon as any card of it is, for every change is a version."""

_OF_AREAS = f"""
SELECT {", ".join({"record": "record_id", "area": "area_id"}.get(n, n) for n in Card._fields)}
FROM edition
WHERE area_id IN (%s) AND published_at IS NOT NULL
ORDER BY area_id, day DESC, id
"""
"""The cards of some areas."""

_LOOKS = 3
"""How often cards are read again when some of them have changed meanwhile."""


class Cards:
    """The cards of all that ever was public, kept from one look to the next by whoever stays.

    Those of an area are read again when something of it has changed, whoever did that.
    heads: what editions say that tell what areas are called, by their ids.
    """

    def __init__(self) -> None:
        self.heads: dict[UUID, Publication] = {}
        self._marks: dict[AreaPath, Any] = {}
        self._known: dict[AreaPath, tuple[Card, ...]] = {}

    async def below(self, area: AreaPath) -> list[Card]:
        """Those of an area and of all below it, by path and then the latest day first."""
        marks: dict[AreaPath, Any] = {}
        for _ in range(_LOOKS):
            found = await reading.told(EditionRecord, _MARKS, area, f"{area}0")
            marks = {AreaPath(path): tuple(mark) for path, *mark in found}
            changed = [path for path, mark in marks.items() if self._marks.get(path) != mark]
            if not changed:
                break
            for begin in range(0, len(changed), _MANY):
                await self._read(changed[begin : begin + _MANY])
            self._marks |= marks
        return [card for path in sorted(marks) for card in self._known[path]]

    async def _read(self, areas: Sequence[AreaPath]) -> None:
        places = ", ".join("?" * len(areas))
        self._known |= dict.fromkeys(areas, ())
        found = _cards(await reading.told(EditionRecord, _OF_AREAS % places, *areas))
        for path, cards in groupby(found, key=lambda card: card.area):
            self._known[path] = tuple(cards)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is public below an area at one moment.

    standing: what may be read, by path and then the latest day first; earlier: the readable
    editions that those correct, the latest first; ended: what gave way to a dated notice, the
    latest first; contents: the editions that have been read, by their ids; heads: see `Cards`;
    ahead: what an edition says that is not public yet, where the shelf foresees that it is.
    """

    area: AreaPath
    moment: datetime
    standing: tuple[Card, ...]
    earlier: Mapping[Key, tuple[Card, ...]]
    ended: tuple[Card, ...]
    contents: Mapping[UUID, Publication] = field(default_factory=dict)
    heads: dict[UUID, Publication] = field(default_factory=dict)
    ahead: Mapping[UUID, Publication] = field(default_factory=dict)

    def content(self, card: Card) -> Publication:
        """What an edition says."""
        return self.contents[card.id]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A submitted edition as it would stand if it were approved now. digest: of its snapshot."""

    card: Card
    content: Publication
    digest: str


async def shelf(context: Context, area: AreaPath, cards: Cards) -> Shelf:
    """The cards of all that stands below an area, of what it corrects, and of what has ended."""
    return replace(_arranged(area, context.now, await cards.below(area)), heads=cards.heads)


async def foreseen(context: Context, area: AreaPath, cards: Cards, edition: Foreseen) -> Shelf:
    """The shelf as it would be if this edition were approved at this moment."""
    corrected = [_corrected(each, edition.card) for each in await cards.below(area)]
    ordered = sorted((*corrected, edition.card), key=lambda card: card.place)
    shelf = _arranged(area, context.now, ordered)
    return replace(shelf, ahead={edition.card.id: edition.content})


async def card(editions: QuerySet[EditionRecord]) -> Card | None:
    """The card of the only edition of a query, wherever it stands; none if there is none."""
    named = {"area": "area_id", "record": "record_id"}
    rows = await reading.rows(editions, {name: named.get(name, name) for name in Card._fields})
    return next((Card._make(row.values()) for row in rows), None)


def _corrected(card: Card, by: Card) -> Card:
    """The card once another edition has been approved, as `Mutation.approve` has it."""
    if card.key != by.key or not card.newest:
        return card
    if card.state is not State.PUBLISHED:
        return card._replace(newest=False)
    return card._replace(newest=False, state=State.SUPERSEDED, ended_at=by.published_at)


def _arranged(area: AreaPath, now: datetime, cards: Sequence[Card]) -> Shelf:
    standing = [each for each in cards if each.stands(now)]
    past = [each for each in cards if each.state is State.SUPERSEDED and each.redacted_at is None]
    records = {each.record for each in past}
    known = {each.key for each in standing if each.record in records}
    earlier: dict[Key, list[Card]] = {}
    for each in sorted(past, key=lambda card: -card.number):
        if each.key in known:
            earlier.setdefault(each.key, []).append(each)
    ended = [each for each in cards if each.gone(now)]
    return Shelf(
        area=area,
        moment=now,
        standing=tuple(standing),
        earlier=MappingProxyType({key: tuple(each) for key, each in earlier.items()}),
        ended=tuple(sorted(ended, key=lambda card: card.published_at, reverse=True)),
    )


async def contents(context: Context, cards: Iterable[Card]) -> Mapping[UUID, Publication]:
    """What these editions say; one that may not be read any more is left out."""
    ids = [each.id for each in cards]
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


def _cards(rows: Sequence[Any]) -> list[Card]:
    """Cards, decoded column by column: there are as many as a town has documents."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        if decode := _DECODED.get(Card._fields[place]):
            columns[place] = map(decode, column)
    return list(map(Card._make, zip(*columns, strict=True)))


@lru_cache(maxsize=_KNOWN)
def _id(raw: Any) -> UUID | None:
    return raw if raw is None or isinstance(raw, UUID) else UUID(raw)


@lru_cache(maxsize=_KNOWN)
def _moment(raw: Any) -> datetime | None:
    return _MOMENT.to_python_value(raw)


@lru_cache(maxsize=_KNOWN)
def _day(raw: Any) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


_MOMENT = MomentField()

_DECODED: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        **dict.fromkeys(("id", "record", "about_id"), _id),
        **dict.fromkeys(("published_at", "posted_until", "ended_at", "redacted_at"), _moment),
        "day": _day,
        "state": State,
        "newest": bool,
    }
)
"""What SQLite gives back as text or number; PostgreSQL gives moments, days and ids as they are."""
