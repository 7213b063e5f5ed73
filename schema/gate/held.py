"""What was approved and is not on the site all the same, and for what reason.

The publisher writes it after each release. Nobody did it, so no journal knows; it tells where
something private was found and never what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import transaction
from schema.base.connection import Connection, Filter, connection, where
from schema.base.edition import EditionKey, EditionRecord
from schema.base.inserting import insert
from schema.base.record import MomentField, Record
from schema.base.scope import AreaPath, Scope
from schema.base.served import Row, to
from schema.editions import Edition
from schema.records.areas import OfArea
from schema.rules.gating import Reason

# Stored

strawberry.enum(Reason, name="HoldReason")


class HeldRecord(Record):
    """A reason by which something is not on the site. Without an edition it is of the release."""

    # An edition is never deleted. What is held goes with the release that no longer holds it.
    edition: Any = fields.ForeignKeyField(
        "zuwu.EditionRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    file = fields.CharField(max_length=300)
    field = fields.CharField(max_length=200)
    reason: Any = fields.CharEnumField(Reason, max_length=32)
    detail = fields.CharField(max_length=200)
    since = MomentField()

    class Meta:
        """By edition, for whoever lets it go."""

        table = "held_publication"
        indexes = (("edition_id", "reason"), ("since", "id"))


# Served


@strawberry.type
class HeldPublication(OfArea):
    """A reason by which a document, or the whole release, is not on the site."""

    stored = HeldRecord

    edition_id: strawberry.Private[UUID | None]

    edition: Edition | None = to(
        Edition, "edition_id", "The edition that stays behind; null where the whole release does."
    )

    file: str
    """The file of the site in which it was found."""

    field: str
    """The place in the file, such as `title` or `line 3`."""

    reason: Reason
    """Why it stays behind; what was found is told nowhere."""

    detail: str
    """What is wrong, where the reason leaves it open."""

    since: datetime
    """Since when."""


# Asked


@strawberry.input
class HeldPublicationFilter(Filter):
    """Which of them."""

    edition: relay.GlobalID | None = where("edition_id")
    """Of this edition."""

    reason: Reason | None = where("reason")
    """For this reason."""


@strawberry.enum
class HeldPublicationOrder(Enum):
    """In which order they are listed."""

    NEWEST = "-since"
    """The latest first."""

    OLDEST = "since"
    """The earliest first: what has stayed behind longest."""


@strawberry.type
class Query:
    """What the gate holds back, for officers."""

    held_publications: Connection[HeldPublication] | None = connection(
        HeldPublication, HeldPublicationFilter, HeldPublicationOrder
    )
    """What was approved in your scope and is not on the site all the same."""


# Done: by the publisher, after each release.


@dataclass(frozen=True, slots=True)
class Held:
    """A reason by which an edition stays behind; edition: none for the whole release."""

    edition: EditionKey | None
    file: str
    field: str
    reason: Reason
    detail: str = ""


async def note(town: AreaPath, now: datetime, held: Collection[Held]) -> None:
    """Writes down what is held back in a town now, instead of what was before.

    What is still held keeps the moment since when it is. Where the whole release is held, the one
    before stays live, and what that one holds back stays behind as well.
    """
    async with transaction():
        standing = HeldRecord.within(Scope((town,)))
        before = await standing.values()
        since = {_same(row): row["since"] for row in before}
        editions = await _editions(each.edition for each in held if each.edition)
        rows = [_row(town, now, each, editions) for each in held]
        fresh = {_same(row): row | {"since": since.get(_same(row), now)} for row in rows}
        if any(each.edition is None for each in held):
            fresh |= {_same(row): row for row in before if row["edition_id"]}
        await standing.delete()
        if fresh:
            await insert((HeldRecord, fresh.values()))


async def standing(town: AreaPath) -> tuple[Held, ...]:
    """What is written down as held back in a town."""
    edition = ("edition__document", "edition__record_id", "edition__number")
    rows = HeldRecord.within(Scope((town,))).values_list(
        *edition, "file", "field", "reason", "detail"
    )
    return tuple(Held(row[:3] if row[0] else None, *row[3:]) for row in await rows)


async def _editions(keys: Iterable[EditionKey]) -> dict[EditionKey, Row]:
    """Id and area of editions."""
    wanted = set(keys)
    rows = EditionRecord.filter(record_id__in=[record for _, record, _ in wanted])
    found = await rows.values("id", "area_id", "document", "record_id", "number")
    return {(row["document"], row["record_id"], row["number"]): row for row in found}


def _row(town: AreaPath, now: datetime, held: Held, editions: dict[EditionKey, Row]) -> Row:
    edition = editions[held.edition] if held.edition else {"id": None, "area_id": town}
    return {
        "id": uuid4(),
        "version": 1,
        "changed_at": now,
        "area_id": edition["area_id"],
        "edition_id": edition["id"],
        "file": _within(held.file, 300),
        "field": _within(held.field, 200),
        "reason": held.reason,
        "detail": _within(held.detail, 200),
    }


def _same(row: Row) -> Sequence[Any]:
    """What makes two rows the same reason."""
    return (row["edition_id"], row["file"], row["field"], row["reason"])


def _within(text: str, longest: int) -> str:
    """The end of a text that is too long for its column; of a path, that tells most."""
    return text if len(text) <= longest else f"…{text[1 - longest :]}"
