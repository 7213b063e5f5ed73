"""Documents from draft to public and back: submit, approve, reject, correct, withdraw, redact."""

from __future__ import annotations

from typing import Any

import village as v
from village import Village

PUBLIC = """
query($filter: PublicationFilter) {
  publications(filter: $filter) {
    totalCount
    edges { node { id title number changeNote ... on OpenNotice { text } } }
  }
}
"""

AS_OF = """
query($id: ID!, $at: DateTime!) {
  publicationAsOf(id: $id, at: $at) {
    __typename
    ... on OpenNotice { text number }
    ... on Unpublishing { ending title explanation }
  }
}
"""


async def shown(village: Village, ask: v.Ask | None = None) -> list[dict[str, Any]]:
    """What everyone reads."""
    found = await (ask or village.anyone)(PUBLIC)
    return [edge["node"] for edge in found["publications"]["edges"]]


async def test_a_draft_is_not_public_until_somebody_else_approves_it(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    assert await shown(village) == []
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    assert await shown(village) == []
    await v.approved(village.supervisor, edition)
    assert [each["text"] for each in await shown(village)] == ["五月五日检修水管，停水一天。"]


async def test_the_submitter_never_approves(village: Village) -> None:
    officer = village.village_officer
    notice = await v.notice(officer, await v.body(officer))
    edition = await v.submitted(officer, "OPEN_NOTICE", notice)
    answer = await officer.is_refused(
        "approve", "Ruling", edition=edition["id"], expectedVersion=edition["version"]
    )
    assert answer["code"] == "editions.approved-by-its-submitter"


async def test_what_is_approved_is_what_was_seen(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    asked = f'{{ node(id: "{edition["id"]}") {{ ... on Edition {{ digest preview }} }} }}'
    seen = (await village.supervisor(asked))["node"]
    assert seen["preview"] == f"/previews/{edition['id']}/"
    ruling = {"edition": edition["id"], "expectedVersion": edition["version"]}
    answer = await village.supervisor.is_refused("approve", "Ruling", **ruling, digest="0" * 64)
    assert (answer["code"], answer["field"]) == ("editions.approved-unseen", "digest")
    assert await shown(village) == []
    await village.supervisor.does("approve", "Ruling", **ruling, digest=seen["digest"])
    assert len(await shown(village)) == 1
    assert (await village.supervisor(asked))["node"]["preview"] is None


async def test_the_catalogue_says_whose_office_approves(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    answer = await village.village_officer.is_refused(
        "approve", "Ruling", edition=edition["id"], expectedVersion=edition["version"]
    )
    assert answer["code"] == "scope.not-permitted"


async def test_what_was_submitted_is_what_is_published_whatever_the_record_says_since(
    village: Village,
) -> None:
    by = await v.body(village.clerk)
    notice = await v.notice(village.clerk, by)
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    await v.notice(
        village.clerk, by, id=notice["id"], expectedVersion=notice["version"], text="改了。"
    )
    await v.approved(village.supervisor, edition)
    assert (await shown(village))[0]["text"] == "五月五日检修水管，停水一天。"


async def test_a_correction_needs_a_note_and_supersedes_what_it_corrects(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.published(village, "OPEN_NOTICE", notice)
    answer = await village.clerk.is_refused(
        "submit", "Submission", document="OPEN_NOTICE", record=notice["id"]
    )
    assert answer["code"] == "editions.change-note-missing"
    await v.published(village, "OPEN_NOTICE", notice, changeNote="更正日期。")
    [found] = await shown(village)
    assert (found["number"], found["changeNote"]) == (2, "更正日期。")


async def test_one_edition_waits_at_a_time(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    answer = await village.clerk.is_refused(
        "submit", "Submission", document="OPEN_NOTICE", record=notice["id"]
    )
    assert answer["code"] == "editions.already-submitted"


async def test_a_rejected_edition_was_never_public_and_gives_its_number_back(
    village: Village,
) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    await village.supervisor.does(
        "reject", "ReasonedRuling", edition=edition["id"], expectedVersion=1, reason="日期不清。"
    )
    assert await shown(village) == []
    await v.published(village, "OPEN_NOTICE", notice)
    assert (await shown(village))[0]["number"] == 1


async def test_withdrawal_leaves_a_dated_notice_with_the_reason(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.published(village, "OPEN_NOTICE", notice)
    [before] = await shown(village)
    await village.clerk.does(
        "withdraw",
        "ReasonedRuling",
        edition=edition["id"],
        expectedVersion=edition["version"],
        reason="检修改期。",
    )
    assert await shown(village) == []
    found = await village.anyone(
        "query($id: ID!) { node(id: $id) { id } unpublishings { edges { node"
        " { title ending explanation endedAt } } } }",
        id=before["id"],
    )
    assert found["node"] is None
    [notice_of_it] = [edge["node"] for edge in found["unpublishings"]["edges"]]
    assert notice_of_it["ending"] == "WITHDRAWN"
    assert notice_of_it["explanation"] == "检修改期。"
    then = await village.anyone(AS_OF, id=before["id"], at=v.NOW.isoformat())
    assert then["publicationAsOf"]["__typename"] == "Unpublishing"


async def test_expiry_needs_no_job(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.published(village, "OPEN_NOTICE", notice)
    last_moment = village.anyone.later(days=30, hours=14)
    assert len(await shown(village, last_moment)) == 1
    over = village.anyone.later(days=30, hours=15)
    assert await shown(village, over) == []
    found = await over("{ unpublishings { edges { node { ending title } } } }")
    assert found["unpublishings"]["edges"][0]["node"] == {"ending": "EXPIRED", "title": "停水通知"}


async def test_what_the_board_said_on_a_day_is_a_query(village: Village) -> None:
    by = await v.body(village.clerk)
    notice = await v.notice(village.clerk, by)
    await v.published(village, "OPEN_NOTICE", notice)
    [first] = await shown(village)
    tomorrow = Village(
        clerk=village.clerk.later(days=1), supervisor=village.supervisor.later(days=1)
    )
    await v.notice(
        tomorrow.clerk, by, id=notice["id"], expectedVersion=1, text="改在五月六日停水。"
    )
    await v.published(tomorrow, "OPEN_NOTICE", notice, changeNote="改期。")
    ask = village.anyone.later(days=2)
    said = [
        (await ask(AS_OF, id=first["id"], at=moment.isoformat()))["publicationAsOf"]
        for moment in (v.NOW, tomorrow.clerk.now)
    ]
    assert [each["number"] for each in said] == [1, 2]
    assert [each["text"][0] for each in said] == ["五", "改"]


async def test_redaction_makes_earlier_editions_unreadable_and_can_erase_them(
    village: Village,
) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.published(village, "OPEN_NOTICE", notice)
    edition = await v.published(village, "OPEN_NOTICE", notice, changeNote="更正。")
    [before] = await shown(village)
    await village.village_officer.does(
        "redact",
        "Redaction",
        edition=edition["id"],
        expectedVersion=edition["version"],
        reason="涉及个人信息。",
        erase=True,
    )
    then = await village.anyone(AS_OF, id=before["id"], at=v.NOW.isoformat())
    assert then["publicationAsOf"] == {
        "__typename": "Unpublishing",
        "ending": "REDACTED",
        "title": None,
        "explanation": "涉及个人信息。",
    }
    found = await village.clerk("{ editions { edges { node { content { title } } } } }")
    assert [edge["node"]["content"] for edge in found["editions"]["edges"]] == [None, None]


async def test_publications_are_found_by_area_sort_day_and_words(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.published(village, "OPEN_NOTICE", notice)
    for conditions, number in (
        ({"area": v.TOWN, "document": "OPEN_NOTICE", "text": "水管"}, 1),
        ({"dayFrom": "2026-05-03", "dayTo": "2026-05-03"}, 1),
        ({"area": v.SIBLING}, 0),
        ({"document": "MEETING_NOTICE"}, 0),
        ({"dayFrom": "2026-05-04"}, 0),
        ({"text": "没有的词"}, 0),
    ):
        found = await village.anyone(PUBLIC, filter=conditions)
        assert found["publications"]["totalCount"] == number, conditions
