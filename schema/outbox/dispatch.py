"""What is due: claimed by one process, carried out by the service, and written down as it went.

A claim moves the delivery on by a while, in a transaction of its own. Who claimed it writes down
what came of it; who is killed before that leaves it to be claimed again, so that every message
arrives at least once. Nothing is due before the act that caused it has been committed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from strawberry import relay
from tortoise.expressions import F

from schema.base.act import transaction
from schema.base.edition import EditionRecord
from schema.base.journal import JournalRecord
from schema.base.served import Row
from schema.outbox.deliveries import DeliveryFailure, DeliveryRecord, DeliveryState
from schema.outbox.webhooks import GoneRecord, WebhookEvent, WebhookRecord, WebhookState
from schema.publications import screaming
from schema.rules import webhooks

CLAIMED = timedelta(minutes=1)
"""How long a claim holds; four times as long as the slowest attempt."""

KEPT = timedelta(days=30)
"""How long a delivery with which nothing happens is kept."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery, ready to be sent. attempts: how many there were before."""

    id: UUID
    version: int
    webhook: UUID
    attempts: int
    url: str
    secrets: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an attempt. again: when it is tried again; none if it is not."""

    status: int | None
    failure: DeliveryFailure | None
    again: datetime | None = None


async def due(now: datetime) -> list[UUID]:
    """The webhooks that have something to be sent."""
    waiting = DeliveryRecord.filter(
        state=DeliveryState.WAITING, due_at__lte=now, webhook__state=WebhookState.ACTIVE
    )
    found: list[UUID] = await waiting.distinct().values_list("webhook_id", flat=True)  # type: ignore[assignment]  # flat
    gone = await GoneRecord.filter(webhook_id__in=found).values_list("webhook_id", flat=True)
    return [each for each in found if each not in gone]


async def claim(webhook: UUID, many: int, now: datetime, key: bytes) -> list[Parcel]:
    """So many of a webhook's deliveries, the oldest first, which nobody else will send meanwhile.

    On PostgreSQL rows that another process is about to claim are passed over.
    """
    async with transaction():
        waiting = DeliveryRecord.filter(
            webhook_id=webhook, state=DeliveryState.WAITING, due_at__lte=now
        )
        first = waiting.order_by("due_at", "id").limit(many).select_for_update(skip_locked=True)
        rows = [_row(each) for each in await first]
        claimed = DeliveryRecord.filter(id__in=[row["id"] for row in rows])
        await claimed.update(due_at=now + CLAIMED, version=F("version") + 1)
    return await _parcels(webhook, rows, now, key) if rows else []


async def settle(parcel: Parcel, result: Result, now: datetime) -> bool:
    """Writes down what came of a parcel; false if somebody else has claimed it since."""
    again = {"due_at": result.again} if result.again else {}
    state = DeliveryState.DELIVERED if result.failure is None else DeliveryState.DEAD
    claimed = DeliveryRecord.filter(id=parcel.id, version=parcel.version)
    written: int = await claimed.update(
        state=DeliveryState.WAITING if again else state,
        attempts=parcel.attempts + 1,
        status=result.status,
        failure=result.failure,
        version=parcel.version + 1,
        changed_at=now,
        **again,
    )
    return bool(written)


async def gone(webhook: UUID, now: datetime) -> None:
    """Notes that a receiver said that it is gone for good."""
    await GoneRecord.get_or_create(webhook_id=webhook, defaults={"at": now})


async def sweep(now: datetime) -> None:
    """Removes the deliveries with which nothing has happened for long.

    What waits longer than any wait was put off by a clock that was ahead, and is due.
    """
    await DeliveryRecord.filter(changed_at__lt=now - KEPT).delete()
    never = DeliveryRecord.filter(state=DeliveryState.WAITING, due_at__gt=now + webhooks.FARTHEST)
    await never.update(due_at=now)


def _row(delivery: DeliveryRecord) -> Row:
    names = ("id", "version", "event", "line", "at", "attempts", "path")
    return {name: getattr(delivery, name) for name in names}


async def _parcels(webhook: UUID, rows: Sequence[Row], now: datetime, key: bytes) -> list[Parcel]:
    to = (await WebhookRecord.filter(id=webhook).values())[0]
    secrets = _secrets(to, now, key)
    lines = await _by_id(JournalRecord, {row["line"] for row in rows if row["line"]})
    told = {line["record_id"] for line in lines.values() if line["kind"] == "Edition"}
    editions = await _by_id(EditionRecord, told)
    return [
        Parcel(
            id=row["id"],
            version=row["version"] + 1,
            webhook=webhook,
            attempts=row["attempts"],
            url=to["url"],
            secrets=secrets,
            body=_body(row, webhook, lines.get(row["line"]), editions),
        )
        for row in rows
    ]


def _secrets(webhook: Row, now: datetime, key: bytes) -> tuple[str, ...]:
    """The secret, and the one before it while that still signs."""
    until, newest = webhook["previous_until"], webhook["generation"]
    signing = (newest, newest - 1) if until and now < until else (newest,)
    return tuple(webhooks.secret(key, webhook["id"], each) for each in signing)


async def _by_id(stored: Any, keys: Collection[Any]) -> dict[Any, Row]:
    rows = await stored.filter(id__in=list(keys)).values() if keys else []
    return {row["id"]: row for row in rows}


def _body(row: Row, webhook: UUID, line: Row | None, editions: dict[UUID, Row]) -> bytes:
    """The message: ids and places, never a name or a title; the same in every attempt."""
    if line is None:
        data = {"id": _global("Webhook", webhook), "area": row["path"]}
    elif row["event"] is WebhookEvent.RECORD_CHANGED:
        data = _record(line)
    else:
        data = _edition(editions[line["record_id"]])
    at = row["at"].astimezone(UTC).isoformat().replace("+00:00", "Z")
    return orjson.dumps({"type": row["event"].topic, "timestamp": at, "data": data})


def _record(line: Row) -> Row:
    return {
        "id": _global(line["kind"], line["record_id"]),
        "kind": line["kind"],
        "act": line["act"],
        "area": line["path"],
        "version": line["version"],
    }


def _edition(edition: Row) -> Row:
    return {
        "id": _global(edition["document"], edition["record_id"]),
        "document": screaming(edition["document"]),
        "area": edition["area_id"],
        "number": edition["number"],
    }


def _global(kind: str, key: UUID) -> str:
    return str(relay.GlobalID(kind, str(key)))
