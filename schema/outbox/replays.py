"""How administrators try a webhook out, and have messages sent again."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import relay
from tortoise.expressions import F
from tortoise.queryset import QuerySet

from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.draft import Instruction
from schema.base.inserting import insert
from schema.base.refusal import Refusal
from schema.outbox.deliveries import DeliveryRecord, DeliveryState, WebhookDelivery
from schema.outbox.webhooks import Webhook, WebhookEvent, WebhookState, noted
from schema.rules.roles import Permission

# Stored, served and asked: with the delivery.

# Done


@strawberry.input
class WebhookTest(Instruction):
    """A message that tells nothing."""

    webhook: relay.GlobalID
    """To whom."""


@strawberry.input
class Replay(Instruction):
    """A delivery to be sent again."""

    delivery: relay.GlobalID
    """Which."""


@strawberry.input
class ReplayOfTheDead(Instruction):
    """All deliveries of a webhook that were given up, to be sent again."""

    webhook: relay.GlobalID
    """To whom."""

    since: datetime
    """Of what happened at this moment or later."""


class WebhookNotActive(Refusal):
    """Nothing is sent to who is paused or has ended."""

    code = "webhooks.not-active"
    message = "该接收端已暂停或停用，不发送消息。"


class StillWaiting(Refusal):
    """What has not been given up or delivered is sent anyway."""

    code = "webhooks.still-waiting"
    message = "该消息尚在发送，会自动重试，无需重发。"


@strawberry.type
class Mutation:
    """What administrators do with deliveries."""

    @act(WebhookDelivery)
    async def send_test_event(self, info: Info, input: WebhookTest) -> Answer[WebhookDelivery]:
        """Send a receiver a message that tells nothing, to try it out."""
        webhook = await _active(info, input.webhook, "webhook")
        context = info.context
        row = DeliveryRecord.completed(
            {
                "id": context.fresh_id(),
                "version": 1,
                "changed_at": context.now,
                "path": webhook.path,
                "webhook_id": webhook.id,
                "event": WebhookEvent.WEBHOOK_TEST,
                "at": context.now,
                "due_at": context.now,
            }
        )
        await insert((DeliveryRecord, [row]))
        await noted(info, webhook)
        return WebhookDelivery.of({name: row[name] for name in WebhookDelivery.columns()})

    @act(WebhookDelivery)
    async def replay_delivery(self, info: Info, input: Replay) -> Answer[WebhookDelivery]:
        """Send a message again, under the same id, whether it arrived or was given up."""
        scope = info.context.may(Permission.WEBHOOKS)
        delivery = await WebhookDelivery.one(scope, input.delivery, "delivery")
        key = relay.GlobalID("Webhook", str(delivery.webhook_id))
        webhook = await _active(info, key, "delivery")
        if delivery.state is DeliveryState.WAITING:
            raise StillWaiting("该消息正在等待发送。", field="delivery")
        await _again(DeliveryRecord.filter(id=delivery.id), info)
        await noted(info, webhook)
        return await WebhookDelivery.one(scope, input.delivery, "delivery")

    @act(Webhook)
    async def replay_dead_deliveries(self, info: Info, input: ReplayOfTheDead) -> Answer[Webhook]:
        """Send all messages again that a receiver did not take, of what happened since."""
        webhook = await _active(info, input.webhook, "webhook")
        dead = DeliveryRecord.filter(webhook_id=webhook.id, at__gte=input.since)
        await _again(dead.filter(state=DeliveryState.DEAD), info)
        await noted(info, webhook)
        return webhook


async def _active(info: Info, given: relay.GlobalID, field: str) -> Webhook:
    """The webhook, if anything is sent to it."""
    webhook = await Webhook.one(info.context.may(Permission.WEBHOOKS), given, field)
    if webhook.state is not WebhookState.ACTIVE:
        raise WebhookNotActive("接收端不在启用状态。", field=field)
    return webhook


async def _again(deliveries: QuerySet[DeliveryRecord], info: Info) -> None:
    """From the beginning: due now, with all attempts before them."""
    now = info.context.now
    await deliveries.update(
        state=DeliveryState.WAITING,
        attempts=0,
        due_at=now,
        changed_at=now,
        version=F("version") + 1,
    )
