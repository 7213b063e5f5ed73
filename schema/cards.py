"""Cards: what is known of the editions that ever were public, without reading what they say.

A town with ten thousand documents so costs whoever looks through it no more than one with a
hundred costs to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from sys import intern
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from tortoise.queryset import QuerySet

from schema.base import reading
from schema.base.edition import EditionKey, EditionRecord, State
from schema.base.record import MomentField
from schema.base.scope import AreaPath
from schema.publications import Unpublishing


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
    def place(self) -> tuple[int, int]:
        """Where it stands among those of its area: the latest day first."""
        return (-self.day.toordinal(), self.id.int)

    @property
    def turn(self) -> tuple[datetime, str, int]:
        """When it became public; ids decide where moments do not."""
        return (self.published_at, self.document, self.record.int)

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


Mark = tuple[Any, ...]
"""What of an area is another as soon as any card of it is, for every change is a version."""

_MARKS = """
SELECT area_id, count(*), sum(version), max(changed_at)
FROM edition
WHERE %s AND published_at IS NOT NULL
GROUP BY area_id
"""

_BELOW, _AMONG = "area_id >= ? AND area_id < ?", "area_id IN (%s)"

_NAMED: Mapping[str, str] = MappingProxyType(
    {name: {"record": "record_id", "area": "area_id"}.get(name, name) for name in Card._fields}
)
"""The columns in which the fields of a card are."""

_OF_AREAS = f"""
SELECT {", ".join(_NAMED.values())}
FROM edition
WHERE {_AMONG} AND published_at IS NOT NULL
ORDER BY area_id, day DESC, id
"""


async def marks(area: AreaPath) -> dict[AreaPath, Mark]:
    """The mark of an area, and of each below it, by path; of those that ever made anything
    public."""
    return _marks(await reading.told(EditionRecord, _MARKS % _BELOW, area, f"{area}0"))


async def marks_of(areas: Sequence[AreaPath]) -> dict[AreaPath, Mark]:
    """The marks of some areas."""
    return _marks(await reading.told(EditionRecord, _MARKS % _AMONG % reading.slots(areas), *areas))


async def of_areas(areas: Sequence[AreaPath]) -> dict[AreaPath, tuple[Card, ...]]:
    """The cards of some areas, in the order of `Card.place`."""
    found = _cards(await reading.told(EditionRecord, _OF_AREAS % reading.slots(areas), *areas))
    by_area = groupby(found, key=lambda card: card.area)
    return {path: tuple(cards) for path, cards in by_area}


async def card(editions: QuerySet[EditionRecord]) -> Card | None:
    """The card of the only edition of a query, wherever it stands; none if there is none."""
    rows = await reading.rows(editions, dict(_NAMED))
    return next((Card._make(row.values()) for row in rows), None)


def _marks(rows: Iterable[Any]) -> dict[AreaPath, Mark]:
    return {AreaPath(path): tuple(mark) for path, *mark in sorted(map(tuple, rows))}


def _cards(rows: Sequence[Any]) -> list[Card]:
    """Cards, decoded column by column: there are as many as a town has documents."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        if decode := _DECODED.get(Card._fields[place]):
            columns[place] = map(decode, column)
    return list(map(Card._make, zip(*columns, strict=True)))


def _id(raw: Any) -> UUID | None:
    return None if raw is None else reading.id_of(raw)


@lru_cache(maxsize=1024)  # much becomes public, and ends, at once
def _moment(raw: Any) -> datetime | None:
    return _MOMENT.to_python_value(raw)


@lru_cache(maxsize=1024)
def _day(raw: Any) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


_MOMENT = MomentField()

_DECODED: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        **dict.fromkeys(("id", "record", "about_id"), _id),
        **dict.fromkeys(("area", "document"), intern),
        **dict.fromkeys(("published_at", "posted_until", "ended_at", "redacted_at"), _moment),
        "day": _day,
        "state": State,
        "newest": bool,
    }
)
"""What SQLite gives back as text or number; PostgreSQL gives moments, days and ids as they are."""
