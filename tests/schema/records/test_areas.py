"""Areas hang below one another, and say what they are; their venues with them."""

from __future__ import annotations

import village as v
from village import Village


async def test_an_area_is_founded_below_one_that_exists(village: Village) -> None:
    new = await village.administrator.draft(
        "Area", path="439901/101/202", name="石桥村", validFrom="2016-03-01"
    )
    assert new["path"] == "439901/101/202"
    answer = await village.administrator.is_refused(
        "draftArea", "AreaDraft", path="439901/101/203/001", name="一组", validFrom="2016-03-01"
    )
    assert answer["code"] == "areas.nothing-above"


async def test_a_merger_points_back_to_what_was_merged(village: Village) -> None:
    await village.administrator.draft(
        "Area",
        path="439901/101/202",
        name="新松村",
        validFrom="2016-03-01",
        predecessors=[v.VILLAGE],
    )
    asked = '{ areas(filter: {area: "439901/101/202"}) { edges { node { above { name }'
    asked += " predecessors { edges { node { path name } } } } } } }"
    found = (await village.administrator(asked))["areas"]["edges"][0]["node"]
    assert found["above"] == {"name": "清溪镇"}
    assert found["predecessors"]["edges"] == [{"node": {"path": v.VILLAGE, "name": "松塘村"}}]


async def test_a_clerk_founds_nothing_but_keeps_the_own_area_up_to_date(village: Village) -> None:
    answer = await village.clerk.is_refused(
        "draftArea", "AreaDraft", path="439901/101/201/009", name="九组", validFrom="2016-03-01"
    )
    assert answer["code"] == "scope.not-permitted"
    asked = "{ areas { edges { node { id version } } } }"
    own = (await village.clerk(asked))["areas"]["edges"][0]["node"]
    changed = await village.clerk.draft(
        "Area",
        id=own["id"],
        expectedVersion=own["version"],
        path=v.GROUP,
        name="第一组",
        validFrom="2004-01-01",
        pilotSince="2025-01-01",
    )
    assert changed["version"] == 2
    asked = "{ areas(filter: {pilot: true}) { totalCount } }"
    assert (await village.administrator(asked))["areas"]["totalCount"] == 1


async def test_the_profile_of_an_area_names_it_in_full(village: Village) -> None:
    asked = "{ areas { edges { node { id } } } }"
    own = (await village.clerk(asked))["areas"]["edges"][0]["node"]
    await v.published(village, "AREA_PROFILE", own)
    asked = "{ publications { edges { node { code area { path name fullName } postedUntil } } } }"
    found = (await village.anyone(asked))["publications"]["edges"][0]["node"]
    assert found == {
        "code": "V01",
        "area": {"path": v.GROUP, "name": "第一组", "fullName": "青禾县清溪镇松塘村第一组"},
        "postedUntil": None,
    }


async def test_a_venue_says_what_it_is_for_and_when_it_is_open(village: Village) -> None:
    venue = await village.clerk.draft(
        "Venue",
        area=v.GROUP,
        name="松塘小院",
        address="祠堂旁",
        openingHours="每日 8:00—20:00",
        openedOn="2024-01-01",
        purposes=["议事", "阅览"],
    )
    await v.published(village, "VENUE_SHEET", venue)
    asked = "{ publications { edges { node { title ... on VenueSheet { openingHours"
    asked += " purposes { edges { node { label } } } } } } } }"
    found = (await village.anyone(asked))["publications"]["edges"][0]["node"]
    assert [edge["node"]["label"] for edge in found["purposes"]["edges"]] == ["议事", "阅览"]


async def test_a_record_of_an_area_that_does_not_exist_is_refused(village: Village) -> None:
    answer = await village.administrator.is_refused(
        "draftHousehold",
        "HouseholdDraft",
        area="439901/101/999/001",
        number="H01",
        residenceStatus="AWAY",
        validFrom="2026-01-01",
    )
    assert answer["code"] == "records.unknown"
