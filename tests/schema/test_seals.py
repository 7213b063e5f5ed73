"""The log of a town: everything that became of editions, once, in an order that never changes."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import sealing as s
import village as v
from killing import killed
from statements import counted
from tortoise.exceptions import BaseORMException
from village import NOW, TOWN, Village

from schema import database
from schema.base.edition import EditionKey, EditionRecord
from schema.base.sealing import (
    SealCheckpointRecord,
    SealEvent,
    SealNodeRecord,
    SealRecord,
    SealSaltRecord,
)
from schema.rules import merkle
from schema.rules.merkle import EMPTY, Head, Span
from schema.seals import appending, evidence, leaves, logs
from schema.seals.appending import Settled

REFUSED = (BaseORMException, asyncpg.PostgresError)
"""How a trigger's refusal arrives; Tortoise translates SQLite's and not PostgreSQL's."""


async def events() -> list[str]:
    """What the log says happened, in its order."""
    return [each.event.name for each in await s.log()]


async def test_everything_that_becomes_of_an_edition_is_one_entry(village: Village) -> None:
    notice, _ = await s.hung(village, "停水通知")
    second = await v.published(village, "OPEN_NOTICE", notice, changeNote="更正日期。")
    await s.append()
    gone = await s.withdrawn(village, second)
    await s.append()
    await s.redacted(village, gone)
    head = await s.append()
    assert await events() == ["PUBLISHED", "CORRECTED", "WITHDRAWN", "REDACTED", "REDACTED"]
    assert head == await logs.head(TOWN)
    assert await s.append() == head


