"""Deliveries: each message to each webhook, from the act that caused it until it has arrived.

A trigger writes them in the transaction of the act, one for each webhook that a line of the
journal concerns. They are worked off by the service, beside the journal: what a machine tries and
tries again is nobody's act. What officers do with them stands in the journal under the webhook.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.queryset import QuerySet

from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context
from schema.base.record import MomentField, PathField, Stored
from schema.base.scope import AreaPath
from schema.base.served import Served, to
from schema.outbox.webhooks import Webhook, WebhookEvent
from schema.rules.roles import Permission

# Stored


@strawberry.enum
class DeliveryState(Enum):
    """Where a delivery stands."""

    WAITING = "WAITING"
    """To be sent, or to be tried again."""

    DELIVERED = "DELIVERED"
    """The receiver answered that it has it."""

    DEAD = "DEAD"
    """Given up after the last attempt; it can be sent again."""


@strawberry.enum
class DeliveryFailure(Enum):
    """Why the last attempt failed."""

    STATUS = "STATUS"
    """The receiver answered with another status than 2xx."""

    TIMED_OUT = "TIMED_OUT"
    """It did not answer in 15 seconds."""

    UNREACHABLE = "UNREACHABLE"
    """No connection was made, its certificate is not trusted, or it broke off."""

    FORBIDDEN_ADDRESS = "FORBIDDEN_ADDRESS"
    """Its name leads to an address that is not called from here, such as a private one."""


class DeliveryRecord(Stored):
    """A message to a webhook. `line` is the line of the journal it tells of, and null in a test.

    `version` grows with every claim and every result, so that only who claimed it last may write
    down what came of it.
    """

    SCOPED_BY = "path"

    path: Any = PathField()
    # A webhook ends and is never deleted.
    webhook: Any = fields.ForeignKeyField(
        "zuwu.WebhookRecord", related_name=False, on_delete=fields.RESTRICT
    )
    event: Any = fields.CharEnumField(WebhookEvent, max_length=32)
    line: Any = fields.BigIntField(null=True)
    at = MomentField()
    state: Any = fields.CharEnumField(DeliveryState, max_length=16, default=DeliveryState.WAITING)
    attempts = fields.IntField(default=0)
    due_at = MomentField()
    status = fields.IntField(null=True)
    failure: Any = fields.CharEnumField(DeliveryFailure, max_length=32, null=True)

    class Meta:
        """What is due is found by a partial index."""

        table = "webhook_delivery"
        indexes = (("webhook_id", "at"), ("changed_at",))


# Served


@strawberry.type
class WebhookDelivery(Served):
    """A message to a webhook, and what came of it."""

    stored = DeliveryRecord

    event: WebhookEvent
    """What it tells."""

    at: datetime
    """When that happened."""

    state: DeliveryState
    """Where it stands."""

    attempts: int
    """How often it was tried."""

    due_at: datetime
    """When it is, or was, to be tried next."""

    status: int | None
    """The last HTTP status; null if there was no answer."""

    failure: DeliveryFailure | None
    """Why the last attempt failed; null if it did not."""

    webhook_id: strawberry.Private[UUID]

    @strawberry.field
    def message_id(self) -> str:
        """The header `webhook-id`, the same in every attempt."""
        return str(self.id)

    webhook: Webhook | None = to(Webhook, "webhook_id", "To whom.")

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The deliveries that the actor of `context` may see."""
        return cls.reached(context.actor.scope(Permission.WEBHOOKS))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope, and whoever may not see any."""
        Webhook.permits(context, area)


# Asked


@strawberry.input
class WebhookDeliveryFilter(Filter):
    """Which deliveries."""

    scoped_by = "path"

    webhook: relay.GlobalID | None = where("webhook_id")
    """To this webhook."""

    state: DeliveryState | None = where("state")
    """That stand so."""

    event: WebhookEvent | None = where("event")
    """That tell of this."""

    since: datetime | None = where("at__gte")
    """Of what happened at this moment or later."""


@strawberry.enum
class WebhookDeliveryOrder(Enum):
    """In which order deliveries are listed."""

    NEWEST = "-at"
    """What happened last first."""

    OLDEST = "at"
    """What happened first first."""


@strawberry.type
class Query:
    """Deliveries, for administrators."""

    webhook_deliveries: Connection[WebhookDelivery] | None = connection(
        WebhookDelivery, WebhookDeliveryFilter, WebhookDeliveryOrder
    )
    """The messages to webhooks in your scope, of the last 30 days."""
