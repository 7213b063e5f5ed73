"""Deliveries to a receiver that listens: signed, tried again, given up, and each by one courier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import village as v
from standardwebhooks import Webhook, WebhookVerificationError
from village import NOW, Ask, Village

from api.courier import Courier
from api.postman import Postman
from schema.outbox.deliveries import DeliveryFailure, DeliveryRecord, DeliveryState
from schema.rules.webhooks import WAITS
from tests.api.receiver import SILENCE, Receiver, receiving
from tests.api.service import Clock

TEST = ["EDITION_PUBLISHED"]
SECRET = "mutation($input: WebhookDraft!) { registerWebhook(input: $input) {"
SECRET += " ... on Webhook { id version secret } } }"


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases: what is claimed by one courier is claimed by no other on either."""
    return str(request.param)


@dataclass
class Round:
    """A courier whose clock stands still between its rounds."""

    clock: Clock = field(default_factory=Clock)
    luck: Callable[[], float] = lambda: 0.0

    async def sent(self, **later: float) -> None:
        """Everything that is due after a while, sent and written down."""
        self.clock.moment += timedelta(**later)
        async with self.courier() as courier:
            while await courier.set_out():
                await asyncio.gather(*courier.running)

    @asynccontextmanager
    async def courier(self) -> AsyncIterator[Courier]:
        """A courier, until the block ends or it is killed."""
        async with Postman(v.OUTGOING.reach) as postman:
            courier = Courier(self.clock, v.OUTGOING.key, postman, self.luck)
            try:
                yield courier
            finally:
                await courier.end()


async def tried(ask: Ask, receiver: Receiver, **other: Any) -> dict[str, Any]:
    """A webhook of this receiver, and a test under way to it."""
    webhook = await v.webhook(ask, url=receiver.url(), events=TEST, **other)
    await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
    return webhook


async def standing() -> dict[str, Any]:
    """The only delivery there is."""
    [row] = await DeliveryRecord.all().values()
    return row