async def test_who_stays_takes_in_whatever_happens_and_goes_through_what_has_changed(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    settled = Settled()
    _, edition = await s.hung(village, "停水通知")
    await appending.append(TOWN, EMPTY, NOW, settled)
    gone = await s.withdrawn(village, edition)
    await appending.append(TOWN, EMPTY, NOW, settled)
    await s.redacted(village, gone)
    head = await appending.append(TOWN, EMPTY, NOW, settled)
    assert await events() == ["PUBLISHED", "WITHDRAWN", "REDACTED"]
    assert await appending.append(TOWN, EMPTY, NOW, settled) == head
    for known, taken in ((head, 1), (EMPTY, 2)):  # a log that stands elsewhere was restored
        with counted(caplog) as statements:
            assert await settled.lacking(TOWN, known) == []
        assert len(statements) == taken, statements


async def test_what_was_found_and_not_appended_is_found_again(village: Village) -> None:
    settled = Settled()
    await s.hung(village, "停水通知")
    [found] = await settled.lacking(TOWN, EMPTY)
    assert await settled.lacking(TOWN, EMPTY) == [found]


async def test_what_was_never_public_is_not_in_the_log(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    waiting = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    ruling = {"edition": waiting["id"], "expectedVersion": 1, "reason": "日期不清。"}
    await village.supervisor.does("reject", "ReasonedRuling", **ruling)
    assert await s.append() == EMPTY


async def test_an_entry_commits_to_the_snapshot_and_holds_nothing_of_it(village: Village) -> None:
    await s.hung(village, "停水通知")
    await s.append()
    [edition] = await EditionRecord.all().values()
    [salt] = await SealSaltRecord.all().values("salt")
    [entry] = await SealRecord.all().values("leaf")
    commitment = hashlib.sha256(salt["salt"] + edition["snapshot"]).hexdigest()
    assert json.loads(entry["leaf"]) == {
        "event": "PUBLISHED",
        "document": "OpenNotice",
        "record": str(edition["record_id"]),
        "number": 1,
        "moment": NOW.isoformat(),
        "commitment": commitment,
    }
    assert len(salt["salt"]) == 32


async def test_the_same_notice_hung_twice_is_committed_to_by_two_salts(village: Village) -> None:
    for title in ("停水通知", "停电通知"):
        await s.hung(village, title)
    await s.append()
    salts = [row["salt"] for row in await SealSaltRecord.all().values("salt")]
    assert len(set(salts)) == 2


async def test_an_edition_has_one_salt(village: Village) -> None:
    await s.hung(village, "停水通知")
    await s.append()
    [salt] = await SealSaltRecord.all().values("edition_id", "salt")
    with pytest.raises(REFUSED):
        await SealSaltRecord.create(**salt)


@pytest.mark.parametrize("erase", [True, False])
async def test_with_a_redaction_goes_the_salt(village: Village, erase: bool) -> None:
    notice, _ = await s.hung(village, "停水通知")
    edition = await v.published(village, "OPEN_NOTICE", notice, changeNote="更正。")
    await s.append()
    before = [row["leaf"] for row in await SealRecord.all().order_by("id").values("leaf")]
    await s.redacted(village, edition, erase=erase)
    assert await SealSaltRecord.all().count() == 0
    await s.append()
    after = [row["leaf"] for row in await SealRecord.all().order_by("id").values("leaf")]
    assert after[:2] == before
    assert await evidence.evidence(TOWN, await keys()) == {}


async def keys() -> list[EditionKey]:
    """Every edition there is."""
    rows = await EditionRecord.all().order_by("number").values("document", "record_id", "number")
    return [(row["document"], row["record_id"], row["number"]) for row in rows]


async def test_what_is_redacted_before_the_log_hears_of_it_is_not_committed_to(
    village: Village,
) -> None:
    _, edition = await s.hung(village, "停水通知")
    await s.redacted(village, edition, erase=True)
    await s.append()
    assert [(each.event.name, each.commitment) for each in await s.log()] == [
        ("PUBLISHED", None),
        ("REDACTED", None),
    ]
    assert await SealSaltRecord.all().count() == 0


async def test_evidence_opens_the_commitment_and_names_the_first_head_that_covers_it(
    village: Village,
) -> None:
    await s.hung(village, "停水通知")
    first = await s.append()
    await s.hung(village, "停电通知")
    second = await s.append(first)
    found = await evidence.evidence(TOWN, await keys())
    assert sorted((each.place, each.head.size) for each in found.values()) == [(0, 1), (1, 2)]
    assert {each.head for each in found.values()} == {first, second}
    for (document, record, number), each in found.items():
        leaf = leaves.parsed(each.leaf)
        assert (leaf.document, leaf.record, leaf.number) == (document, record, number)
        assert leaf.commitment == leaves.commitment(each.salt, each.snapshot)


async def test_many_at_once_append_everything_once(village: Village) -> None:
    for title in ("停水通知", "停电通知", "修路通知"):
        await s.hung(village, title)
    heads = await asyncio.gather(*(s.append() for _ in range(8)), return_exceptions=True)
    assert {head.size for head in heads if isinstance(head, Head)} == {3}
    assert len(await events()) == 3


async def test_the_root_is_that_of_all_entries_however_the_log_has_grown(village: Village) -> None:
    for size in (1, 255, 256, 257, 600):
        await s.grown(size)
    hashes = [merkle.leaf(each) for each in await logs.entries(TOWN, Span(0, 600))]
    rows = await SealCheckpointRecord.all().order_by("size").values("size", "root")
    assert [row["size"] for row in rows] == [1, 255, 256, 257, 600]
    assert all(row["root"] == merkle.root(hashes[: row["size"]]) for row in rows)
    assert await SealNodeRecord.all().count() == 2


@pytest.mark.parametrize("stored", [SealRecord, SealNodeRecord, SealCheckpointRecord])
async def test_the_log_only_grows(village: Village, stored: Any) -> None:
    await s.grown(300)
    with pytest.raises(REFUSED, match="only grows"):
        await stored.all().delete()
    with pytest.raises(REFUSED, match="only grows"):
        await stored.all().update(town="439901/102")


async def test_no_entry_is_left_out_and_no_size_signed_twice(village: Village) -> None:
    await s.grown(3)
    row = {"town": TOWN, "event": SealEvent.WITHDRAWN, "leaf": b"{}", "at": NOW}
    for place in (2, 4):
        with pytest.raises(REFUSED):
            await SealRecord.create(place=place, **row)
    for size in (2, 3):
        with pytest.raises(REFUSED):
            await SealCheckpointRecord.create(town=TOWN, size=size, root=bytes(32), at=NOW)


async def test_a_salt_is_kept_or_destroyed_and_never_changed(village: Village) -> None:
    await s.hung(village, "停水通知")
    await s.append()
    with pytest.raises(REFUSED, match="only grows"):
        await SealSaltRecord.all().update(salt=bytes(32))
    with pytest.raises(REFUSED):
        await SealSaltRecord.create(edition_id=uuid4(), salt=b"short")


async def test_a_database_that_is_behind_the_public_log_appends_nothing(village: Village) -> None:
    await s.hung(village, "停水通知")
    with pytest.raises(logs.LogBehind, match="has 7 entries and the database 0"):
        await s.append(Head(7, bytes(32)))
    own = await s.append()
    with pytest.raises(logs.LogBehind):
        await s.append(Head(own.size, bytes(32)))
    assert await events() == ["PUBLISHED"]


async def test_a_log_that_was_taken_over_goes_on(village: Village) -> None:
    await s.grown(3)
    await s.hung(village, "停水通知")
    head = await s.append(await logs.head(TOWN))
    assert head.size == 4
    assert (await events())[3] == "PUBLISHED"
    with pytest.raises(ValueError, match="not how the public one began"):
        other = s.entries(6)[1:]
        root = merkle.root([merkle.leaf(each) for each in other])
        await appending.adopt(TOWN, Head(5, root), other, NOW)


async def _told(url: str) -> None:
    """A village with three notices, of which one was withdrawn."""
    async with database.opened(url):
        village = await Village.founded()
        for title in ("停水通知", "停电通知"):
            await s.hung(village, title)
        await s.withdrawn(village, (await s.hung(village, "修路通知"))[1])


async def _appended(url: str) -> Head:
    async with database.opened(url):
        return await s.append(await logs.head(TOWN))


async def _whole(url: str) -> int:
    """How many entries a log has whose checkpoint is that of its entries."""
    async with database.opened(url):
        head, size = await logs.head(TOWN), await SealRecord.all().count()
        assert head == Head(size, await logs.root(TOWN, size))
        return size


def test_whoever_is_killed_while_appending_has_appended_all_or_nothing(url: str) -> None:
    asyncio.run(_told(url))
    statement = 1
    while killed(url, statement, _appended):
        assert asyncio.run(_whole(url)) in (0, 4)
        statement += 1
    assert statement >= 5
    assert asyncio.run(_whole(url)) == 4
