"""The table of editions: every published state of every document, and what awaits approval."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Self
from uuid import UUID

import strawberry
from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base.record import MomentField, Record

EditionKey = tuple[str, UUID, int]
"""Document, record and number: which edition of what."""


@strawberry.enum
class State(Enum):
    """Where an edition stands. Expiry is no state: it follows from `postedUntil`."""

    SUBMITTED = "SUBMITTED"
    """Drawn and gated; waits for a second pair of eyes."""

    REJECTED = "REJECTED"
    """Sent back with a reason; it was never public."""

    PUBLISHED = "PUBLISHED"
    """Public, as long as its posting period lasts."""

    SUPERSEDED = "SUPERSEDED"
    """A later edition corrects it."""

    WITHDRAWN = "WITHDRAWN"
    """Taken down; a dated notice with the reason stands in its place."""


class EditionRecord(Record):
    """One edition. `snapshot` is what was approved, byte for byte, and empty once erased.

    `title`, `words`, `day`, `change_note` and what it is about are drawn from the snapshot so that
    it can be searched and listed. `newest` marks the edition that was made public last.
    """

    document = fields.CharField(max_length=64)
    record_id: Any = fields.UUIDField()
    about_document = fields.CharField(max_length=64, null=True)
    about_id: Any = fields.UUIDField(null=True)
    number = fields.IntField()
    state: Any = fields.CharEnumField(State, max_length=16)
    newest = fields.BooleanField(default=False)
    snapshot = fields.BinaryField()
    digest = fields.CharField(max_length=64)
    title = fields.TextField()
    words = fields.TextField()
    change_note = fields.TextField(null=True)
    day = fields.DateField()
    submitted_by: Any = fields.UUIDField()
    submitted_at = MomentField()
    decided_by: Any = fields.UUIDField(null=True)
    decided_at = MomentField(null=True)
    published_at = MomentField(null=True)
    posted_until = MomentField(null=True)
    ended_at = MomentField(null=True)
    redacted_at = MomentField(null=True)
    reason = fields.TextField(default="")

    class Meta:
        """Which edition is current, and which waits, is decided by partial unique indexes."""

        table = "edition"
        indexes = (
            ("document", "record_id"),
            ("published_at", "id"),
            ("about_id", "about_document"),
        )

    @classmethod
    def public(cls, now: datetime) -> QuerySet[Self]:
        """What everyone may read at `now`; nothing public is read from anywhere else."""
        posted = Q(Q(posted_until__isnull=True), Q(posted_until__gt=now), join_type=Q.OR)
        return cls.filter(posted, state=State.PUBLISHED, newest=True, redacted_at__isnull=True)