async def test_a_message_is_signed_so_that_others_can_check_it(village: Village) -> None:
    now = datetime.now(UTC)  # what checks the signature asks the clock of this machine
    ask = replace(village.administrator, now=now)
    async with receiving() as receiver:
        given = {"area": v.TOWN, "name": "门户", "url": receiver.url(), "events": TEST}
        webhook = (await ask(SECRET, input=given))["registerWebhook"]
        await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
        await Round(Clock(now)).sent()
        [message] = receiver.got
        told = Webhook(webhook["secret"]).verify(message.body, message.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(webhook["secret"]).verify(message.body + b" ", message.headers)
    assert told["type"] == "webhook.test"
    assert told["data"] == {"id": webhook["id"], "area": v.TOWN}
    assert message.path == "/hooks"
    assert message.headers["content-type"] == "application/json"
    assert (await standing())["state"] is DeliveryState.DELIVERED


async def test_for_a_day_both_secrets_sign_and_then_the_new_one_only(village: Village) -> None:
    now = datetime.now(UTC)
    ask = replace(village.administrator, now=now)
    async with receiving() as receiver:
        given = {"area": v.TOWN, "name": "门户", "url": receiver.url(), "events": TEST}
        old = (await ask(SECRET, input=given))["registerWebhook"]
        asked = SECRET.replace("WebhookDraft", "SecretRotation")
        asked = asked.replace("registerWebhook", "rotateWebhookSecret")
        rotation = {"webhook": old["id"], "expectedVersion": 1}
        new = (await ask(asked, input=rotation))["rotateWebhookSecret"]
        await ask.does("sendTestEvent", "WebhookTest", webhook=old["id"])
        await Round(Clock(now)).sent()
        [message] = receiver.got
        for each in (new, old):
            Webhook(each["secret"]).verify(message.body, message.headers)
        await ask.does("sendTestEvent", "WebhookTest", webhook=old["id"])
        await Round(Clock(now + timedelta(days=1))).sent()
        assert len(receiver.got[1].headers["webhook-signature"].split()) == 1
        rotation |= {"expectedVersion": 2, "immediately": True}
        await ask(asked, input=rotation)
        await ask.does("sendTestEvent", "WebhookTest", webhook=old["id"])
        await Round(Clock(now)).sent()
        with pytest.raises(WebhookVerificationError):
            Webhook(new["secret"]).verify(receiver.got[2].body, receiver.got[2].headers)


async def test_what_becomes_of_a_document_is_told_by_its_ids(village: Village) -> None:
    by = await v.body(village.clerk)
    notice = await v.notice(village.clerk, by)
    async with receiving() as receiver:
        events = [f"EDITION_{each}" for each in ("PUBLISHED", "CORRECTED", "WITHDRAWN", "REDACTED")]
        await v.webhook(village.administrator, url=receiver.url(), events=events)
        await v.published(village, "OPEN_NOTICE", notice)
        second = await v.published(village, "OPEN_NOTICE", notice, changeNote="更正时间。")
        ruling = {"edition": second["id"], "reason": "误发。"}
        taken = await village.clerk.does("withdraw", "ReasonedRuling", **ruling, expectedVersion=2)
        ruling |= {"expectedVersion": taken["version"]}
        await village.village_officer.does("redact", "Redaction", **ruling, erase=True)
        await Round().sent()
    told = {message.told["type"]: message.told for message in receiver.got}
    assert len(receiver.got) == 4
    data = {"id": v.public("OpenNotice", notice), "document": "OPEN_NOTICE", "area": v.GROUP}
    assert told["edition.published"] == {
        "type": "edition.published",
        "timestamp": "2026-05-03T01:00:00Z",
        "data": data | {"number": 1},
    }
    for event in ("corrected", "withdrawn", "redacted"):
        assert told[f"edition.{event}"]["data"] == data | {"number": 2}
    assert not any("停水".encode() in message.body for message in receiver.got)


async def test_a_changed_record_is_told_by_its_id_and_version(village: Village) -> None:
    async with receiving() as receiver:
        webhook = {"url": receiver.url(), "events": ["RECORD_CHANGED"]}
        await v.webhook(village.administrator, **webhook)
        household = await v.household(village.clerk)
        await Round().sent()
    [message] = receiver.got
    assert message.told["type"] == "record.changed"
    assert message.told["data"] == {
        "id": household["id"],
        "kind": "Household",
        "act": "draftHousehold",
        "area": v.GROUP,
        "version": 1,
    }


async def test_a_failed_delivery_is_tried_again_by_the_schedule_and_then_given_up(
    village: Village,
) -> None:
    round_ = Round()
    async with receiving(status=500) as receiver:
        webhook = await tried(village.administrator, receiver)
        await round_.sent()
        for tries, wait in enumerate(WAITS, start=1):
            await round_.sent(seconds=wait.total_seconds() - 1)
            assert len(receiver.got) == tries
            await round_.sent(seconds=1)
            assert len(receiver.got) == tries + 1
        row = await standing()
        assert (row["state"], row["attempts"], row["status"]) == (DeliveryState.DEAD, 10, 500)
        await round_.sent(days=2)
        assert len(receiver.got) == 10
        receiver.status = 200
        ask = replace(village.administrator, now=round_.clock.moment)
        given = {"webhook": webhook["id"], "since": NOW.isoformat()}
        await ask.does("replayDeadDeliveries", "ReplayOfTheDead", **given)
        await round_.sent()
    assert len(receiver.got) == 11
    assert len(set(receiver.ids)) == 1
    assert len({message.body for message in receiver.got}) == 1
    assert (await standing())["state"] is DeliveryState.DELIVERED


async def test_a_delivery_that_arrived_can_be_sent_again_under_the_same_id(
    village: Village,
) -> None:
    ask = village.administrator
    async with receiving() as receiver:
        webhook = await v.webhook(ask, url=receiver.url(), events=TEST)
        test = await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
        refusal = await ask.is_refused("replayDelivery", "Replay", delivery=test["id"])
        assert refusal["code"] == "webhooks.still-waiting"
        await Round().sent()
        await ask.does("replayDelivery", "Replay", delivery=test["id"])
        await Round().sent()
    assert receiver.ids == [str(v.key(test))] * 2


@pytest.mark.parametrize(
    ("status", "says", "seconds"),
    [
        pytest.param(429, "Retry-After: 120\r\n", 120, id="seconds"),
        pytest.param(503, "Retry-After: Sun, 03 May 2026 01:10:00 GMT\r\n", 600, id="a date"),
        pytest.param(503, "Retry-After: 99999999999\r\n", 86400, id="a day at most"),
        pytest.param(503, "Retry-After: soon\r\n", 5, id="neither"),
        pytest.param(500, "Retry-After: 120\r\n", 5, id="not asked of this status"),
    ],
)
async def test_a_receiver_that_asks_for_time_is_given_it(
    village: Village, status: int, says: str, seconds: int
) -> None:
    async with receiving(status=status, says=says) as receiver:
        await tried(village.administrator, receiver)
        await Round().sent()
    assert (await standing())["due_at"] == NOW + timedelta(seconds=seconds)


async def test_a_receiver_that_is_gone_is_told_no_more_until_it_is_resumed(
    village: Village,
) -> None:
    ask = village.administrator
    round_ = Round()
    async with receiving(status=410) as receiver:
        webhook = await tried(ask, receiver)
        await round_.sent()
        assert (await standing())["state"] is DeliveryState.DEAD
        asked = "{ webhooks { edges { node { goneAt } } } }"
        [edge] = (await ask(asked))["webhooks"]["edges"]
        assert edge["node"]["goneAt"] is not None
        receiver.status = 200
        await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
        await round_.sent()
        assert len(receiver.got) == 1
        given = {"webhook": webhook["id"], "expectedVersion": webhook["version"]}
        lines = await v.journal_lines()
        await ask.does("resumeWebhook", "WebhookInstruction", **given)
        assert await v.journal_lines() == lines + 1
        await round_.sent()
    assert len(receiver.got) == 2


async def test_no_redirect_is_followed(village: Village) -> None:
    async with receiving() as other, receiving(status=307) as receiver:
        receiver.says = f"Location: {other.url()}\r\n"
        await tried(village.administrator, receiver)
        await Round().sent()
    assert (len(receiver.got), len(other.got)) == (1, 0)
    assert (await standing())["status"] == 307


async def test_a_receiver_without_an_answer_delays_no_other(village: Village) -> None:
    ask = village.administrator
    async with receiving(status=SILENCE) as dead, receiving() as receiver:
        webhook = await v.webhook(ask, url=dead.url(), events=TEST, name="不应答")
        for _ in range(20):
            await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
        await tried(ask, receiver)
        async with Round().courier() as courier, asyncio.timeout(10):
            await courier.set_out()
            await receiver.arrived.wait()
            await courier.set_out()
            assert len(courier.running) in {8, 9}
        assert len(receiver.got) == 1


async def test_what_was_sent_and_not_written_down_is_sent_again_under_the_same_id(
    village: Village,
) -> None:
    round_ = Round()
    async with receiving(status=SILENCE) as receiver:
        await tried(village.administrator, receiver)
        async with round_.courier() as courier:
            await courier.set_out()
            await receiver.arrived.wait()
        receiver.status = 200
        await round_.sent(seconds=59)
        assert len(receiver.got) == 1
        await round_.sent(seconds=1)
    assert len(receiver.got) == 2
    assert len(set(receiver.ids)) == 1
    assert (await standing())["state"] is DeliveryState.DELIVERED


async def test_two_couriers_send_each_message_once(village: Village) -> None:
    ask, clock = village.administrator, Clock()
    async with receiving() as receiver:
        webhook = await v.webhook(ask, url=receiver.url(), events=TEST)
        for _ in range(40):
            await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
        await asyncio.gather(Round(clock).sent(), Round(clock).sent())
    assert len(receiver.ids) == len(set(receiver.ids)) == 40


async def test_who_lost_the_claim_writes_nothing_down(village: Village) -> None:
    round_ = Round()
    async with receiving(status=SILENCE) as receiver:
        await tried(village.administrator, receiver)
        async with round_.courier() as slow:
            await slow.set_out()
            await receiver.arrived.wait()
            receiver.status = 200
            await round_.sent(minutes=1)
            row = await standing()
            receiver.status = 500
            receiver.let_go.set()
            await asyncio.gather(*slow.running)
    assert row["state"] is DeliveryState.DELIVERED
    assert (await standing())["version"] == row["version"]


async def test_nobody_is_told_of_an_act_that_was_rolled_back(village: Village) -> None:
    by = await v.body(village.clerk)
    notice = await v.notice(village.clerk, by)
    await v.published(village, "OPEN_NOTICE", notice)
    waiting = await v.submitted(village.clerk, "OPEN_NOTICE", notice, changeNote="更正时间。")
    async with receiving() as receiver:
        await v.webhook(village.administrator, url=receiver.url())
        stale = {"edition": waiting["id"], "expectedVersion": 7}
        refusal = await village.supervisor.is_refused("approve", "Ruling", **stale)
        assert refusal["code"] == "records.version-stale"
        await Round().sent()
    assert receiver.got == []
    assert await DeliveryRecord.all().count() == 0


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64, "a..example"])
async def test_a_name_that_leads_nowhere_is_a_failure_like_others(
    village: Village, host: str
) -> None:
    webhook = await v.webhook(village.administrator, url=f"https://{host}/", events=TEST)
    await village.administrator.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
    await Round().sent()
    row = await standing()
    assert (row["failure"], row["attempts"]) == (DeliveryFailure.UNREACHABLE, 1)


async def test_a_clock_that_was_ahead_holds_nothing_up_when_it_is_put_right(
    village: Village,
) -> None:
    ahead = NOW + timedelta(days=20)
    async with receiving(status=500) as receiver:
        await tried(replace(village.administrator, now=ahead), receiver)
        round_ = Round(Clock(ahead))
        await round_.sent()
        receiver.status, round_.clock.moment = 204, NOW
        await round_.sent()
        assert len(receiver.got) == 2
    assert (await standing())["state"] is DeliveryState.DELIVERED


async def test_what_is_old_is_swept(village: Village) -> None:
    async with receiving() as receiver:
        await tried(village.administrator, receiver)
        await Round().sent()
        await Round(Clock(NOW + timedelta(days=30))).sent()
        assert await DeliveryRecord.all().count() == 1
        await Round(Clock(NOW + timedelta(days=30, seconds=1))).sent()
    assert await DeliveryRecord.all().count() == 0
