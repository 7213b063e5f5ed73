"""Objections: counted without gaps, due by working days, late when late, nobody named."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import village as v
from village import Ask, Village

from schema.base.edition import EditionRecord
from schema.records.objections import ObjectionRecord

FIELDS = "number state late due { last days working provisional source } channel objector"

PUBLIC = """
query($id: ID!) { node(id: $id) { ... on Publication { responses(first: 5) { totalCount edges {
  node { title inResponseTo { id title } ... on ObjectionStatus { state reply result } } } } } } }
"""


async def hanging(village: Village) -> str:
    """A notice that everyone reads; its public id."""
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.published(village, "OPEN_NOTICE", notice)
    return v.public("OpenNotice", notice)


async def seen(ask: Ask, objection: dict[str, Any]) -> dict[str, Any]:
    """An objection as somebody sees it."""
    asked = f"query($id: ID!) {{ node(id: $id) {{ ... on Objection {{ {FIELDS} }} }} }}"
    node: dict[str, Any] = (await ask(asked, id=objection["id"]))["node"]
    return node


async def test_an_objection_gets_a_number_and_a_deadline_in_working_days(village: Village) -> None:
    objection = await v.objection(village.clerk, await hanging(village), objector="组里一位老人")
    found = await seen(village.clerk, objection)
    assert found["number"] == "2026-001"
    assert found["due"] == {
        "last": "2026-05-11",  # 4 and 5 May are days off, Saturday the 9th is worked
        "days": 5,
        "working": True,
        "provisional": False,
        "source": "法律没有规定，暂按常用做法定",
    }
    assert (found["state"], found["late"]) == ("WAITING", False)


async def test_late_is_shown_as_late_without_anybody_saying_so(village: Village) -> None:
    objection = await v.objection(village.clerk, await hanging(village))
    assert (await seen(village.clerk.later(days=8), objection))["state"] == "WAITING"
    late = village.clerk.later(days=9)
    assert (await seen(late, objection))["state"] == "OVERDUE"
    answered = await v.replied(late, objection)
    found = await seen(late, answered)
    assert (found["state"], found["late"]) == ("ANSWERED_LATE", True)


async def test_twenty_objections_at_once_are_counted_without_gaps(village: Village) -> None:
    about = await hanging(village)
    made = await asyncio.gather(*(v.objection(village.clerk, about) for _ in range(20)))
    numbers = [(await seen(village.clerk, each))["number"] for each in made]
    assert sorted(numbers) == [f"2026-{place:03}" for place in range(1, 21)]


async def test_a_refused_objection_leaves_no_gap(village: Village) -> None:
    about = await hanging(village)
    await v.objection(village.clerk, about)
    answer = await village.clerk.is_refused(
        "draftObjection",
        "ObjectionDraft",
        about=about,
        receivedOn="2026-05-03",
        channel="PHONE",
        subject="电话 13800138000 的人说日期不对。",
    )
    assert answer["code"] == "privacy.private-particular"
    assert "13800138000" not in str(answer)
    second = await v.objection(village.clerk, about)
    assert (await seen(village.clerk, second))["number"] == "2026-002"


async def test_each_area_counts_for_itself(village: Village) -> None:
    await v.objection(village.clerk, await hanging(village))
    notice = await v.notice(village.neighbour, await v.body(village.neighbour))
    edition = await v.submitted(village.neighbour, "OPEN_NOTICE", notice)
    await v.approved(v.officer(v.Role.SUPERVISOR, v.SIBLING), edition)
    theirs = await v.objection(village.neighbour, v.public("OpenNotice", notice))
    assert (await seen(village.neighbour, theirs))["number"] == "2026-001"


async def test_only_what_was_made_public_can_be_objected_to(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    given = {"receivedOn": "2026-05-03", "channel": "PAPER", "subject": "不同意。"}
    about = v.public("OpenNotice", notice)
    for ask in (village.clerk, village.neighbour):
        answer = await ask.is_refused("draftObjection", "ObjectionDraft", about=about, **given)
        assert (answer["code"], answer["field"]) == ("records.unknown", "about")
    edition = await v.published(village, "OPEN_NOTICE", notice)
    ruling = {"edition": edition["id"], "expectedVersion": edition["version"]}
    await village.clerk.does("withdraw", "ReasonedRuling", **ruling, reason="贴错了。")
    await v.objection(village.clerk, about)  # what has ended can be objected to all the same


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"receivedOn": "2026-05-04"}, "receivedOn"),
        ({"receivedOn": "2025-12-31"}, "receivedOn"),
        ({"channel": "ONLINE"}, "channel"),
    ],
    ids=["not come yet", "before any deadline is known", "online is for households"],
)
async def test_an_objection_that_cannot_be_is_refused(
    village: Village, given: dict[str, str], field: str
) -> None:
    usual = {"receivedOn": "2026-05-03", "channel": "PAPER", "subject": "不同意。"}
    answer = await village.clerk.is_refused(
        "draftObjection", "ObjectionDraft", about=await hanging(village), **usual | given
    )
    assert (answer["code"], answer["field"]) == ("records.input-impossible", field)


async def test_a_household_lodges_online_and_sees_its_own_and_nothing_else(
    village: Village,
) -> None:
    about = await hanging(village)
    theirs = await v.objection(village.clerk, about, objector="别的一户")
    given = {"about": about, "subject": "日期不对。", "detail": "村里的通知写的是五月六日。"}
    own = await village.household.does("lodgeObjection", "Lodgement", **given)
    asked = "{ objections { totalCount edges { node { id number channel objector } } } }"
    found = (await village.household(asked))["objections"]
    assert found["totalCount"] == 1
    assert found["edges"][0]["node"] == {
        "id": own["id"],
        "number": "2026-002",
        "channel": "ONLINE",
        "objector": None,
    }
    found = await village.household("query($id: ID!) { node(id: $id) { id } }", id=theirs["id"])
    assert found == {"node": None}
    assert (await village.clerk(asked))["objections"]["totalCount"] == 2
    other = v.officer(v.Role.HOUSEHOLD_REPRESENTATIVE, v.GROUP)
    assert (await other(asked))["objections"]["totalCount"] == 0
    answer = await village.household.raw("{ persons { totalCount } }")
    assert answer.errors[0].original_error.code == "scope.not-permitted"


async def test_a_household_lodges_in_its_own_area_only(village: Village) -> None:
    about = await hanging(village)
    stranger = v.officer(v.Role.HOUSEHOLD_REPRESENTATIVE, v.SIBLING)
    answer = await stranger.is_refused("lodgeObjection", "Lodgement", about=about, subject="不对。")
    assert answer["code"] == "records.unknown"
    refused = await stranger.raw(
        f'{{ objections(filter: {{area: "{v.GROUP}"}}) {{ totalCount }} }}'
    )
    assert refused.errors[0].original_error.code == "scope.outside"


async def test_a_clerk_cannot_make_an_online_objection_one_of_the_office(village: Village) -> None:
    about = await hanging(village)
    own = await village.household.does("lodgeObjection", "Lodgement", about=about, subject="不对。")
    usual = {"about": about, "receivedOn": "2026-05-03", "subject": "改。", "expectedVersion": 1}
    answer = await village.clerk.is_refused(
        "draftObjection", "ObjectionDraft", id=own["id"], channel="PAPER", **usual
    )
    assert answer["field"] == "channel"
    reworded = await village.clerk.draft("Objection", id=own["id"], channel="ONLINE", **usual)
    assert (await seen(village.household, reworded))["number"] == "2026-001"


async def test_a_reply_names_a_correction_that_is_public(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.published(village, "OPEN_NOTICE", notice)
    objection = await v.objection(village.clerk, v.public("OpenNotice", notice))
    given = {
        "objection": objection["id"],
        "expectedVersion": 1,
        "repliedOn": "2026-05-03",
        "reply": "日期写错了，已更正。",
        "replyPost": "组长",
        "result": "UPHELD",
        "correctedEdition": 2,
    }
    answer = await village.clerk.is_refused("replyToObjection", "Reply", **given)
    assert answer["code"] == "objections.correction-unknown"
    await v.published(village, "OPEN_NOTICE", notice, changeNote="更正日期。")
    await village.clerk.does("replyToObjection", "Reply", **given)


@pytest.mark.parametrize("day", ["2026-05-02", "2026-05-04"], ids=["before it came", "tomorrow"])
async def test_a_reply_on_a_day_that_cannot_be_is_refused(village: Village, day: str) -> None:
    objection = await v.objection(village.clerk, await hanging(village))
    answer = await village.clerk.is_refused(
        "replyToObjection",
        "Reply",
        objection=objection["id"],
        expectedVersion=1,
        repliedOn=day,
        reply="已核对。",
        replyPost="组长",
        result="REJECTED",
    )
    assert answer["field"] == "repliedOn"


async def test_everyone_reads_what_became_of_it_under_the_document(village: Village) -> None:
    about = await hanging(village)
    objection = await v.objection(village.clerk, about, detail="密", objector="密")
    await v.published(village, "OBJECTION_STATUS", objection)
    [response] = (await village.anyone(PUBLIC, id=about))["node"]["responses"]["edges"]
    assert response["node"] == {
        "title": "异议 2026-001：停水日期与村里的通知不一致",
        "inResponseTo": {"id": about, "title": "停水通知"},
        "state": "WAITING",
        "reply": None,
        "result": None,
    }
    late = village.anyone.later(days=9)
    [response] = (await late(PUBLIC, id=about))["node"]["responses"]["edges"]
    assert response["node"]["state"] == "OVERDUE"
    await v.replied(village.clerk, objection)
    await v.published(village, "OBJECTION_STATUS", objection, changeNote="已答复。")
    [response] = (await late(PUBLIC, id=about))["node"]["responses"]["edges"]
    assert response["node"]["result"] == "REJECTED"
    assert "密" not in str([row["snapshot"].decode() for row in await EditionRecord.all().values()])


async def test_publications_are_found_by_what_they_speak_of(village: Village) -> None:
    """By sort and record: an objection to the result is none to the invitation."""
    meeting = await v.meeting(village.clerk, await v.body(village.clerk))
    for document in ("MEETING_NOTICE", "MEETING_OUTCOME"):
        await v.published(village, document, meeting)
    objection = await v.objection(village.clerk, v.public("MeetingOutcome", meeting))
    await v.published(village, "OBJECTION_STATUS", objection)
    asked = "query($about: ID!) { publications(filter: {about: $about}) { totalCount } }"
    for document, total in (("MeetingOutcome", 1), ("MeetingNotice", 0)):
        found = await village.anyone(asked, about=v.public(document, meeting))
        assert found["publications"]["totalCount"] == total, document
        found = await village.anyone(PUBLIC, id=v.public(document, meeting))
        assert found["node"]["responses"]["totalCount"] == total, document
    asked = "query($about: ID!) { objections(filter: {about: $about}) { totalCount } }"
    found = await village.clerk(asked, about=v.public("MeetingOutcome", meeting))
    assert found["objections"]["totalCount"] == 1


async def test_an_objection_keeps_its_year(village: Village) -> None:
    about = await hanging(village)
    objection = await v.objection(village.clerk, about)
    await ObjectionRecord.all().update(year=2025)  # as if it had come in last year
    answer = await village.clerk.is_refused(
        "draftObjection",
        "ObjectionDraft",
        id=objection["id"],
        expectedVersion=1,
        about=about,
        receivedOn="2026-05-03",
        channel="IN_PERSON",
        subject="改。",
    )
    assert answer["field"] == "receivedOn"
