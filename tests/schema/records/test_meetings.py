"""A meeting decides when enough came and enough agreed; what happened is recorded either way."""

from __future__ import annotations

from typing import Any

import pytest
import village as v
from village import Village

VERDICT = """
query($id: ID!) { node(id: $id) {
  ... on Meeting { verdict { reached basis required present entitled missing source } }
  ... on Motion { result verdict { reached required missing source }
    collectiveVerdict { reached required present entitled missing source } }
} }
"""

ARTICLE_32 = "《中华人民共和国村民委员会组织法》第三十二条第二款"


async def held(village: Village, **counts: int) -> dict[str, Any]:
    """A meeting with its counts."""
    meeting = await v.meeting(village.clerk, await v.body(village.clerk))
    return await v.attended(village.clerk, meeting, **counts)


@pytest.mark.parametrize(
    ("present", "entitled", "reached", "missing"),
    [
        pytest.param(32, 47, True, 0, id="32 of 47 households is two thirds"),
        pytest.param(31, 47, False, 1, id="31 of 47 is one household short"),
        pytest.param(2, 3, True, 0, id="exactly two thirds is enough"),
        pytest.param(0, 0, False, 1, id="an empty roll decides nothing"),
    ],
)
async def test_two_thirds_of_the_households(
    village: Village, present: int, entitled: int, reached: bool, missing: int
) -> None:
    meeting = await held(village, householdsPresent=present, householdsEntitled=entitled)
    verdict = (await village.clerk(VERDICT, id=meeting["id"]))["node"]["verdict"]
    assert (verdict["reached"], verdict["missing"]) == (reached, missing)
    assert (verdict["basis"], verdict["source"]) == ("HOUSEHOLDS", ARTICLE_32)


async def test_a_meeting_without_quorum_is_recorded_but_cannot_decide(village: Village) -> None:
    meeting = await held(village, householdsPresent=31, householdsEntitled=47)
    motion = await v.motion(village.clerk, meeting, yes=31, no=0, abstain=0)
    answer = await village.clerk.is_refused(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=True
    )
    assert answer["code"] == "motions.decided-without-quorum"
    assert answer["fact"] == "应计 47 户，实到 31 户，还差 1 户。"
    assert (answer["threshold"], answer["source"]) == ("至少 32 户", ARTICLE_32)
    await village.clerk.does(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=False
    )


@pytest.mark.parametrize(
    ("present", "yes", "adopted"),
    [
        pytest.param(33, 17, True, id="17 of 33 is more than half"),
        pytest.param(33, 16, False, id="16 of 33 is not"),
        pytest.param(34, 18, True, id="18 of 34 is more than half"),
        pytest.param(34, 17, False, id="17 of 34 is exactly half and fails"),
    ],
)
async def test_more_than_half_of_those_present(
    village: Village, present: int, yes: int, adopted: bool
) -> None:
    meeting = await held(village, householdsPresent=present, householdsEntitled=47)
    motion = await v.motion(village.clerk, meeting, yes=yes, no=0, abstain=0)
    answer = await village.clerk.act(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=True
    )
    assert answer.get("code") == (None if adopted else "motions.majority-missing")


async def test_the_collective_needs_two_thirds_of_all_its_members(village: Village) -> None:
    """47 households carry it; 78 of 118 members are one short of 79."""
    meeting = await held(
        village,
        householdsPresent=40,
        householdsEntitled=47,
        membersPresent=90,
        membersEntitled=118,
    )
    motion = await v.motion(
        village.clerk, meeting, yes=30, no=5, abstain=5, collective=True, membersYes=78
    )
    found = (await village.clerk(VERDICT, id=motion["id"]))["node"]
    assert found["verdict"]["reached"] is True
    members = found["collectiveVerdict"]
    assert (members["required"], members["present"], members["missing"]) == (79, 78, 1)
    answer = await village.clerk.is_refused(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=True
    )
    assert answer["code"] == "motions.majority-missing"
    assert answer["threshold"] == "至少 79 人"
    assert "农村集体经济组织法" in answer["source"]


async def test_a_talk_decides_nothing(village: Village) -> None:
    by = await v.body(village.clerk)
    talk = await v.attended(
        village.clerk, await v.meeting(village.clerk, by, sort="SENTIMENT_TALK")
    )
    assert (await village.clerk(VERDICT, id=talk["id"]))["node"]["verdict"] is None
    motion = await v.motion(village.clerk, talk)
    answer = await village.clerk.is_refused(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=True
    )
    assert answer["code"] == "motions.nothing-to-decide"


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param({"householdsPresent": 48, "householdsEntitled": 47}, id="more than the roll"),
        pytest.param({"adultsPresent": -1, "adultsEntitled": 47}, id="fewer than none"),
        pytest.param({"adultsPresent": 10}, id="present without a roll"),
    ],
)
async def test_impossible_counts_are_refused(village: Village, counts: dict[str, int]) -> None:
    meeting = await v.meeting(village.clerk, await v.body(village.clerk))
    answer = await village.clerk.is_refused(
        "recordAttendance", "AttendanceDraft", meeting=meeting["id"], expectedVersion=1, **counts
    )
    assert answer["code"] == "meetings.count-impossible"


