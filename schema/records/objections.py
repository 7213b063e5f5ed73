"""Objections (回音壁): what somebody says against a publication, counted, and due a reply.

Who objects is for officers only and stands in no document. An objection comes in by `lodgings`
and is answered by `replies`.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base.about import speaks_of
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.deadline import Deadline
from schema.base.document import Document
from schema.base.draft import Text
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.scope import AreaPath, Scope
from schema.base.sheet import Sheet
from schema.records.areas import OfArea
from schema.rules import objections as rules
from schema.rules.objections import ObjectionState
from schema.rules.roles import Audience, Permission

# Stored

strawberry.enum(ObjectionState)

REPLY = "objection.reply"
"""The period of the profile within which an objection is answered."""


@strawberry.enum
class Channel(Enum):
    """How an objection came in."""

    IN_PERSON = "IN_PERSON"
    """当面"""

    PAPER = "PAPER"
    """书面"""

    PHONE = "PHONE"
    """打到办公室的电话"""

    ONLINE = "ONLINE"
    """户代表网上提出"""


@strawberry.enum
class ObjectionFinding(Enum):
    """What came of an objection."""

    UPHELD = "UPHELD"
    """成立"""

    PARTLY = "PARTLY"
    """部分成立"""

    REJECTED = "REJECTED"
    """不成立"""

    WITHDRAWN = "WITHDRAWN"
    """提出人撤回"""


class ObjectionRecord(Record):
    """An objection. Unique: each number once in an area and year, whatever races."""

    year = fields.IntField()
    sequence = fields.IntField()
    about_document = fields.CharField(max_length=64)
    about_id: Any = fields.UUIDField()
    received_on = fields.DateField()
    channel: Any = fields.CharEnumField(Channel, max_length=16)
    subject = fields.CharField(max_length=200)
    detail = fields.TextField(null=True)
    objector = fields.CharField(max_length=100, null=True)
    lodged_by: Any = fields.UUIDField(null=True)
    replied_on = fields.DateField(null=True)
    reply = fields.TextField(null=True)
    reply_post = fields.CharField(max_length=100, null=True)
    result: Any = fields.CharEnumField(ObjectionFinding, max_length=16, null=True)
    corrected_edition = fields.IntField(null=True)
    escalated_to = fields.CharField(max_length=100, null=True)
    escalated_on = fields.DateField(null=True)
    escalation_outcome = fields.TextField(null=True)

    class Meta:
        """By what they are about."""

        table = "objection"
        unique_together = (("area_id", "year", "sequence"),)
        indexes = (("about_id", "about_document"),)


# Served


@strawberry.type
class Objection(OfArea):
    """An objection, as officers see it, and whoever has lodged it online."""

    stored = ObjectionRecord

    readers = open_to(Audience.OFFICERS, restricted="detail objector")

    VEILED_BY = frozenset({"path", "lodged_by"})

    year: strawberry.Private[int]
    sequence: strawberry.Private[int]
    about_document: strawberry.Private[str]
    about_id: strawberry.Private[UUID]
    lodged_by: strawberry.Private[UUID | None]

    received_on: date
    """The day it came in; the time for the reply counts from it."""

    channel: Channel
    """How it came in."""

    subject: str
    """What it says, in words that the public may read."""

    detail: str | None
    """What it says in full, for officers only."""

    objector: str | None
    """Who objects, for officers only; null where somebody lodged it online or gave no name."""

    replied_on: date | None
    """The day of the reply."""

    reply: str | None
    """What was answered, in words that the public may read."""

    reply_post: str | None
    """The post that answered, never a name."""

    result: ObjectionFinding | None
    """What came of it."""

    corrected_edition: int | None
    """The edition of the document that put right what was objected to."""

    escalated_to: str | None
    """To whom it was passed up."""

    escalated_on: date | None
    """The day it was passed up."""

    escalation_outcome: str | None
    """What became of it there."""

    @strawberry.field
    def number(self) -> str:
        """Its number in the area, such as 2026-003."""
        return self.quoted

    @strawberry.field
    def about(self) -> relay.GlobalID:
        """The id of the publication that it is about."""
        return relay.GlobalID(self.about_document, str(self.about_id))

    @strawberry.field
    def due(self, info: Info) -> Deadline:
        """By when it has to be answered."""
        return self.deadline(info.context)

    @strawberry.field
    def state(self, info: Info) -> ObjectionState:
        """Where it stands today."""
        return self.stands(info.context)

    @strawberry.field
    def late(self, info: Info) -> bool:
        """Whether the reply came after its day, or should have come by now."""
        return rules.late(self.course(info.context), info.context.today)

    @property
    def quoted(self) -> str:
        """Its number as people quote it."""
        return rules.number(self.year, self.sequence)

    def deadline(self, context: Context) -> Deadline:
        """By when it has to be answered, by the profile of the day it came in."""
        period = context.profile_on(self.received_on).period(REPLY)
        return Deadline.of(self.received_on, period)

    def stands(self, context: Context) -> ObjectionState:
        """Where it stands today."""
        return rules.state(self.course(context), context.today)

    def course(self, context: Context) -> rules.Course:
        """Its days."""
        return rules.Course(
            due=self.deadline(context).last,
            replied=self.replied_on,
            withdrawn=self.result is ObjectionFinding.WITHDRAWN,
            above=self.escalated_on is not None,
            settled=self.escalation_outcome is not None,
        )

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """Those in scope, and the own ones of who may lodge."""
        actor = context.actor
        own = Q(actor.scope(Permission.OBJECT).where("area_id"), lodged_by=actor.officer)
        read = actor.reads(cls.readers.rows).where("area_id")
        return cls.stored.filter(Q(own, read, join_type=Q.OR))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope, and who neither reads nor lodges."""
        lodging = context.actor.scope(Permission.OBJECT)
        if not lodging.paths:
            super().permits(context, area)
        elif area is not None:
            reading = context.actor.reads(cls.readers.rows)
            Scope(lodging.paths + reading.paths).holding(area)

    def hidden(self, context: Context) -> frozenset[str]:
        """Nothing of one's own; of others, what the actor may not read."""
        own = self.lodged_by is not None and self.lodged_by == context.actor.officer
        return frozenset() if own else super().hidden(context)


# Asked


@strawberry.input
class ObjectionFilter(Filter):
    """Which objections."""

    answered: bool | None = where("replied_on__not_isnull")
    """Those that have been answered, or those that have not."""

    result: ObjectionFinding | None = where("result")
    """Of which this came."""

    channel: Channel | None = where("channel")
    """That came in so."""

    received_from: date | None = where("received_on__gte")
    """That came in on this day or later."""

    received_to: date | None = where("received_on__lte")
    """That came in on this day or earlier."""

    subject: Text | None = where("subject__icontains")
    """With this in the subject."""

    about: relay.GlobalID | None = None
    """About this publication."""

    def conditions(self) -> Q:
        """The given conditions."""
        found = super().conditions()
        return found if self.about is None else Q(found, speaks_of(self.about))


@strawberry.enum
class ObjectionOrder(Enum):
    """In which order objections are listed."""

    NEWEST = "-received_on"
    """The latest first."""

    OLDEST = "received_on"
    """The earliest first: what has waited longest."""


@strawberry.type
class Query:
    """Objections, for officers and for who lodged them."""

    objections: Connection[Objection] | None = connection(
        Objection, ObjectionFilter, ObjectionOrder
    )
    """The objections in your scope; a household's representative reads the own ones."""


# Done: an objection comes in by `lodgings` and is answered by `replies`.

Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown: with its reply, by `replies`.

DOCUMENTS: tuple[Document, ...] = ()
