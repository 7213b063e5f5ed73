"""What the database itself refuses, on both; and what a race cannot break."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
import village as v
from specimens import specimens
from tortoise.exceptions import BaseORMException, IntegrityError
from village import Village

from schema import officers
from schema.base.edition import EditionRecord, State
from schema.base.journal import JournalRecord
from schema.officers import GrantRecord
from schema.records.bodies import BodyRecord, Classification
from schema.records.honours import HonourRecord
from schema.records.meetings import MeetingRecord
from schema.records.motions import MotionRecord
from schema.records.nominations import NominationRecord
from schema.records.objections import ObjectionRecord
from schema.records.residences import ResidenceRecord
from schema.records.votes import VoteRecord

REFUSED = (BaseORMException, asyncpg.PostgresError)
"""How a trigger's refusal arrives; Tortoise translates SQLite's and not PostgreSQL's."""


async def copy(stored: Any, **other: Any) -> None:
    """Another row like the first one of a table."""
    row = (await stored.all().limit(1).values())[0]
    await stored.create(**row | {"id": v.uuid4()} | other)


@pytest.mark.parametrize(
    ("stored", "other"),
    [
        pytest.param(
            BodyRecord,
            {"classification": Classification.GROUP_COMMITTEE},
            id="one committee per area",
        ),
        pytest.param(ResidenceRecord, {}, id="one household per person"),
        pytest.param(VoteRecord, {}, id="one person, one vote"),
        pytest.param(MotionRecord, {"number": "2", "yes": -1}, id="no negative votes"),
        pytest.param(MeetingRecord, {"households_present": 48}, id="none present above the roll"),
        pytest.param(MeetingRecord, {"adults_present": -1, "adults_entitled": 5}, id="no -1"),
        pytest.param(NominationRecord, {"sequence": 2}, id="a candidate once in a round"),
        pytest.param(NominationRecord, {"household_id": None}, id="no candidate who is nobody"),
        pytest.param(HonourRecord, {}, id="a candidate is honoured once"),
        pytest.param(ObjectionRecord, {}, id="each number of objections once"),
        pytest.param(ObjectionRecord, {"sequence": 2, "reply": None}, id="no result without reply"),
    ],
)
async def test_a_constraint_bites(village: Village, stored: Any, other: Any) -> None:
    await specimens(village)
    with pytest.raises(IntegrityError):
        await copy(stored, **other)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.SUBMITTED])
async def test_one_edition_is_public_and_one_waits(village: Village, state: State) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    await EditionRecord.all().update(state=state)
    with pytest.raises(IntegrityError):
        await copy(EditionRecord, number=2)