async def test_more_votes_than_people_are_refused(village: Village) -> None:
    meeting = await held(village)
    answer = await village.clerk.is_refused(
        "draftMotion",
        "MotionDraft",
        meeting=meeting["id"],
        number="1",
        title="修路",
        text="修路。",
        yes=30,
        no=3,
    )
    assert answer["fact"] == "共计 33 票，多于实到的 32 户。"


async def test_a_basis_that_the_law_does_not_know_is_refused(village: Village) -> None:
    by = await v.body(village.clerk)
    answer = await village.clerk.is_refused(
        "draftMeeting",
        "MeetingDraft",
        convener=by["id"],
        sort="GROUP_ASSEMBLY",
        title="会议",
        startsAt="2026-05-02T19:30:00+08:00",
        location="阵地",
        basis="REPRESENTATIVES",
        agenda=[],
    )
    assert answer["code"] == "meetings.basis-unknown"


async def test_the_outcome_shows_its_working(village: Village) -> None:
    meeting = await held(village)
    motion = await v.motion(village.clerk, meeting)
    await village.clerk.does(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=True
    )
    await v.published(village, "MEETING_OUTCOME", meeting)
    asked = "{ publications { edges { node { title ... on MeetingOutcome {"
    asked += " attendance { required present source } resolutions { edges { node {"
    asked += " result yes no abstain verdict { required entitled source } } } } } } } } }"
    [found] = [e["node"] for e in (await village.anyone(asked))["publications"]["edges"]]
    assert found["title"] == "第一次村民小组会议结果"
    assert found["attendance"]["required"] == 32
    [resolution] = [edge["node"] for edge in found["resolutions"]["edges"]]
    assert resolution["result"] == "PASS"
    assert resolution["verdict"] == {"required": 17, "entitled": 32, "source": ARTICLE_32}


async def test_counts_corrected_below_the_threshold_cannot_be_published_as_adopted(
    village: Village,
) -> None:
    meeting = await held(village)
    motion = await v.motion(village.clerk, meeting)
    await village.clerk.does(
        "declareResult", "Declaration", motion=motion["id"], expectedVersion=1, adopted=True
    )
    await v.attended(village.clerk, meeting, householdsPresent=31, householdsEntitled=47)
    answer = await village.clerk.is_refused(
        "submit", "Submission", document="MEETING_OUTCOME", record=meeting["id"]
    )
    assert answer["code"] == "motions.decided-without-quorum"


async def test_votes_by_name_stay_apart_from_the_counts(village: Village) -> None:
    meeting = await held(village)
    motion = await v.motion(village.clerk, meeting, yes=2, no=0, abstain=0, method="NAMED_BALLOT")
    for _ in range(2):
        who = await v.person(village.clerk)
        await village.clerk.draft("Vote", motion=motion["id"], person=who["id"], option="YES")
    asked = "query($id: ID!) { voteComparison(motion: $id) { namedYes agree } }"
    found = (await village.clerk(asked, id=motion["id"]))["voteComparison"]
    assert found == {"namedYes": 2, "agree": True}
    who = await v.person(village.clerk)
    await village.clerk.draft("Vote", motion=motion["id"], person=who["id"], option="NO")
    found = (await village.clerk(asked, id=motion["id"]))["voteComparison"]
    assert found == {"namedYes": 2, "agree": False}


async def test_who_voted_how_in_secret_is_written_down_nowhere(village: Village) -> None:
    meeting = await held(village)
    motion = await v.motion(village.clerk, meeting, method="SECRET_BALLOT")
    who = await v.person(village.clerk)
    answer = await village.clerk.is_refused(
        "draftVote", "VoteDraft", motion=motion["id"], person=who["id"], option="YES"
    )
    assert answer["code"] == "votes.voted-in-secret"


@pytest.mark.parametrize(
    ("day", "article"),
    [
        pytest.param("2026-01-01", ARTICLE_32, id="the amendment from its first day"),
        pytest.param(
            "2025-12-31",
            "《中华人民共和国村民委员会组织法(2018年修正)》第二十八条第一款",
            id="the earlier text until the day before",
        ),
    ],
)
async def test_a_meeting_is_judged_by_the_law_of_its_day(
    village: Village, day: str, article: str
) -> None:
    by = await v.body(village.clerk)
    called = await v.meeting(village.clerk, by, startsAt=f"{day}T00:30:00+08:00")
    meeting = await v.attended(village.clerk, called)
    verdict = (await village.clerk(VERDICT, id=meeting["id"]))["node"]["verdict"]
    assert verdict["source"] == article
