"""Households and persons: who counts on a day, and what is never written down."""

from __future__ import annotations

from typing import Any

import pytest
import village as v
from graphql import get_named_type
from village import Village

COUNT = """
query($area: AreaPath!, $on: Date) {
  electorate(area: $area, on: $on) { adults households members unsettled }
}
"""


async def settled(village: Village, number: str, *people: dict[str, Any]) -> dict[str, Any]:
    """A household with its people."""
    household = await v.household(village.clerk, number)
    for who in people:
        given = {"person": who["id"], "household": household["id"], "validFrom": "2010-01-01"}
        await village.clerk.does("settle", "Settlement", **given)
    return household


async def test_adults_members_and_households_are_counted_on_any_day(village: Village) -> None:
    adult = await v.person(village.clerk)
    young = await v.person(village.clerk, birthYear=2008)
    joined = await v.person(village.clerk, memberFrom="2026-01-01")
    guest = await v.person(village.clerk, memberFrom=None, fullCapacity=True)
    await settled(village, "H01", adult, young)
    await settled(village, "H02", joined, guest)
    found = await village.clerk(COUNT, area=v.GROUP)
    assert found["electorate"] == {"adults": 3, "households": 2, "members": 3, "unsettled": 1}
    found = await village.clerk(COUNT, area=v.GROUP, on="2025-12-31")
    assert found["electorate"] == {"adults": 3, "households": 2, "members": 2, "unsettled": 0}


async def test_moving_ends_the_earlier_residence_the_day_before(village: Village) -> None:
    who = await v.person(village.clerk)
    await settled(village, "H01", who)
    to = await v.household(village.clerk, "H02")
    given = {"person": who["id"], "household": to["id"], "validFrom": "2026-03-01", "head": True}
    await village.clerk.does("settle", "Settlement", **given)
    asked = "{ residences { edges { node { household { number } validFrom validTo head } } } }"
    found = (await village.clerk(asked))["residences"]["edges"]
    assert [edge["node"] for edge in found] == [
        {"household": {"number": "H02"}, "validFrom": "2026-03-01", "validTo": None, "head": True},
        {
            "household": {"number": "H01"},
            "validFrom": "2010-01-01",
            "validTo": "2026-02-28",
            "head": False,
        },
    ]


async def test_a_household_has_one_head_and_a_new_one_follows_the_old(village: Village) -> None:
    one, other = await v.person(village.clerk, name="松甲"), await v.person(village.clerk)
    household = await v.household(village.clerk)
    for who, since in ((one, "2010-01-01"), (other, "2020-01-01")):
        given = {"person": who["id"], "household": household["id"], "validFrom": since}
        await village.clerk.does("settle", "Settlement", **given, head=True)
    asked = "{ residences(filter: {ended: false, head: true}) { totalCount } }"
    assert (await village.clerk(asked))["residences"]["totalCount"] == 1
    asked = "{ residences(filter: {ended: false}) { totalCount } }"
    assert (await village.clerk(asked))["residences"]["totalCount"] == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("身份证110101199003074514", "身份证", id="an identity number"),
        pytest.param("请打 138-0013-8000", "手机", id="a private telephone"),
        pytest.param("卡号6222026006956145008", "银行卡", id="a bank card"),
    ],
)
async def test_a_private_number_in_a_draft_is_refused_without_repeating_it(
    village: Village, text: str, kind: str
) -> None:
    by = await v.body(village.clerk)
    answer = await village.clerk.is_refused(
        "draftMeeting",
        "MeetingDraft",
        convener=by["id"],
        sort="COURTYARD",
        title="屋场会",
        startsAt="2026-05-02T19:30:00+08:00",
        location="屋场",
        agenda=[{"number": "1", "title": "修路"}, {"number": "2", "title": text}],
    )
    assert answer["code"] == "privacy.private-particular"
    assert answer["field"] == "input.agenda[1].title"
    assert kind in answer["fact"]
    assert not any(digit in answer["fact"].replace("[1]", "") for digit in "0123456789")


def test_nothing_that_must_not_be_held_has_a_column() -> None:
    person = v.schema()._schema.type_map["Person"]
    assert set(person.fields) == {
        "id",
        "area",
        "birthYear",
        "changedAt",
        "comesOfAge",
        "fullCapacity",
        "memberFrom",
        "memberUntil",
        "name",
        "path",
        "version",
    }
    assert get_named_type(person.fields["birthYear"].type).name == "Int"
