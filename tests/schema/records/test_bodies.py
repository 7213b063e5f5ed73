"""Bodies, posts and terms: who is responsible, until when, and who must not sit together."""

from __future__ import annotations

from typing import Any

import village as v
from village import Village


async def seated(village: Village, who: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A body of its own with one post, held by somebody."""
    by = await v.body(village.clerk, **other)
    return await v.membership(village.clerk, await v.post(village.clerk, by), who)


async def kin(village: Village) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two persons who have declared to be siblings."""
    one, other = await v.person(village.clerk), await v.person(village.clerk)
    await village.clerk.does(
        "declareKinship",
        "KinshipDraft",
        person=one["id"],
        relative=other["id"],
        relation="SIBLING",
    )
    return one, other


async def test_near_relatives_do_not_sit_on_committee_and_board(village: Village) -> None:
    one, other = await kin(village)
    await seated(village, one)
    board = await v.body(village.clerk, classification="SUPERVISION_BOARD", name="监事会")
    post = await v.post(village.clerk, board)
    answer = await village.clerk.is_refused(
        "draftMembership",
        "MembershipDraft",
        post=post["id"],
        person=other["id"],
        startDate="2024-01-01",
        endDate="2028-12-31",
    )
    assert answer["code"] == "memberships.relatives-across"
    assert answer["source"].startswith("法律没有直接规定，参照《")


async def test_the_bodys_own_rules_may_allow_it_and_the_roster_says_so(village: Village) -> None:
    one, other = await kin(village)
    await seated(village, one)
    rule = "《第一组选举办法》第九条"
    board = await v.body(
        village.clerk, classification="SUPERVISION_BOARD", name="监事会", relativesRule=rule
    )
    await v.membership(village.clerk, await v.post(village.clerk, board), other)
    await v.published(village, "BODY_ROSTER", board)
    asked = "{ publications { edges { node { ... on BodyRoster { relativesRule } } } } }"
    found = (await village.anyone(asked))["publications"]["edges"][0]["node"]
    assert found == {"relativesRule": rule}


async def test_an_area_has_one_committee_at_a_time(village: Village) -> None:
    first = await v.body(village.clerk)
    answer = await village.clerk.is_refused(
        "draftBody",
        "BodyDraft",
        area=v.GROUP,
        name="又一个",
        classification="GROUP_COMMITTEE",
        contact="组务室",
        foundingDate="2026-01-01",
    )
    assert answer["code"] == "records.already-recorded"
    await v.body(village.clerk, id=first["id"], expectedVersion=1, dissolutionDate="2025-12-31")
    await v.body(village.clerk, foundingDate="2026-01-01")


async def test_a_post_has_no_more_holders_than_seats(village: Village) -> None:
    post = await v.post(village.clerk, await v.body(village.clerk), maximumMemberships=1)
    await v.membership(village.clerk, post, await v.person(village.clerk))
    who = await v.person(village.clerk)
    term = {"post": post["id"], "person": who["id"]}
    answer = await village.clerk.is_refused(
        "draftMembership", "MembershipDraft", **term, startDate="2028-12-31", endDate="2030-01-01"
    )
    assert answer["code"] == "memberships.seats-taken"
    await v.membership(village.clerk, post, who, startDate="2029-01-01", endDate="2033-12-31")


async def test_empty_seats_and_both_posts_in_one_hand_are_visible(village: Village) -> None:
    head = await v.post(village.clerk, await v.body(village.clerk), maximumMemberships=2)
    party = await v.body(village.clerk, classification="PARTY_GROUP", name="党小组")
    leader = await v.post(village.clerk, party, office="PARTY_GROUP_LEADER", label="党小组组长")
    who = await v.person(village.clerk, name="松乙")
    for post in (head, leader):
        await v.membership(village.clerk, post, who)
    asked = f'{{ vacancies(area: "{v.GROUP}") {{ edges {{ node {{ label seats }} }} }}'
    asked += f' concurrentHolders(area: "{v.GROUP}") {{ edges {{ node {{ name }} }} }} }}'
    found = await village.clerk(asked)
    assert found["vacancies"]["edges"] == [{"node": {"label": "组长", "seats": 1}}]
    assert found["concurrentHolders"]["edges"] == [{"node": {"name": "松乙"}}]


async def test_terms_that_end_within_days_are_found(village: Village) -> None:
    await seated(village, await v.person(village.clerk))
    asked = 'query($to: Date) { memberships(filter: {runningFrom: "2026-05-03", endingBy: $to})'
    asked += " { totalCount } }"
    for to, total in (("2028-12-30", 0), ("2028-12-31", 1)):
        assert (await village.clerk(asked, to=to))["memberships"]["totalCount"] == total


async def test_the_roster_shows_who_serves_today(village: Village) -> None:
    by = await v.body(village.clerk)
    post = await v.post(village.clerk, by, maximumMemberships=3)
    for name, end in (("松甲", "2025-12-31"), ("松乙", "2028-12-31")):
        who = await v.person(village.clerk, name=name)
        await v.membership(village.clerk, post, who, endDate=end)
    await v.published(village, "BODY_ROSTER", by)
    asked = "{ publications { edges { node { ... on BodyRoster {"
    asked += " vacantSeats seats { edges { node { name post endDate } } } } } } } }"
    found = (await village.anyone(asked))["publications"]["edges"][0]["node"]
    assert found["vacantSeats"] == 2
    assert [edge["node"]["name"] for edge in found["seats"]["edges"]] == ["松乙"]
