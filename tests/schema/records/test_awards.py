"""Awards: nobody is honoured before the list has hung and every objection was heard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import village as v
from village import Village

from schema.records.nominations import NominationRecord

SHOWN = """
query($about: ID!) {
  publications(filter: {about: $about}) { edges { node { title
    ... on HonourList { objectionsReceived objectionsHandled revocationRule
      laurees: laureates { edges { node { number label group reason revokedOn } } } }
    ... on HonourRevocation { label reason givenOn }
  } } }
}
"""

CANDIDATES = """
query($id: ID!) { node(id: $id) { ... on CandidatesOnNotice { state postedUntil
  notice { start last days working provisional source }
  candidates { edges { node { number label group reason } } } } } }
"""


@dataclass
class Round:
    """A round with its type, criteria and organiser."""

    type: dict[str, Any]
    criteria: dict[str, Any]
    body: dict[str, Any]
    round: dict[str, Any]


async def opened(village: Village, receiver: str = "HOUSEHOLD", **other: Any) -> Round:
    """A round of the group."""
    kind = await v.award_scheme(village.clerk, receiver=receiver)
    judged = await v.criteria(village.clerk, kind)
    by = await v.body(village.clerk)
    return Round(kind, judged, by, await v.award_round(village.clerk, by, judged, **other))


async def hanging(village: Village, *numbers: str) -> tuple[Round, list[dict[str, Any]]]:
    """A round with its candidates on notice."""
    found = await opened(village)
    candidates = []
    for number in numbers or ("H12",):
        household = await v.household(village.clerk, number)
        candidate = await v.nomination(village.clerk, found.round, household)
        candidates.append(await v.on_notice(village.clerk, candidate))
    await v.published(village, "CANDIDATES_ON_NOTICE", found.round)
    return found, candidates


def after(village: Village) -> Village:
    """The first day after the notice."""
    return Village(
        clerk=village.clerk.later(days=9),
        supervisor=village.supervisor.later(days=9),
        anyone=village.anyone.later(days=9),
    )


async def refused(village: Village, found: Round, **other: Any) -> dict[str, Any]:
    """The refusal of a decision on the first day after the notice."""
    given = {"round": found.round["id"], "expectedVersion": 1, "decidedOn": "2026-05-12"}
    answer = await village.clerk.is_refused("decideRound", "AwardDecision", **given | other)
    return answer


async def test_candidates_hang_as_households_with_the_days_and_the_criteria(
    village: Village,
) -> None:
    found, _ = await hanging(village, "H12", "H13")
    node = (await village.anyone(CANDIDATES, id=v.public("CandidatesOnNotice", found.round)))[
        "node"
    ]
    assert node["state"] == "RUNNING"
    assert node["notice"] == {
        "start": "2026-05-03",
        "last": "2026-05-11",
        "days": 5,
        "working": True,
        "provisional": False,
        "source": "法律没有规定，暂按常用做法定",
    }
    assert [edge["node"]["label"] for edge in node["candidates"]["edges"]] == ["第H12户", "第H13户"]
    assert node["candidates"]["edges"][0]["node"]["group"] == "松塘村第一组"
    over = village.anyone.later(days=9)
    node = (await over(CANDIDATES, id=v.public("CandidatesOnNotice", found.round)))["node"]
    assert node["state"] == "OVER"


async def test_a_person_is_masked_unless_the_consent_is_on_record(village: Village) -> None:
    found = await opened(village, "PERSON")
    for name, consent in (("松某禾", None), ("塘某黍", "2026-05-01")):
        who = await v.person(village.clerk, name=name)
        candidate = await v.nomination(
            village.clerk, found.round, person=who["id"], consentOn=consent
        )
        await v.on_notice(village.clerk, candidate)
    await v.published(village, "CANDIDATES_ON_NOTICE", found.round)
    node = (await village.anyone(CANDIDATES, id=v.public("CandidatesOnNotice", found.round)))[
        "node"
    ]
    labels = [edge["node"]["label"] for edge in node["candidates"]["edges"]]
    assert labels == ["松某某", "塘某黍"]


async def test_a_group_is_honoured_by_name(village: Village) -> None:
    found = await opened(village, "GROUP")
    asked = "query($area: AreaPath) { areas(filter: {area: $area}) { edges { node { id } } } }"
    area = (await village.clerk(asked, area=v.GROUP))["areas"]["edges"][0]["node"]
    candidate = await v.nomination(village.clerk, found.round, group=area["id"])
    await v.on_notice(village.clerk, candidate)
    await v.published(village, "CANDIDATES_ON_NOTICE", found.round)
    node = (await village.anyone(CANDIDATES, id=v.public("CandidatesOnNotice", found.round)))[
        "node"
    ]
    assert node["candidates"]["edges"][0]["node"]["label"] == "第一组"


async def test_nobody_is_honoured_before_the_notice_is_over(village: Village) -> None:
    found, _ = await hanging(village)
    last_day = Village(clerk=village.clerk.later(days=8))
    answer = await refused(last_day, found, decidedOn="2026-05-11")
    assert answer["code"] == "awards.notice-running"
    assert "2026-05-11" in answer["fact"]
    await v.decided(after(village).clerk, found.round)


async def test_a_list_approved_after_its_first_day_is_no_notice(village: Village) -> None:
    found = await opened(village)
    household = await v.household(village.clerk)
    await v.on_notice(village.clerk, await v.nomination(village.clerk, found.round, household))
    tomorrow = Village(
        clerk=village.clerk.later(days=1), supervisor=village.supervisor.later(days=1)
    )
    await v.published(tomorrow, "CANDIDATES_ON_NOTICE", found.round)
    assert (await refused(after(village), found))["code"] == "awards.not-on-notice"


async def test_who_is_added_without_having_hung_is_not_honoured(village: Village) -> None:
    found, _ = await hanging(village)
    late = after(village)
    other = await v.nomination(late.clerk, found.round, await v.household(late.clerk, "H99"))
    await v.on_notice(late.clerk, other)
    answer = await refused(late, found)
    assert (answer["code"], "第 2 号" in answer["fact"]) == ("awards.not-on-notice", True)


async def test_a_list_that_was_taken_down_is_no_notice(village: Village) -> None:
    found = await opened(village)
    household = await v.household(village.clerk)
    await v.on_notice(village.clerk, await v.nomination(village.clerk, found.round, household))
    edition = await v.published(village, "CANDIDATES_ON_NOTICE", found.round)
    ruling = {"edition": edition["id"], "expectedVersion": edition["version"]}
    await village.clerk.does("withdraw", "ReasonedRuling", **ruling, reason="贴错了。")
    assert (await refused(after(village), found))["code"] == "awards.not-on-notice"


async def test_an_open_objection_holds_the_decision_back(village: Village) -> None:
    found, _ = await hanging(village)
    about = v.public("CandidatesOnNotice", found.round)
    objection = await v.objection(village.clerk, about, subject="第1号有违章搭建。")
    late = after(village)
    answer = await refused(late, found)
    assert answer["code"] == "awards.objection-open"
    assert "2026-001" in answer["fact"]
    await v.replied(late.clerk, objection)
    await v.decided(late.clerk, found.round)


async def test_an_upheld_objection_drops_its_candidate(village: Village) -> None:
    found, [one, _] = await hanging(village, "H12", "H13")
    about = v.public("CandidatesOnNotice", found.round)
    objection = await v.objection(village.clerk, about, subject="第1号有违章搭建。")
    await v.replied(village.clerk, objection, result="UPHELD", reply="属实，取消第1号候选。")
    late = after(village)
    assert (await refused(late, found))["code"] == "awards.upheld-objection-ignored"
    await late.clerk.does(
        "dropCandidate",
        "Dropping",
        nomination=one["id"],
        expectedVersion=one["version"],
        reason="有违章搭建",
        objection=objection["id"],
    )
    await v.decided(late.clerk, found.round)
    await v.published(late, "HONOUR_LIST", found.round)
    [edge] = (await late.anyone(SHOWN, about=about))["publications"]["edges"]
    shown = edge["node"]
    assert (shown["objectionsReceived"], shown["objectionsHandled"]) == (1, 1)
    assert [each["node"]["number"] for each in shown["laurees"]["edges"]] == [2]


async def test_an_honour_is_revoked_with_day_and_reason(village: Village) -> None:
    found, _ = await hanging(village)
    late = after(village)
    await v.decided(late.clerk, found.round)
    await v.published(late, "HONOUR_LIST", found.round)
    honour = (await late.clerk("{ honours { edges { node { id version } } } }"))["honours"][
        "edges"
    ][0]["node"]
    answer = await late.clerk.is_refused(
        "submit", "Submission", document="HONOUR_REVOCATION", record=honour["id"]
    )
    assert answer["code"] == "awards.nothing-decided"
    given = {"honour": honour["id"], "expectedVersion": 1, "revocationReason": "有违章搭建。"}
    revoke = ("revokeHonour", "HonourRevocationDraft")
    answer = await late.clerk.is_refused(*revoke, **given, revokedOn="2026-05-11")
    assert answer["field"] == "revokedOn"
    await late.clerk.does(*revoke, **given, revokedOn="2026-05-12")
    await v.published(late, "HONOUR_REVOCATION", honour)
    shown = await late.anyone(SHOWN, about=v.public("HonourList", found.round))
    [edge] = shown["publications"]["edges"]
    assert edge["node"] == {
        "title": "撤销荣誉：2026年第一季度美丽庭院示范户评选",
        "label": "第H12户",
        "reason": "有违章搭建。",
        "givenOn": "2026-05-12",
    }
    found_again = await late.clerk("{ honours(filter: {revoked: true}) { totalCount } }")
    assert found_again["honours"]["totalCount"] == 1


async def test_what_rules_out_is_checked_before_the_notice(village: Village) -> None:
    found = await opened(village)
    for place, (vetoes, code) in enumerate(
        (
            ([], "awards.vetoes-unchecked"),
            ([{"number": 1, "met": True}], "awards.ruled-out"),
        )
    ):
        household = await v.household(village.clerk, f"H{place}")
        candidate = await v.nomination(village.clerk, found.round, household, vetoes=vetoes)
        answer = await village.clerk.is_refused(
            "putOnNotice", "Candidacy", nomination=candidate["id"], expectedVersion=1
        )
        assert answer["code"] == code


@pytest.mark.parametrize(
    ("vetoes", "code"),
    [
        ([], "awards.vetoes-unchecked"),
        ([{"number": 1, "met": True}], "awards.ruled-out"),
    ],
    ids=["no longer checked", "found out later"],
)
async def test_what_rules_out_is_looked_at_again_before_anyone_is_honoured(
    village: Village, vetoes: list[Any], code: str
) -> None:
    found, [candidate] = await hanging(village)
    asked = "{ households { edges { node { id } } } }"
    household = (await village.clerk(asked))["households"]["edges"][0]["node"]
    given = {"id": candidate["id"], "expectedVersion": candidate["version"], "vetoes": vetoes}
    await v.nomination(village.clerk, found.round, household, **given)
    assert (await refused(after(village), found))["code"] == code


async def test_a_panel_member_with_a_conflict_does_not_vote(village: Village) -> None:
    found = await opened(village)
    candidate = await v.nomination(village.clerk, found.round, await v.household(village.clerk))
    members = [
        await village.clerk.draft(
            "PanelMember",
            round=found.round["id"],
            person=(await v.person(village.clerk, name=f"松{name}"))["id"],
        )
        for name in "甲乙丙"
    ]
    conflict = {"nomination": candidate["id"], "reason": "近亲属"}
    await village.clerk.draft("Conflict", member=members[0]["id"], **conflict)
    votes = {"nomination": candidate["id"], "expectedVersion": 1, "no": 0, "abstain": 0}
    answer = await village.clerk.is_refused("recordPanelVotes", "PanelVotes", **votes, yes=3)
    assert answer["code"] == "awards.votes-impossible"
    assert answer["fact"] == "评委 3 人，回避 1 人，却有 3 票。"
    await village.clerk.does("recordPanelVotes", "PanelVotes", **votes, yes=2)
    answer = await village.clerk.is_refused(
        "draftConflict", "ConflictDraft", member=members[1]["id"], **conflict
    )
    assert answer["code"] == "awards.votes-impossible"


async def test_criteria_are_frozen_when_a_round_opens(village: Village) -> None:
    found = await opened(village)
    newer = await v.criteria(village.clerk, found.type)
    given = {
        "id": found.round["id"],
        "expectedVersion": 1,
        "organiser": found.body["id"],
        "title": "评选",
        "year": 2026,
        "period": "2026年",
        "nominationsFrom": "2026-04-01",
        "nominationsTo": "2026-04-20",
    }
    answer = await village.clerk.is_refused(
        "draftAwardRound", "AwardRoundDraft", **given, criteria=newer["id"]
    )
    assert answer["code"] == "awards.criteria-frozen"


async def test_another_number_of_days_needs_a_reason(village: Village) -> None:
    kind = await v.award_scheme(village.clerk)
    judged = await v.criteria(village.clerk, kind)
    given = {
        "criteria": judged["id"],
        "organiser": (await v.body(village.clerk))["id"],
        "title": "评选",
        "year": 2026,
        "period": "2026年",
        "nominationsFrom": "2026-04-01",
        "nominationsTo": "2026-04-20",
        "noticeDays": 3,
    }
    answer = await village.clerk.is_refused("draftAwardRound", "AwardRoundDraft", **given)
    assert answer["code"] == "awards.notice-reason-missing"
    assert answer["threshold"] == "5 个工作日"
    await village.clerk.draft("AwardRound", **given, noticeDaysReason="与镇里的日程一致")


async def test_a_type_of_the_village_is_used_by_its_groups_and_changed_by_none(
    village: Village,
) -> None:
    kind = await v.award_scheme(village.village_officer)
    judged = await v.criteria(village.village_officer, kind)
    found = await village.clerk("{ awardSchemes { edges { node { id path } } } }")
    assert found["awardSchemes"]["edges"] == [{"node": {"id": kind["id"], "path": v.VILLAGE}}]
    await v.award_round(village.clerk, await v.body(village.clerk), judged)
    answer = await village.clerk.is_refused(
        "draftAwardScheme",
        "AwardSchemeDraft",
        id=kind["id"],
        expectedVersion=1,
        area=v.GROUP,
        name="改名",
        receiver="HOUSEHOLD",
    )
    assert answer["code"] == "records.unknown"
    given = {"criteria": [], "basis": "改", "revocationRule": "改", "validFrom": "2026-01-01"}
    answer = await village.clerk.is_refused(
        "draftAwardCriteria", "AwardCriteriaDraft", awardScheme=kind["id"], **given
    )
    assert answer["code"] == "scope.outside"


async def test_a_type_of_a_group_is_not_used_beside_it(village: Village) -> None:
    kind = await v.award_scheme(village.clerk)
    judged = await v.criteria(village.clerk, kind)
    other = await v.body(village.neighbour)
    given = {
        "organiser": other["id"],
        "title": "评选",
        "year": 2026,
        "period": "2026年",
        "nominationsFrom": "2026-04-01",
        "nominationsTo": "2026-04-20",
    }
    for ask, code in (
        (village.neighbour, "records.unknown"),
        (village.village_officer, "records.input-impossible"),
    ):
        answer = await ask.is_refused(
            "draftAwardRound", "AwardRoundDraft", **given, criteria=judged["id"]
        )
        assert answer["code"] == code


async def test_a_household_award_honours_households(village: Village) -> None:
    found = await opened(village)
    person = await v.person(village.clerk)
    household = await v.household(village.clerk)
    given = {"round": found.round["id"], "nominatedBy": "SELF", "reason": "干净"}
    for candidate in ({"person": person["id"]}, {}, {"household": household["id"]} | person):
        chosen = {k: e for k, e in candidate.items() if k in {"person", "household"}}
        if "id" in candidate:
            chosen["person"] = candidate["id"]
        answer = await village.clerk.is_refused(
            "draftNomination", "NominationDraft", **given, **chosen
        )
        assert answer["code"] == "awards.wrong-receiver"


async def test_twenty_nominations_at_once_are_counted_without_gaps(village: Village) -> None:
    found = await opened(village)
    households = [await v.household(village.clerk, f"H{place}") for place in range(20)]
    await asyncio.gather(
        *(v.nomination(village.clerk, found.round, household) for household in households)
    )
    rows = await NominationRecord.all().values("sequence")
    assert sorted(row["sequence"] for row in rows) == list(range(1, 21))


async def test_a_candidate_stands_once_in_a_round(village: Village) -> None:
    found = await opened(village)
    household = await v.household(village.clerk)
    await v.nomination(village.clerk, found.round, household)
    answer = await village.clerk.is_refused(
        "draftNomination",
        "NominationDraft",
        round=found.round["id"],
        household=household["id"],
        nominatedBy="SELF",
        reason="干净",
    )
    assert answer["code"] == "records.already-recorded"


async def test_a_decided_round_takes_no_more_candidates(village: Village) -> None:
    found, [candidate] = await hanging(village)
    late = after(village)
    await v.decided(late.clerk, found.round)
    household = await v.household(late.clerk, "H99")
    given = {"round": found.round["id"], "nominatedBy": "SELF", "reason": "干净"}
    for act, input_type, taken in (
        ("draftNomination", "NominationDraft", given | {"household": household["id"]}),
        (
            "dropCandidate",
            "Dropping",
            {"nomination": candidate["id"], "expectedVersion": 2, "reason": "晚了"},
        ),
    ):
        answer = await late.clerk.is_refused(act, input_type, **taken)
        assert answer["code"] == "awards.round-decided"


async def test_winners_are_found_by_year_and_type_and_repeated_ones_by_household(
    village: Village,
) -> None:
    found, _ = await hanging(village, "H12")
    late = after(village)
    await v.decided(late.clerk, found.round)
    asked = "query($filter: HonourFilter) { honours(filter: $filter) { totalCount } }"
    for conditions, total in (
        ({"year": 2026, "awardScheme": found.type["id"]}, 1),
        ({"year": 2025}, 0),
        ({"round": found.round["id"], "revoked": False}, 1),
    ):
        answer = await late.clerk(asked, filter=conditions)
        assert answer["honours"]["totalCount"] == total, conditions
    repeated = f'{{ repeatHonours(area: "{v.GROUP}") {{ edges {{ node {{ id times'
    repeated += " household { number } } } } }"
    assert (await late.clerk(repeated))["repeatHonours"]["edges"] == []
    await _again(late, found)
    much_later = village.clerk.later(days=18)
    [edge] = (await much_later(repeated))["repeatHonours"]["edges"]
    assert edge["node"] | {"id": ""} == {"id": "", "times": 2, "household": {"number": "H12"}}
    asked = "query($id: ID!) { node(id: $id) { ... on RepeatHonour { times } } }"
    assert (await much_later(asked, id=edge["node"]["id"]))["node"] == {"times": 2}
    assert (await village.neighbour(asked, id=edge["node"]["id"]))["node"] is None


async def _again(village: Village, found: Round) -> None:
    """The same household honoured in a second round, nine days on."""
    second = await v.award_round(
        village.clerk, found.body, found.criteria, title="第二次评选", noticeFrom="2026-05-12"
    )
    asked = "{ households { edges { node { id } } } }"
    household = (await village.clerk(asked))["households"]["edges"][0]["node"]
    await v.on_notice(village.clerk, await v.nomination(village.clerk, second, household))
    await v.published(village, "CANDIDATES_ON_NOTICE", second)
    await v.decided(village.clerk.later(days=9), second, decidedOn="2026-05-20")


@pytest.mark.parametrize("decided", [True, False])
async def test_open_rounds_are_found(village: Village, decided: bool) -> None:
    await opened(village)
    asked = "query($filter: AwardRoundFilter) { awardRounds(filter: $filter) { totalCount"
    asked += " edges { node { stage } } } }"
    found = (await village.clerk(asked, filter={"decided": decided}))["awardRounds"]
    assert found["totalCount"] == (0 if decided else 1)
    assert [edge["node"]["stage"] for edge in found["edges"]] == ([] if decided else ["ON_NOTICE"])


def test_no_document_tells_how_the_panel_voted_or_who_stood_back() -> None:
    types = v.schema()._schema.type_map
    for name in ("CandidatesOnNotice", "Candidate", "HonourList", "Laureate", "HonourRevocation"):
        shown: Any = types[name]
        assert not {"yes", "no", "abstain", "panel", "members", "conflicts"} & set(shown.fields)
    candidate: Any = types["Candidate"]
    assert set(candidate.fields) == {"id", "number", "label", "group", "reason"}
