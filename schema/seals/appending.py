"""How the log grows: everything that became of editions and is not in it yet, once, in order."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from schema import cards
from schema.base import reading
from schema.base.act import transaction
from schema.base.edition import EditionRecord
from schema.base.inserting import insert
from schema.base.scope import AreaPath
from schema.base.sealing import (
    SealCheckpointRecord,
    SealEvent,
    SealNodeRecord,
    SealRecord,
    SealSaltRecord,
)
from schema.base.served import SLICE
from schema.cards import Mark
from schema.records.areas import AreaRecord
from schema.rules import merkle, tiles
from schema.rules.merkle import EMPTY, Head
from schema.rules.tiles import WIDTH
from schema.seals import leaves, logs
from schema.seals.leaves import Leaf

SALT = 32
"""Bytes of a salt: nobody finds it by trying."""

AMONG = "FROM edition WHERE area_id IN (%s)"
LACKING = "NOT EXISTS (SELECT 1 FROM seal WHERE edition_id = edition.id AND event"

HAPPENED = f"""
SELECT id, 1 AS rank, published_at AS moment, record_id, number, area_id
 {AMONG} AND published_at IS NOT NULL AND {LACKING} IN ('PUBLISHED', 'CORRECTED'))
UNION ALL
SELECT id, 2, ended_at, record_id, number, area_id
 {AMONG} AND state = 'WITHDRAWN'
 AND (redacted_at IS NULL OR ended_at < redacted_at) AND {LACKING} = 'WITHDRAWN')
UNION ALL
SELECT id, 3, redacted_at, record_id, number, area_id
 {AMONG} AND redacted_at IS NOT NULL AND published_at IS NOT NULL AND {LACKING} = 'REDACTED')
"""
"""What the log does not hold yet. What was taken down by being redacted was not withdrawn too."""

_MANY = 300
"""In how many areas it is looked for that in one statement."""

Salting = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became of an edition; salt: if it can still be committed to."""

    edition: UUID
    leaf: Leaf
    salt: bytes | None


class Settled:
    """The areas in which nothing happened that the log lacks, kept from one look to the next by
    whoever stays: until something of an area changes, it is not gone through again.

    head: how far the log had come; if it stands elsewhere, as after a restore, nothing is known.
    """

    def __init__(self) -> None:
        self.head = EMPTY
        self._marks: dict[AreaPath, Mark] = {}

    async def lacking(self, town: AreaPath, head: Head) -> list[Any]:
        """What happened in a town that the log lacks, in its order; see `HAPPENED`."""
        known = self._marks if self.head == head else {}
        marks = await cards.marks(town)
        areas = [path for path, mark in marks.items() if known.get(path) != mark]
        found: list[Any] = []
        for begin in range(0, len(areas), _MANY):
            some = areas[begin : begin + _MANY]
            text = HAPPENED.replace("%s", reading.slots(some))
            found += await reading.told(EditionRecord, text, *some * 3)
        unsettled = {row[-1] for row in found}
        self.head = head
        self._marks = {path: mark for path, mark in marks.items() if path not in unsettled}
        return sorted(found, key=lambda row: (row[2], row[3], row[4], row[1]))


async def append(
    town: AreaPath,
    public: Head,
    now: datetime,
    settled: Settled,
    salting: Salting = secrets.token_bytes,
) -> Head:
    """Appends what is new, and answers how far the log has come.

    `LogBehind` if the log that is public is not how this one began. What is signed for a new size
    is written down with it, so that no other root ever can be. Nobody who writes waits while it is
    looked for what is new, nor longer than a slice of it takes.
    """
    found = await settled.lacking(town, await logs.follow(town, public))
    for start in range(0, len(found), SLICE):
        async with _alone(town):
            begun = await logs.follow(town, public)
            happened = await _happened(found[start : start + SLICE], salting)
            await _write(town, begun.size, happened, now)
            await _signed(town, begun, begun.size + len(happened), now)
    settled.head = await logs.head(town)
    return settled.head