async def test_a_snapshot_is_never_changed(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    with pytest.raises(REFUSED, match="never changed"):
        await EditionRecord.all().update(snapshot=b"other")
    await EditionRecord.all().update(snapshot=b"")


async def test_the_journal_is_append_only(village: Village) -> None:
    await v.body(village.clerk)
    [line] = await JournalRecord.all().values()
    assert (line["act"], line["kind"], line["path"]) == ("draftBody", "Body", v.GROUP)
    assert line["officer_id"] == village.clerk.actor.officer
    assert line["before"] is None
    assert len(line["after"]) == 64
    with pytest.raises(REFUSED, match="append-only"):
        await JournalRecord.all().update(act="other")
    with pytest.raises(REFUSED, match="append-only"):
        await JournalRecord.all().delete()


async def test_a_grant_changes_with_its_version_and_stays(village: Village) -> None:
    await officers.appoint("某人", v.Role.CLERK, v.GROUP, v.TODAY)
    with pytest.raises(REFUSED, match="changes with its version"):
        await GrantRecord.all().update(path=v.SIBLING)
    await GrantRecord.all().update(path=v.SIBLING, version=2)
    with pytest.raises(REFUSED, match="never deleted"):
        await GrantRecord.all().delete()


async def test_a_refused_act_leaves_neither_record_nor_line(village: Village) -> None:
    await v.body(village.clerk)
    await village.clerk.is_refused(
        "draftBody",
        "BodyDraft",
        area=v.GROUP,
        name="另一个组委会",
        classification="GROUP_COMMITTEE",
        contact="组务室",
        foundingDate="2025-01-01",
    )
    assert await BodyRecord.all().count() == 1
    assert await JournalRecord.all().count() == 1


async def test_twenty_changes_of_one_version_change_it_once(village: Village) -> None:
    by = await v.body(village.clerk)
    notice = await v.notice(village.clerk, by)
    given = {
        "id": notice["id"],
        "expectedVersion": 1,
        "body": by["id"],
        "text": "改。",
        "title": "停水通知",
        "contact": "组务室",
        "postedFrom": "2026-05-03",
        "postedUntil": "2026-06-02",
    }
    answers = await asyncio.gather(
        *(village.clerk.act("draftNotice", "NoticeDraft", **given) for _ in range(20))
    )
    codes = [answer.get("code", "done") for answer in answers]
    assert sorted(codes) == ["done"] + ["records.version-stale"] * 19


async def test_the_same_key_is_done_once_and_answered_alike(village: Village) -> None:
    given = {
        "area": v.GROUP,
        "number": "H01",
        "residenceStatus": "AT_HOME",
        "validFrom": "2004-01-01",
        "key": "手机-0001",
    }
    answers = await asyncio.gather(
        *(village.clerk.act("draftHousehold", "HouseholdDraft", **given) for _ in range(10))
    )
    assert {answer["__typename"] for answer in answers} == {"Household"}
    assert len({answer["id"] for answer in answers}) == 1
    assert (await village.clerk("{ households { totalCount } }"))["households"]["totalCount"] == 1
    other = await village.clerk.is_refused(
        "draftHousehold", "HouseholdDraft", **given | {"number": "H02"}
    )
    assert other["code"] == "records.key-reused"


async def test_a_repeated_request_is_answered_as_it_was_then(village: Village) -> None:
    given = {"key": "1", "residenceStatus": "AT_HOME", "validFrom": "2004-01-01"}
    first = await v.household(village.clerk, **given)
    changed = {**given, "id": first["id"], "expectedVersion": 1, "residenceStatus": "AWAY"}
    await v.household(village.clerk, **changed | {"key": "2"})
    asked = "mutation($input: HouseholdDraft!) { draftHousehold(input: $input) {"
    asked += " ... on Household { version residenceStatus } } }"
    again = {"area": v.GROUP, "number": "H01", **given}
    answer = await village.clerk(asked, input=again)
    assert answer == {"draftHousehold": {"version": 1, "residenceStatus": "AT_HOME"}}


async def test_what_is_erased_is_not_kept_as_an_answer(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.approved(
        village.supervisor, await v.submitted(village.clerk, "OPEN_NOTICE", notice, key="1")
    )
    ruling = {"edition": edition["id"], "expectedVersion": 2, "reason": "含姓名。", "erase": True}
    await village.village_officer.does("redact", "Redaction", **ruling)
    again = await v.submitted(village.clerk, "OPEN_NOTICE", notice, key="1")
    assert (again["id"], again["version"]) == (edition["id"], 3)


async def test_a_text_longer_than_its_column_is_refused_by_name(village: Village) -> None:
    given = {"area": v.GROUP, "residenceStatus": "AWAY", "validFrom": "2026-01-01"}
    answer = await village.clerk.is_refused(
        "draftHousehold", "HouseholdDraft", number="甲" * 21, **given
    )
    assert (answer["field"], answer["threshold"]) == ("number", "至多 20 个字")


async def test_two_officers_with_the_same_key_do_not_meet(village: Village) -> None:
    common = {"residenceStatus": "AT_HOME", "validFrom": "2004-01-01", "key": "1"}
    await v.household(village.clerk, **common)
    await v.household(village.neighbour, **common, area=v.SIBLING)


async def test_ten_votes_of_one_person_are_one(village: Village) -> None:
    records = await specimens(village)
    given = {
        "motion": records["Motion"]["id"],
        "person": records["Person"]["id"],
        "option": "YES",
    }
    answers = await asyncio.gather(
        *(village.clerk.act("draftVote", "VoteDraft", **given) for _ in range(10))
    )
    assert {answer["code"] for answer in answers} == {"records.already-recorded"}
    assert await VoteRecord.all().count() == 1
