"""A client's own key for an act: sent again with the same key, it is done once and answered alike.

The answer is kept as it was given, for a week; whoever may no longer see the record is not
answered, and content that has been erased is not kept here either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from schema.base import codec
from schema.base.context import Context
from schema.base.draft import Instruction
from schema.base.record import MomentField
from schema.base.refusal import KeyReused, RecordUnknown
from schema.base.served import Served

S = TypeVar("S", bound=Served)

KEPT = timedelta(days=7)
"""How long an answer is kept; nobody sends a request again after that."""


class KeyRecord(Model):
    """An act that an officer's client has had carried out under a key of its own."""

    id = fields.BigIntField(primary_key=True)
    officer_id: Any = fields.UUIDField()
    key = fields.CharField(max_length=100)
    digest = fields.CharField(max_length=64)
    record_id: Any = fields.UUIDField(db_index=True)
    answer: Any = fields.JSONField(null=True)
    at = MomentField()

    class Meta:
        """One line per officer and key: two racing requests cannot both be carried out."""

        table = "client_key"
        unique_together = (("officer_id", "key"),)


async def answered(context: Context, act: str, asked: Instruction, served: type[S]) -> S | None:
    """The answer to the earlier request with this key, if there was one."""
    if asked.key is None:
        return None
    found = await KeyRecord.filter(officer_id=context.actor.officer, key=asked.key).values()
    if not found:
        return None
    if found[0]["digest"] != _digest(act, asked):
        raise KeyReused("标识相同，内容不同。", field="key")
    standing = await served.all_of(served.visible(context).filter(id=found[0]["record_id"]))
    if not standing:
        raise RecordUnknown("此前的记录已不在您的范围内。", field="key")
    kept = found[0]["answer"]
    return standing[0] if kept is None else codec.read(served, kept)


async def remember(context: Context, act: str, asked: Instruction, answer: Served) -> None:
    """Keeps the answer to a request with a key."""
    if asked.key is None:
        return
    officer = context.actor.officer
    await KeyRecord.filter(officer_id=officer, at__lt=context.now - KEPT).delete()
    await KeyRecord.create(
        officer_id=officer,
        key=asked.key,
        digest=_digest(act, asked),
        record_id=answer.id,
        answer=codec.plain(answer),
        at=context.now,
    )


async def forget(records: Collection[UUID]) -> None:
    """Erases what was answered of these records; the keys still hold."""
    await KeyRecord.filter(record_id__in=list(records)).update(answer=None)


def _digest(act: str, asked: Instruction) -> str:
    return hashlib.sha256(codec.canonical([act, asked])).hexdigest()
