"""Officers see what became of the site, and what it does not show yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import village as v
from tortoise.exceptions import IntegrityError
from village import NOW, Ask, Village

from schema import releases
from schema.releases import Released, ReleaseRecord
from schema.rules.roles import Role

RELEASES = """query($filter: ReleaseFilter) { releases(filter: $filter) {
  totalCount edges { node { name number moment asOf pages made duration restores held live version
                            path } } } }"""

PENDING = """query($filter: PendingFilter) { pendingPublications(filter: $filter) {
  totalCount edges { node { id document state path } } } }"""

FIRST = Released("000001-20260503T090000", NOW, NOW, 12, 12, 830, None, 0)


async def noted(release: Released, now: datetime = NOW) -> None:
    """As whoever publishes notes it."""
    await releases.note(v.TOWN, release, now, uuid4())


async def listed(ask: Ask, **given: Any) -> list[dict[str, Any]]:
    """The releases that somebody reads."""
    return [edge["node"] for edge in (await ask(RELEASES, **given))["releases"]["edges"]]


async def pending(ask: Ask, **given: Any) -> list[tuple[str, str]]:
    """What the site does not show yet, for somebody."""
    found = (await ask(PENDING, **given))["pendingPublications"]
    assert found["totalCount"] == len(found["edges"])
    return [(edge["node"]["document"], edge["node"]["state"]) for edge in found["edges"]]


async def test_the_releases_of_a_town_are_told_the_latest_first(village: Village) -> None:
    await noted(FIRST)
    later = NOW + timedelta(days=1)
    second = replace(FIRST, name="000002-20260504T090000", moment=later, as_of=later, made=2)
    await noted(second, later)
    for ask in (village.administrator, village.clerk):
        found = await listed(ask)
        assert [each["number"] for each in found] == [2, 1]
        assert [each["live"] for each in found] == [True, False]
        assert (found[0]["made"], found[0]["pages"], found[0]["duration"]) == (2, 12, 830)
        assert [e["number"] for e in await listed(ask, filter={"live": True})] == [2]


async def test_a_release_that_stays_is_found_up_to_date_and_not_listed_twice(
    village: Village,
) -> None:
    await noted(FIRST)
    later = NOW + timedelta(hours=1)
    await noted(replace(FIRST, as_of=later, made=None, duration=None), later)
    [found] = await listed(village.clerk)
    assert (found["made"], found["version"]) == (12, 2)
    assert datetime.fromisoformat(found["asOf"]) == later


async def test_a_release_that_came_back_is_the_live_one_again(village: Village) -> None:
    await noted(FIRST)
    later = NOW + timedelta(days=1)
    await noted(replace(FIRST, name="000002-20260504T090000", moment=later, as_of=later), later)
    await noted(FIRST, later)
    assert [(each["number"], each["live"]) for each in await listed(village.clerk)] == [
        (2, False),
        (1, True),
    ]


async def test_the_database_keeps_one_live_release_per_town(village: Village) -> None:
    await noted(FIRST)
    row = (await ReleaseRecord.all().values())[0]
    with pytest.raises(IntegrityError):
        await ReleaseRecord.create(**row | {"id": uuid4(), "name": "000002-20260504T090000"})


async def test_only_officers_of_the_town_read_of_its_releases(village: Village) -> None:
    await noted(FIRST)
    elsewhere = v.officer(Role.CLERK, v.AreaPath("439901/102/201/001"))
    assert await listed(elsewhere) == []
    for ask in (village.anyone, village.household):
        answer = await ask.raw(RELEASES)
        assert [error.original_error.code for error in answer.errors] == ["scope.not-permitted"]
        assert (await ask.raw(PENDING)).errors


async def test_what_became_public_waits_until_a_release_shows_it(village: Village) -> None:
    body = await v.body(village.clerk)
    notice = await v.notice(village.clerk, body)
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    assert await pending(village.clerk) == []
    await v.approved(village.supervisor, edition)
    waiting = [("OPEN_NOTICE", "PUBLISHED")]
    for ask in (village.administrator, village.clerk, village.supervisor):
        assert await pending(ask) == waiting
    assert await pending(village.neighbour) == []
    await noted(replace(FIRST, as_of=NOW - timedelta(seconds=1)))
    assert await pending(village.clerk) == waiting
    await noted(FIRST)
    assert await pending(village.clerk) == []


async def test_what_was_taken_down_waits_too(village: Village) -> None:
    body = await v.body(village.clerk)
    notice = await v.notice(village.clerk, body)
    edition = await v.published(village, "OPEN_NOTICE", notice)
    await noted(FIRST)
    given = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "写错了"}
    await village.clerk.later(minutes=1).does("withdraw", "ReasonedRuling", **given)
    assert await pending(village.clerk) == [("OPEN_NOTICE", "WITHDRAWN")]
    assert await pending(village.clerk, filter={"document": "MEETING_NOTICE"}) == []
