"""Webhooks: who registers them, what is noted for them, and that their secrets are kept nowhere."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import village as v
from tortoise import connections
from tortoise.exceptions import IntegrityError, OperationalError
from village import Ask, Village

from schema.base.key import KeyRecord
from schema.outbox.deliveries import DeliveryRecord
from schema.outbox.webhooks import WebhookEvent, WebhookRecord
from schema.rules import webhooks
from tests.schema.test_statements import counted

REGISTERED = "mutation($input: WebhookDraft!) { registerWebhook(input: $input) {"
REGISTERED += " ... on Webhook { id version secret } } }"

GIVEN = {
    "area": v.TOWN,
    "name": "镇门户网站",
    "url": "https://receiver.example/hooks",
    "events": ["RECORD_CHANGED"],
}


async def told() -> list[str]:
    """What is noted, in the order of the journal."""
    rows = await DeliveryRecord.all().order_by("line").values("event")
    return [row["event"].topic for row in rows]


async def ruled(ask: Ask, act: str, webhook: dict[str, Any]) -> dict[str, Any]:
    """The webhook after a word on it."""
    given = {"webhook": webhook["id"], "expectedVersion": webhook["version"]}
    return await ask.does(act, "WebhookInstruction", **given)


async def test_the_secret_is_shown_once_and_kept_nowhere(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    ask = village.administrator
    with caplog.at_level(logging.DEBUG):
        made = (await ask(REGISTERED, input=GIVEN | {"key": "登记"}))["registerWebhook"]
    secret = made["secret"]
    assert secret == webhooks.secret(v.OUTGOING.key, v.key(made), 1)
    asked = "query($id: ID!) { node(id: $id) { ... on Webhook { secret } } }"
    assert (await ask(asked, id=made["id"]))["node"] == {"secret": None}
    again = (await ask(REGISTERED, input=GIVEN | {"key": "登记"}))["registerWebhook"]
    assert again == made | {"secret": None}
    changed = GIVEN | {"id": made["id"], "expectedVersion": 1, "name": "另名"}
    assert (await ask(REGISTERED, input=changed))["registerWebhook"]["secret"] is None
    kept = [await KeyRecord.all().values(), await WebhookRecord.all().values()]
    for place in (str(kept), caplog.text):
        assert secret not in place
        assert secret.removeprefix("whsec_") not in place


async def test_a_village_officer_registers_nothing(village: Village) -> None:
    for ask in (village.village_officer, village.clerk, village.auditor):
        refusal = await ask.is_refused("registerWebhook", "WebhookDraft", **GIVEN)
        assert refusal["code"] == "scope.not-permitted"
        answer = await ask.raw("{ webhookDeliveries { totalCount } webhooks { totalCount } }")
        assert answer.data == {"webhookDeliveries": None, "webhooks": None}


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"url": "http://receiver.example/"}, None, None),  # the test's installation allows it
        ({"url": "https://10.0.0.1/"}, "webhooks.address-forbidden", "url"),
        ({"url": "https://receiver.example:22/"}, "webhooks.address-forbidden", "url"),
        ({"events": []}, "records.input-impossible", "events"),
        ({"area": "439902"}, "scope.outside", "area"),
        ({"name": "名" * 101}, "records.input-impossible", "name"),
    ],
)
async def test_what_is_no_receiver_is_refused(
    village: Village, wrong: dict[str, Any], code: str | None, field: str | None
) -> None:
    answer = await village.administrator.act("registerWebhook", "WebhookDraft", **GIVEN | wrong)
    assert (answer.get("code"), answer.get("field")) == (code, field)
    assert "url" not in wrong or str(wrong["url"]) not in str(answer)


async def test_a_name_is_registered_once_in_an_area(village: Village) -> None:
    await v.webhook(village.administrator)
    refusal = await village.administrator.is_refused(
        "registerWebhook", "WebhookDraft", **GIVEN | {"url": "https://other.example/"}
    )
    assert refusal["code"] == "records.already-recorded"


async def test_only_what_happens_in_the_area_and_below_is_noted(village: Village) -> None:
    ask = village.administrator
    await v.webhook(ask, area=v.GROUP, name="组", events=["RECORD_CHANGED"])
    await v.webhook(ask, area=v.VILLAGE, name="村", events=["RECORD_CHANGED"])
    await v.webhook(ask, area=v.VILLAGE, name="公开", events=["EDITION_PUBLISHED"])
    await v.household(village.neighbour)
    assert await told() == ["record.changed"]
    await v.household(village.clerk)
    assert await told() == ["record.changed"] * 3
    await v.body(v.officer(v.Role.CLERK, v.TOWN))
    assert await told() == ["record.changed"] * 3


async def test_a_correction_is_told_of_once_and_a_redaction_too(village: Village) -> None:
    events = [each.value for each in WebhookEvent if each.value.startswith("EDITION")]
    await v.webhook(village.administrator, events=events)
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    first = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    ruling = {"edition": first["id"], "expectedVersion": 1, "reason": "退回。"}
    await village.supervisor.does("reject", "ReasonedRuling", **ruling)
    assert await told() == []
    await v.published(village, "OPEN_NOTICE", notice)
    last = await v.published(village, "OPEN_NOTICE", notice, changeNote="更正时间。")
    await v.submitted(village.clerk, "OPEN_NOTICE", notice, changeNote="再更正。")
    ruling = {"edition": last["id"], "expectedVersion": last["version"], "reason": "含姓名。"}
    await village.village_officer.does("redact", "Redaction", **ruling)
    assert await told() == ["edition.published", "edition.corrected", "edition.redacted"]


async def test_nothing_is_noted_for_who_is_paused_or_has_ended(village: Village) -> None:
    ask = village.administrator
    webhook = await v.webhook(ask, events=["RECORD_CHANGED"])
    webhook = await ruled(ask, "pauseWebhook", webhook)
    await v.household(village.clerk, "H01")
    assert await told() == []
    webhook = await ruled(ask, "resumeWebhook", webhook)
    await v.household(village.clerk, "H02")
    assert await told() == ["record.changed"]
    webhook = await ruled(ask, "endWebhook", webhook)
    await v.household(village.clerk, "H03")
    assert await told() == ["record.changed"]
    given = {"webhook": webhook["id"], "expectedVersion": webhook["version"]}
    for act in ("resumeWebhook", "pauseWebhook", "endWebhook"):
        refusal = await ask.is_refused(act, "WebhookInstruction", **given)
        assert refusal["code"] == "webhooks.ended"
    again = GIVEN | {"id": webhook["id"], "expectedVersion": webhook["version"], "name": "另名"}
    refusal = await ask.is_refused("registerWebhook", "WebhookDraft", **again)
    assert refusal["code"] == "webhooks.ended"
    refusal = await ask.is_refused("sendTestEvent", "WebhookTest", webhook=webhook["id"])
    assert refusal["code"] == "webhooks.not-active"


async def test_what_officers_do_with_webhooks_stands_in_the_journal(village: Village) -> None:
    ask = village.administrator
    webhook = await v.webhook(ask)
    await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
    given = {"webhook": webhook["id"], "since": v.NOW.isoformat()}
    await ask.does("replayDeadDeliveries", "ReplayOfTheDead", **given)
    lines = await v.JournalRecord.filter(record_id=v.key(webhook)).order_by("id").values()
    acts = ["registerWebhook", "sendTestEvent", "replayDeadDeliveries"]
    assert [(line["act"], line["kind"]) for line in lines] == [(act, "Webhook") for act in acts]
    assert {line["after"] for line in lines[1:]} == {lines[0]["after"]}
    assert await told() == ["webhook.test"]


async def test_deliveries_are_found_by_webhook_state_event_and_day(village: Village) -> None:
    ask = village.administrator
    webhook = await v.webhook(ask)
    await ask.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
    asked = "query($filter: WebhookDeliveryFilter) { webhookDeliveries(filter: $filter) {"
    asked += " edges { node { event state attempts messageId webhook { name } } } } }"
    for conditions, many in (
        ({"webhook": webhook["id"], "state": "WAITING", "area": v.TOWN}, 1),
        ({"event": "WEBHOOK_TEST", "since": v.NOW.isoformat()}, 1),
        ({"state": "DEAD"}, 0),
        ({"since": "2026-05-04T00:00:00Z"}, 0),
    ):
        found = (await ask(asked, filter=conditions))["webhookDeliveries"]["edges"]
        assert len(found) == many, conditions


async def test_a_webhook_costs_an_act_no_statement(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    by = await v.body(village.clerk)
    with counted(caplog) as without:
        await v.notice(village.clerk, by)
    await v.webhook(village.administrator)
    with counted(caplog) as noted:
        await v.notice(village.clerk, by)
    assert len(noted) == len(without)
    assert await told() == ["record.changed"]


async def test_a_test_tells_of_no_line_and_all_else_of_one(village: Village) -> None:
    await v.webhook(village.administrator)
    await v.household(village.clerk)
    database = connections.get(next(iter(connections.db_config)))
    with pytest.raises((IntegrityError, OperationalError)):
        await database.execute_query("UPDATE webhook_delivery SET line = NULL")
