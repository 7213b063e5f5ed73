"""What a process learns of writes: all that was committed, once, and nothing else; on both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import village as v
from tortoise.transactions import in_transaction
from village import Village

from schema.base import changes as changes_
from schema.base.act import transaction
from schema.base.changes import Changes, FellBehind, Line
from schema.base.context import Context
from schema.base.journal import JournalRecord
from schema.base.profile import profiles
from schema.base.scope import AreaPath
from schema.base.watching import watching
from schema.gate.held import Held, note
from schema.rules.gating import Reason
from schema.rules.roles import Role


async def soon(wanted: Callable[[], bool]) -> bool:
    """Whether it comes true within a few seconds."""
    for _ in range(100):
        if wanted():
            return True
        await asyncio.sleep(0.05)
    return False


async def written(**other: Any) -> None:
    """A line in the journal."""
    line = {
        "at": v.NOW,
        "officer_id": v.uuid4(),
        "office": Role.CLERK,
        "path": v.GROUP,
        "act": "draftBody",
        "kind": "Body",
        "record_id": v.uuid4(),
    }
    await JournalRecord.create(**line | other)


def line(number: int) -> Line:
    """A line of the journal."""
    return Line(number, v.NOW, v.GROUP, "draftBody", "Body", v.uuid4())


async def test_what_is_committed_is_told_once_and_in_order(village: Village) -> None:
    changes = Changes()
    async with watching(changes), changes.listening(lambda each: True) as listener:
        for number in range(5):
            await written(act=f"act{number}")
        told = []
        while len(told) < 5:
            told += await asyncio.wait_for(listener.next(2), 5)
        assert [each.act for each in told] == [f"act{number}" for number in range(5)]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(listener.next(1), 0.6)


async def test_what_is_rolled_back_is_not_told(village: Village) -> None:
    changes = Changes()
    async with watching(changes), changes.listening(lambda each: True) as listener:
        with pytest.raises(LookupError):
            async with transaction():
                await written()
                raise LookupError
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(listener.next(1), 0.6)


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_an_id_that_is_committed_after_a_later_one_is_told_too(village: Village) -> None:
    changes = Changes()
    async with watching(changes), changes.listening(lambda each: True) as listener:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slowly() -> None:
            async with in_transaction():
                await written(act="early")
                begun.set()
                await go_on.wait()

        slow = asyncio.create_task(slowly())
        await begun.wait()
        await written(act="late")
        [first] = await asyncio.wait_for(listener.next(9), 5)
        go_on.set()
        await slow
        [second] = await asyncio.wait_for(listener.next(9), 5)
        assert (first.act, second.act) == ("late", "early")
        assert second.id < first.id


async def test_areas_in_which_something_else_is_public_are_told(
    village: Village, dialect: str
) -> None:
    changes, told = Changes(), []
    changes.on_public(told.append)
    async with watching(changes), changes.listening(lambda each: each.publishes) as listener:
        notice = await v.notice(village.clerk, await v.body(village.clerk))
        edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
        await asyncio.sleep(0.3)
        assert [each for each in told if each] == []
        await v.approved(village.supervisor, edition)
        [act] = await asyncio.wait_for(listener.next(9), 5)
        assert act.act == "approve"
        assert dialect == "sqlite" or await soon(lambda: frozenset({v.GROUP}) in told)


async def test_the_own_act_is_told_before_it_is_answered(village: Village) -> None:
    changes, told = Changes(), []
    changes.on_public(told.append)
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
    context = Context(village.supervisor.actor, v.NOW, profiles(), changes=changes)
    given = {"edition": edition["id"], "expectedVersion": 1}
    asked = "mutation($i: Ruling!) { approve(input: $i) { __typename } }"
    await v.schema().execute(asked, {"i": given}, context)
    assert told == [frozenset({v.GROUP})]


async def gated(village: Village, changes: Changes) -> AsyncIterator[None]:
    """Acts of one process by which the gate goes, one after the other."""

    async def act(ask: v.Ask, act: str, sort: str, **given: Any) -> dict[str, Any]:
        context = Context(ask.actor, v.NOW, profiles(), changes=changes)
        asked = f"mutation($i: {sort}!) {{ {act}(input: $i) {{ ... on Record {{ id version }} }} }}"
        done = await v.schema().execute(asked, {"i": given}, context)
        assert done.data is not None, done.errors
        return dict(done.data[act])

    county = v.officer(Role.ADMINISTRATOR, v.COUNTY)
    given = {"area": v.COUNTY, "name": "松小塘", "cause": "CHILD"}
    name = await act(county, "restrictName", "RestrictedNameDraft", **given)
    yield
    given = {"restrictedName": name["id"], "expectedVersion": name["version"]}
    await act(county, "liftRestriction", "RestrictionEnd", **given)
    yield
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.published(village, "OPEN_NOTICE", notice)
    key = ("OpenNotice", v.key(notice), 1)
    await note(v.TOWN, v.NOW, [Held(key, "index.html", "title", Reason.BANK_CARD)])
    given = {"edition": edition["id"], "reason": "BANK_CARD", "ground": "NOBODYS_NUMBER"}
    override = await act(village.clerk, "requestGateOverride", "OverrideRequest", **given)
    given = {"override": override["id"], "expectedVersion": override["version"]}
    await act(village.supervisor, "confirmGateOverride", "OverrideConfirmation", **given)
    yield


async def test_the_own_act_by_which_the_gate_goes_is_told_of_any_area(village: Village) -> None:
    changes, told = Changes(), []
    changes.on_public(told.append)
    async for _ in gated(village, changes):
        assert told == [None]
        told.clear()


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_what_the_gate_goes_by_is_told_by_another_process(village: Village) -> None:
    changes, told = Changes(), []
    changes.on_public(told.append)
    async with watching(changes), changes.listening(lambda each: True):
        told.clear()
        async for _ in gated(village, Changes()):
            assert await soon(lambda: None in told)
            told.clear()


async def test_a_listener_who_takes_nothing_up_is_told_that_it_fell_behind() -> None:
    changes = Changes()
    changes.ready.set()
    async with changes.listening(lambda each: True) as listener:
        changes.tell([line(number) for number in range(changes_.LONGEST_WAIT)])
        assert len(await listener.next(10)) == 10
        changes.tell([line(number) for number in range(11)])
        with pytest.raises(FellBehind):
            await listener.next(1)


async def test_a_listener_hears_only_what_it_wants() -> None:
    changes = Changes()
    changes.ready.set()
    async with changes.listening(lambda each: each.path == AreaPath(v.SIBLING)) as listener:
        changes.tell([line(1), replace(line(2), path=v.SIBLING)])
        assert [each.id for each in await listener.next(9)] == [2]
    assert not changes.attended.is_set()
