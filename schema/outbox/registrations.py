"""How administrators register webhooks, change their secrets, pause them and end them."""

from __future__ import annotations

import strawberry
from strawberry import relay

from schema.base import codec
from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.draft import Draft, Instruction, Text, asked
from schema.base.keeping import change, keep
from schema.base.refusal import InputImpossible, Refusal
from schema.base.scope import AreaPath
from schema.outbox.webhooks import (
    GoneRecord,
    Webhook,
    WebhookEvent,
    WebhookState,
    WebhookTopic,
    noted,
)
from schema.rules import webhooks
from schema.rules.roles import Permission
from schema.rules.webhooks import Outgoing

# Stored, served and asked: with the webhook.

# Done


@strawberry.input
class WebhookDraft(Draft):
    """A receiver as an administrator registers it."""

    area: AreaPath = asked("区域编码")
    """The area of which it is told, with all below it."""

    name: Text = asked("名称")
    """Whose it is, or what for."""

    url: Text = asked("接收地址")
    """Where messages are sent, such as https://receiver.example/hooks."""

    events: list[WebhookEvent] = asked("事件")
    """What it is told; at least one."""


@strawberry.input
class WebhookInstruction(Instruction):
    """A word on a webhook."""

    webhook: relay.GlobalID
    """The webhook."""

    expected_version: int
    """The version of it that you read."""


@strawberry.input
class SecretRotation(WebhookInstruction):
    """A new secret for a webhook."""

    immediately: bool = False
    """Whether the old secret ends at once, because others know it; else it signs for a day more."""


class WebhookEnded(Refusal):
    """What has ended is not begun again: a receiver is registered anew, with a new secret."""

    code = "webhooks.ended"
    message = "该接收端已停用，不能再改动。需要时请重新登记。"


class AddressForbidden(InputImpossible):
    """An address that is no receiver's on the public internet, or none that is allowed here."""

    code = "webhooks.address-forbidden"
    message = "接收地址不能使用。请填写公网上的 https 地址。"


@strawberry.type
class Mutation:
    """What administrators do with webhooks."""

    @act(Webhook)
    async def register_webhook(self, info: Info, input: WebhookDraft) -> Answer[Webhook]:
        """Register a receiver, or change one; a new one is answered with its secret, once."""
        context = info.context
        context.may_at(Permission.WEBHOOKS, input.area)
        outgoing = _outgoing(context)
        if fault := outgoing.reach.fault(input.url):
            raise AddressForbidden(f"{fault}。", field="url")
        if not input.events:
            raise InputImpossible("没有选择事件。", threshold="至少一种", field="events")
        chosen = sorted(set(input.events), key=list(WebhookEvent).index)
        webhook = await keep(
            info,
            Webhook,
            input,
            path=input.area,
            permission=Permission.WEBHOOKS,
            closed=await _ended(context, input.id),
            events=codec.plain([WebhookTopic(event=each) for each in chosen]),
        )
        if input.id is None:
            return _revealed(webhook, outgoing)
        await GoneRecord.filter(webhook_id=webhook.id).delete()
        return webhook

    @act(Webhook)
    async def rotate_webhook_secret(self, info: Info, input: SecretRotation) -> Answer[Webhook]:
        """Change the secret; it is shown once, and the old one signs beside it for a day."""
        context = info.context
        webhook = await _standing(info, input)
        webhook = await change(
            info,
            webhook,
            input.expected_version,
            permission=Permission.WEBHOOKS,
            generation=webhook.generation + 1,
            previous_until=None if input.immediately else context.now + webhooks.OVERLAP,
        )
        return _revealed(webhook, _outgoing(context))

    @act(Webhook)
    async def pause_webhook(self, info: Info, input: WebhookInstruction) -> Answer[Webhook]:
        """Tell a receiver nothing for a while; what happens meanwhile is not told later."""
        return await _now(info, input, WebhookState.PAUSED)

    @act(Webhook)
    async def resume_webhook(self, info: Info, input: WebhookInstruction) -> Answer[Webhook]:
        """Go on telling a receiver that was paused, or that had said that it is gone."""
        webhook = await _now(info, input, WebhookState.ACTIVE)
        if await GoneRecord.filter(webhook_id=webhook.id).delete():
            await noted(info, webhook)
        return webhook

    @act(Webhook)
    async def end_webhook(self, info: Info, input: WebhookInstruction) -> Answer[Webhook]:
        """Never tell a receiver anything again; what waits is not sent either."""
        return await _now(info, input, WebhookState.ENDED)


async def _now(info: Info, asked: WebhookInstruction, state: WebhookState) -> Webhook:
    webhook = await _standing(info, asked)
    return await change(
        info, webhook, asked.expected_version, permission=Permission.WEBHOOKS, state=state
    )


async def _standing(info: Info, asked: WebhookInstruction) -> Webhook:
    """The webhook, unless it has ended."""
    scope = info.context.may(Permission.WEBHOOKS)
    webhook = await Webhook.one(scope, asked.webhook, "webhook")
    if webhook.state is WebhookState.ENDED:
        raise WebhookEnded("接收端已停用。", field="webhook")
    return webhook


async def _ended(context: Context, given: relay.GlobalID | None) -> Refusal | None:
    """Why the webhook that a draft names may not change any more."""
    if given is None:
        return None
    webhook = await Webhook.one(context.may(Permission.WEBHOOKS), given)
    ended = webhook.state is WebhookState.ENDED
    return WebhookEnded("接收端已停用。", field="id") if ended else None


def _outgoing(context: Context) -> Outgoing:
    assert context.outgoing, "webhooks are registered with the service only"
    return context.outgoing


def _revealed(webhook: Webhook, outgoing: Outgoing) -> Webhook:
    webhook.revealed = webhooks.secret(outgoing.key, webhook.id, webhook.generation)
    return webhook