@asynccontextmanager
async def _alone(town: AreaPath) -> AsyncIterator[None]:
    """A transaction in which nobody else appends to the log of this town."""
    async with transaction():
        await AreaRecord.filter(path=town).select_for_update(no_key=True).get()
        yield


async def _happened(found: Sequence[Any], salting: Salting) -> list[Happening]:
    """What became of these editions, as far as nobody has appended it since.

    What somebody is changing right now waits for next time.
    """
    keys = [(reading.id_of(row[0]), row[1]) for row in found]
    concerned = {edition for edition, _ in keys}
    sealed = await SealRecord.filter(edition_id__in=concerned).values("edition_id", "event")
    known = {(row["edition_id"], row["event"]) for row in sealed}
    standing = EditionRecord.filter(id__in=concerned).select_for_update(skip_locked=True)
    editions = {each.id: each for each in await standing}
    happened = [_happening(editions[key], rank, salting) for key, rank in keys if key in editions]
    return [each for each in happened if (each.edition, each.leaf.event) not in known]


def _happening(edition: EditionRecord, rank: int, salting: Salting) -> Happening:
    opened = SealEvent.PUBLISHED if edition.number == 1 else SealEvent.CORRECTED
    event = {1: opened, 2: SealEvent.WITHDRAWN, 3: SealEvent.REDACTED}[rank]
    moment = {1: edition.published_at, 2: edition.ended_at, 3: edition.redacted_at}[rank]
    assert moment is not None
    readable = rank == 1 and edition.snapshot and edition.redacted_at is None
    salt = salting(SALT) if readable else None
    leaf = Leaf(
        event=event,
        document=edition.document,
        record=edition.record_id,
        number=edition.number,
        moment=moment,
        commitment=None if salt is None else leaves.commitment(salt, edition.snapshot),
    )
    return Happening(edition.id, leaf, salt)


async def _write(town: AreaPath, size: int, happened: Sequence[Happening], now: datetime) -> None:
    salted = [each for each in happened if each.salt is not None]
    salts = [{"edition_id": each.edition, "salt": each.salt} for each in salted]
    rows = ((place, each.edition, each.leaf) for place, each in enumerate(happened, size))
    entries = [_row(town, *row, leaves.written(row[2]), now) for row in rows]
    await insert((SealSaltRecord, salts), (SealRecord, entries))


def _row(
    town: AreaPath, place: int, edition: UUID | None, leaf: Leaf, entry: bytes, now: datetime
) -> Mapping[str, Any]:
    return {
        "town": town,
        "place": place,
        "edition_id": edition,
        "event": leaf.event,
        "leaf": entry,
        "at": now,
    }


async def _signed(town: AreaPath, begun: Head, size: int, now: datetime) -> Head:
    """Writes down the hashes of tiles that are whole now, and what will be signed."""
    if size == begun.size:
        return begun
    level = 0
    while whole := range(begun.size // WIDTH ** (level + 1), size // WIDTH ** (level + 1)):
        await _raise(town, level, whole)
        level += 1
    head = Head(size, await logs.root(town, size))
    await SealCheckpointRecord.create(town=town, size=head.size, root=head.root, at=now)
    return head


async def _raise(town: AreaPath, level: int, whole: range) -> None:
    for place in whole:
        span = tiles.Tile(level, place, WIDTH).span
        hashed = merkle.root(await logs.hashes(town, level, span))
        await SealNodeRecord.create(town=town, level=level + 1, place=place, hash=hashed)


async def adopt(town: AreaPath, public: Head, entries: Sequence[bytes], now: datetime) -> Head:
    """Takes over what the public log holds beyond the database, after an older backup was restored.

    entries: all of the public log. ValueError if the log of the database is not how it began.
    """
    async with _alone(town):
        begun = await logs.head(town)
        hashes = [merkle.leaf(each) for each in entries]
        if (merkle.root(hashes), merkle.root(hashes[: begun.size])) != (public.root, begun.root):
            raise ValueError("the log of the database is not how the public one began")
        rows = enumerate(entries[begun.size :], begun.size)
        known = [_row(town, place, None, leaves.parsed(each), each, now) for place, each in rows]
        await insert((SealRecord, known))
        return await _signed(town, begun, public.size, now)
