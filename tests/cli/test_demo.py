"""The demonstration: told once, whole, and the same on every start."""

from __future__ import annotations

import json
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from village import Ask

from api.settings import Settings
from cli import demo, founding
from cli.founding import Founding, Named
from cli.trouble import Trouble
from schema import database, officers
from schema.base.scope import ANYONE
from schema.records.areas import AreaRecord

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GROUP = "439901/101/201/001"


@pytest.fixture
async def told(settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """The tokens of a demonstration, whose database is open."""
    settings.home.mkdir()
    settings.site.mkdir(parents=True)  # as if it had been published: no pages are built here
    tokens = await demo.prepare(settings, NOW)
    async with database.opened(settings.database_url, everywhere=True):
        yield tokens


async def asking(tokens: dict[str, Any], role: str) -> Ask:
    """Asks as the one with this role."""
    actor = await officers.recognise(tokens[role]["token"], NOW, NOW.date())
    return Ask(actor, NOW)


async def test_the_group_has_its_households_adults_and_members(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk(f'{{ electorate(area: "{GROUP}") {{ households adults members }} }}')
    assert answer["electorate"] == {"households": 47, "adults": 118, "members": 112}


async def test_a_meeting_falls_short_by_one_household(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk("{ meetings { edges { node { title verdict { reached missing } } } } }")
    verdicts = {
        edge["node"]["title"]: edge["node"]["verdict"] for edge in answer["meetings"]["edges"]
    }
    assert verdicts["第三次民主议事会"] == {"reached": True, "missing": 0}
    assert verdicts["第四次民主议事会"] == {"reached": False, "missing": 1}
    assert verdicts["第五次民主议事会"] is None


async def test_the_collective_motion_has_a_majority_and_too_few_members(
    told: dict[str, Any],
) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk(
        "{ motions(filter: {collective: true}) { edges { node { result"
        " verdict { reached } collectiveVerdict { reached missing } } } } }"
    )
    [edge] = answer["motions"]["edges"]
    assert edge["node"] == {
        "result": "FAIL",
        "verdict": {"reached": True},
        "collectiveVerdict": {"reached": False, "missing": 5},
    }


async def test_the_public_sees_corrections_endings_and_no_draft(told: dict[str, Any]) -> None:
    answer = await Ask(ANYONE, NOW)(
        "{ publications(first: 50) { edges { node { title number changeNote } } }"
        " unpublishings(first: 50) { edges { node { title ending } } } }"
    )
    public = {e["node"]["title"]: e["node"] for e in answer["publications"]["edges"]}
    assert public["组务议事室"]["number"] == 2
    assert "20:30" in public["组务议事室"]["changeNote"]
    assert "冬季防火提示" not in public
    endings = {e["node"]["title"]: e["node"]["ending"] for e in answer["unpublishings"]["edges"]}
    assert endings["送电影下乡放映通知"] == "WITHDRAWN"
    assert endings["文化广场稻谷晾晒安排"] == "EXPIRED"


async def test_the_same_person_heads_group_and_party_group(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk(
        f'{{ concurrentHolders(area: "{GROUP}") {{ edges {{ node {{ name }} }} }} }}'
    )
    assert answer["concurrentHolders"]["edges"] == [{"node": {"name": "松甲"}}]


async def test_every_role_has_a_token_that_only_the_owner_of_the_file_reads(
    told: dict[str, Any], settings: Settings
) -> None:
    file = settings.demo_tokens
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8")) == told
    assert set(told) == {
        "administrator",
        "guide",
        "village-officer",
        "clerk",
        "supervisor",
        "auditor",
    }
    for role, each in told.items():
        actor = await officers.recognise(each["token"], NOW, NOW.date())
        assert [grant.role.value for grant in actor.grants] == [role]


async def test_a_second_start_finds_everything_there(settings: Settings) -> None:
    settings.home.mkdir()
    settings.site.mkdir(parents=True)
    first = await demo.prepare(settings, NOW)
    assert await demo.prepare(settings, NOW + timedelta(hours=1)) == first
    renewed = await demo.prepare(settings, NOW + timedelta(days=400))
    assert renewed.keys() == first.keys()
    assert renewed != first


async def test_records_of_a_real_town_are_left_alone(settings: Settings) -> None:
    begun = Founding(Named("439902", "某县"), Named("101", "某镇"), "某人")
    await founding.init(settings, begun, NOW)
    with pytest.raises(Trouble, match="not the demonstration's"):
        await demo.prepare(settings, NOW)
    async with database.opened(settings.database_url):
        assert await AreaRecord.all().count() == 2


def test_the_greeting_names_addresses_and_tokens(settings: Settings) -> None:
    tokens = {"clerk": {"token": "zuwu_x", "role": "clerk", "area": GROUP}}
    said = demo.greeting(settings, tokens)
    assert "/graphql" in said
    assert said.count("curl -s") == 3
    assert "zuwu_x" in said
