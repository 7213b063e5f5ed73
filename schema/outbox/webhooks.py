"""Webhooks: where another program wants to be told what happens in an area, and of what."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader
from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from schema.base import journal
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.part import Part, parts
from schema.base.record import MomentField, Record
from schema.base.scope import AreaPath
from schema.records.areas import OfArea
from schema.rules.roles import Permission

# Stored


@strawberry.enum
class WebhookEvent(Enum):
    """What a webhook can be told; in a message it is written like `edition.published`."""

    EDITION_PUBLISHED = "EDITION_PUBLISHED"
    """A document was made public that had not been public before."""

    EDITION_CORRECTED = "EDITION_CORRECTED"
    """A later edition of a document was made public."""

    EDITION_WITHDRAWN = "EDITION_WITHDRAWN"
    """A document was taken down."""

    EDITION_REDACTED = "EDITION_REDACTED"
    """A document was made unreadable to protect personal information: destroy your copies."""

    RECORD_CHANGED = "RECORD_CHANGED"
    """A record was written or changed, public or not; told by its id only."""

    WEBHOOK_TEST = "WEBHOOK_TEST"
    """An officer asked for a test; sent whether or not it was chosen."""

    @property
    def topic(self) -> str:
        """How a message names it."""
        return self.value.lower().replace("_", ".")


@strawberry.enum
class WebhookState(Enum):
    """Where a webhook stands."""

    ACTIVE = "ACTIVE"
    """What happens is delivered."""

    PAUSED = "PAUSED"
    """What happens is not noted for it; what was noted before waits."""

    ENDED = "ENDED"
    """It is told nothing, ever again."""


class WebhookRecord(Record):
    """A receiver. Its secret follows from the installation's key and `generation`."""

    name = fields.CharField(max_length=100)
    url = fields.CharField(max_length=500)
    events: Any = fields.JSONField()
    state: Any = fields.CharEnumField(WebhookState, max_length=16, default=WebhookState.ACTIVE)
    generation = fields.IntField(default=1)
    previous_until = MomentField(null=True)

    class Meta:
        """One receiver of a name in an area."""

        table = "webhook"
        unique_together = (("area_id", "name"),)


class GoneRecord(Model):
    """A receiver that answered 410, which means for good. Nobody did it, so no journal knows."""

    id = fields.BigIntField(primary_key=True)
    # A webhook ends and is never deleted.
    webhook: Any = fields.OneToOneField(
        "zuwu.WebhookRecord", related_name=False, on_delete=fields.RESTRICT
    )
    at = MomentField()

    class Meta:
        """One line until an officer resumes or changes the webhook."""

        table = "webhook_gone"


# Served


@strawberry.type
class WebhookTopic(Part):
    """Something a webhook is told of."""

    event: WebhookEvent
    """What."""


@strawberry.type
class Webhook(OfArea):
    """A receiver of messages, as administrators see it."""

    stored = WebhookRecord

    name: str
    """Whose it is, or what for."""

    url: str
    """Where messages are sent."""

    state: WebhookState
    """Where it stands."""

    previous_until: datetime | None
    """Until when messages carry a signature by the secret before the present one too."""

    events: strawberry.Private[list[WebhookTopic]]
    generation: strawberry.Private[int]
    revealed: strawberry.Private[str | None] = dataclasses.field(default=None, init=False)

    topics = parts(WebhookTopic, "events", "What it is told.")

    @strawberry.field
    def secret(self) -> str | None:
        """What messages are signed with; shown once, by the act that made it, else null."""
        return self.revealed

    @strawberry.field
    async def gone_at(self, info: Info) -> datetime | None:
        """When the receiver answered that it is gone for good; resume or change it to go on."""
        loaders = info.context.loaders
        if GoneRecord not in loaders:
            loaders[GoneRecord] = DataLoader(load_fn=_gone)
        found: datetime | None = await loaders[GoneRecord].load(self.id)
        return found

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The webhooks that the actor of `context` may see."""
        return cls.reached(context.actor.scope(Permission.WEBHOOKS))

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Refuses an area outside the actor's scope, and whoever may not see any."""
        context.may_at(Permission.WEBHOOKS, area)


async def noted(info: Info, webhook: Webhook) -> None:
    """A line in the journal that an act was done with a webhook and made nothing else of it."""
    row = (await WebhookRecord.filter(id=webhook.id).values())[0]
    same = journal.Change(webhook.path, webhook.id, row, row)
    await journal.write(info.context, Permission.WEBHOOKS, info.field_name, "Webhook", [same])


async def _gone(webhooks: list[UUID]) -> list[datetime | None]:
    """When each of these receivers said that it is gone."""
    rows = await GoneRecord.filter(webhook_id__in=webhooks).values_list("webhook_id", "at")
    found = dict(rows)
    return [found.get(each) for each in webhooks]


# Asked


@strawberry.input
class WebhookFilter(Filter):
    """Which webhooks."""

    state: WebhookState | None = where("state")
    """That stand so."""


@strawberry.enum
class WebhookOrder(Enum):
    """In which order webhooks are listed."""

    NAME = "name"
    """By name."""


@strawberry.type
class Query:
    """Webhooks, for administrators."""

    webhooks: Connection[Webhook] | None = connection(Webhook, WebhookFilter, WebhookOrder)
    """The webhooks in your scope."""
