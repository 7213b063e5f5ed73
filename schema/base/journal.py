"""The journal: who did what, under which office, where, and what it made of the record.

A line is written in the transaction of the act, so both are kept or neither; triggers on both
databases refuse to change or remove a line. Digests stand for the contents, so the journal
itself holds nothing that would have to be erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from schema.base import codec
from schema.base.context import Context
from schema.base.inserting import insert
from schema.base.record import MomentField, PathField
from schema.base.scope import AreaPath
from schema.rules.roles import Permission, Role


class JournalRecord(Model):
    """One act. No foreign keys: the line outlives whatever it speaks of."""

    id = fields.BigIntField(primary_key=True)
    at = MomentField()
    officer_id: Any = fields.UUIDField()
    office: Any = fields.CharEnumField(Role, max_length=32)
    path: Any = PathField(db_index=True)
    act = fields.CharField(max_length=64)
    kind = fields.CharField(max_length=64)
    record_id: Any = fields.UUIDField(db_index=True)
    before = fields.CharField(max_length=64, null=True)
    after = fields.CharField(max_length=64, null=True)
    version = fields.IntField(null=True, description="of the record, unknown in older lines")

    class Meta:
        """Append-only by trigger, which also notes each line for the webhooks it concerns."""

        table = "journal"
        indexes = (("at", "id"),)


def digest(row: Mapping[str, Any] | None) -> str | None:
    """SHA-256 of a row in canonical JSON; none for a record that was not there."""
    return None if row is None else hashlib.sha256(codec.canonical(row)).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """What an act made of one record; before, after: none while there is no such record."""

    path: AreaPath
    record: UUID
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


async def write(
    context: Context, permission: Permission, act: str, kind: str, changes: Sequence[Change]
) -> None:
    """A line for each record that an act has changed, in the running transaction."""
    await insert((JournalRecord, lines(context, permission, act, kind, changes)))


def lines(
    context: Context, permission: Permission, act: str, kind: str, changes: Sequence[Change]
) -> list[dict[str, Any]]:
    """The rows of these lines, for who writes them together with the records."""
    return [
        {
            "at": context.now,
            "officer_id": context.actor.officer,
            "office": context.actor.role_at(each.path, permission),
            "path": each.path,
            "act": act,
            "kind": kind,
            "record_id": each.record,
            "before": digest(each.before),
            "after": digest(each.after),
            # An officer counts no versions.
            "version": each.after and each.after.get("version"),
        }
        for each in changes
    ]
