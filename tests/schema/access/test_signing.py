"""Signing in: codes, passwords, sessions; each secret is good for what it is for, and no longer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import accounts as a
import pytest
import village as v
from accounts import OTHER, PASSWORD
from village import Village

from schema.access.accounts import CODE, AccountRecord, ActivationRecord
from schema.access.hashing import HASHING, NOBODY
from schema.access.sessions import ACCESS, IDLE, LONGEST, RefreshRecord
from schema.officers import SessionRecord, TokenRecord

SESSIONS = "{ sessions { totalCount edges { node { id sort current } } } }"


async def test_a_code_opens_an_account_once(village: Village) -> None:
    grant = await v.appointed(village.administrator)
    code = await a.code(village.administrator, grant["officer"]["id"])
    assert code.startswith("zuwu_code_")
    pair = await a.sign(village.anyone, "activate", code=code, password=PASSWORD)
    me = await (await a.carrying(pair["accessToken"]))("{ me { name } }")
    assert me == {"me": {"name": a.NAME}}
    again = await a.sign(village.anyone, "activate", code=code, password=PASSWORD)
    assert again["code"] == "accounts.code-unusable"


async def test_a_code_expires_and_a_new_one_ends_the_one_before(village: Village) -> None:
    grant = await v.appointed(village.administrator)
    first = await a.code(village.administrator, grant["officer"]["id"])
    second = await a.code(village.administrator, grant["officer"]["id"])
    late = village.anyone.later(seconds=CODE.total_seconds())
    for ask, code in ((village.anyone, first), (late, second)):
        answer = await a.sign(ask, "activate", code=code, password=PASSWORD)
        assert answer["code"] == "accounts.code-unusable"


async def test_a_weak_password_does_not_use_the_code_up(village: Village) -> None:
    grant = await v.appointed(village.administrator)
    code = await a.code(village.administrator, grant["officer"]["id"])
    weak = await a.sign(village.anyone, "activate", code=code, password="12345678901")
    assert (weak["code"], weak["fact"]) == ("accounts.password-weak", "密码只有数字。")
    assert "accessToken" in await a.sign(village.anyone, "activate", code=code, password=PASSWORD)


async def test_twenty_uses_of_a_code_at_once_open_one_account(village: Village) -> None:
    grant = await v.appointed(village.administrator)
    code = await a.code(village.administrator, grant["officer"]["id"])
    uses = [
        a.sign(a.at(village.anyone, str(place)), "activate", code=code, password=PASSWORD)
        for place in range(20)
    ]
    answers = await asyncio.gather(*uses)
    assert sum("accessToken" in each for each in answers) == 1
    assert await SessionRecord.all().count() == 1


async def test_name_and_password_open_a_session(village: Village) -> None:
    await a.holder(village)
    pair = await a.log_in(village.anyone)
    assert (await a.carrying(pair["accessToken"])).actor.name == a.NAME
    full = "Ａbc松塘村口的老樟树"
    changed = await a.sign(
        await a.carrying(pair["accessToken"]), "changePassword", old=PASSWORD, new=full
    )
    assert "accessToken" in changed
    assert "accessToken" in await a.log_in(village.anyone, password="Abc松塘村口的老樟树")


async def test_every_way_not_to_get_in_is_answered_alike(village: Village) -> None:
    """Wrong password, nobody of this name, never activated, disabled: same words, same work."""
    out = await a.holder(village, name="松乙")
    await a.holder(village)
    await v.appointed(village.administrator, name="松丙")
    await a.about(village.administrator, "disableAccount", out.officer)
    compared, answers = HASHING.compared, []
    for name, password in ((a.NAME, OTHER), ("无此人", OTHER), ("松丙", OTHER), ("松乙", PASSWORD)):
        answers.append(await a.log_in(village.anyone, name, password))
    assert HASHING.compared == compared + 4
    assert [each["code"] for each in answers] == ["accounts.sign-in-refused"] * 4
    assert len({each["id"] for each in answers}) == 1


def test_what_nobody_is_compared_with_costs_as_much_as_a_password() -> None:
    assert not HASHING.outdated(NOBODY)


async def test_comparing_passwords_never_blocks_the_loop(village: Village) -> None:
    ticks = 0

    async def ticking() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    beside = asyncio.ensure_future(ticking())
    await asyncio.gather(*(HASHING.fits(None, str(place)) for place in range(8)))
    beside.cancel()
    assert ticks > 50


async def test_a_password_is_hashed_anew_when_the_parameters_change(village: Village) -> None:
    from argon2 import PasswordHasher

    await a.holder(village)
    old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    await AccountRecord.all().update(password=old)
    assert "accessToken" in await a.log_in(village.anyone)
    [kept] = await AccountRecord.all().values_list("password", flat=True)
    assert str(kept).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "accessToken" in await a.log_in(village.anyone)


async def test_an_access_token_is_good_for_a_quarter_of_an_hour(village: Village) -> None:
    pair = (await a.holder(village)).pair
    assert await a.known(pair["accessToken"], v.NOW + ACCESS - timedelta(seconds=1))
    assert not await a.known(pair["accessToken"], v.NOW + ACCESS)


async def test_a_session_is_carried_on_until_its_absolute_end(village: Village) -> None:
    pair, day = (await a.holder(village)).pair, timedelta(0)
    while day + IDLE < LONGEST:
        day += IDLE - timedelta(seconds=1)
        ask = village.anyone.later(seconds=day.total_seconds())
        pair = await a.sign(ask, "refresh", refreshToken=pair["refreshToken"])
        assert await a.known(pair["accessToken"], v.NOW + day)
    over = village.anyone.later(seconds=LONGEST.total_seconds())
    answer = await a.sign(over, "refresh", refreshToken=pair["refreshToken"])
    assert answer["code"] == "accounts.session-over"


async def test_a_session_that_nobody_carries_on_ends(village: Village) -> None:
    pair = (await a.holder(village)).pair
    late = village.anyone.later(seconds=IDLE.total_seconds())
    answer = await a.sign(late, "refresh", refreshToken=pair["refreshToken"])
    assert answer["code"] == "accounts.session-over"


async def test_a_refresh_token_that_comes_twice_ends_the_session(village: Village) -> None:
    first = (await a.holder(village)).pair
    other = await a.log_in(village.anyone)
    second = await a.sign(village.anyone, "refresh", refreshToken=first["refreshToken"])
    again = await a.sign(village.anyone, "refresh", refreshToken=first["refreshToken"])
    assert again["code"] == "accounts.session-over"
    dead = await a.sign(village.anyone, "refresh", refreshToken=second["refreshToken"])
    assert dead["code"] == "accounts.session-over"
    for pair, lives in ((first, False), (second, False), (other, True)):
        assert await a.known(pair["accessToken"]) is lives


async def test_of_twenty_refreshes_at_once_one_wins_and_the_session_ends(village: Village) -> None:
    refresh = (await a.holder(village)).pair["refreshToken"]
    uses = [
        a.sign(a.at(village.anyone, str(place)), "refresh", refreshToken=refresh)
        for place in range(20)
    ]
    answers = await asyncio.gather(*uses)
    won = [each for each in answers if "accessToken" in each]
    assert len(won) == 1
    assert not await a.known(won[0]["accessToken"])
    assert [await kind.all().count() for kind in (SessionRecord, RefreshRecord, TokenRecord)] == [
        0,
        0,
        0,
    ]


async def test_sessions_are_listed_and_ended_by_their_holder_only(village: Village) -> None:
    one, two = await a.holder(village), await a.holder(village, name="松乙")
    await a.log_in(village.anyone)
    await a.officers.issue(a.NAME, v.NOW, v.NOW + timedelta(days=9))
    ask = await one.ask()
    found = (await ask(SESSIONS))["sessions"]
    assert found["totalCount"] == 3
    sorts = [each["node"]["sort"] for each in found["edges"]]
    assert sorted(sorts) == ["PERSON", "PERSON", "PROGRAM"]
    [here] = [each["node"]["id"] for each in found["edges"] if each["node"]["current"]]
    assert here == one.pair["sessionId"]
    theirs = two.pair["sessionId"]
    assert await ask("query($id: ID!) { node(id: $id) { id } }", id=theirs) == {"node": None}
    assert (await ended(ask, session=theirs))["code"] == "records.unknown"
    [program] = [e["node"]["id"] for e in found["edges"] if e["node"]["sort"] == "PROGRAM"]
    assert (await ended(ask, session=program))["ended"] == 1
    assert (await ended(ask))["ended"] == 1
    assert not await a.known(one.pair["accessToken"])
    assert await a.known(two.pair["accessToken"])


async def test_all_sessions_end_at_once(village: Village) -> None:
    one = await a.holder(village)
    others = [await a.log_in(village.anyone) for _ in range(2)]
    program = await a.officers.issue(a.NAME, v.NOW, v.NOW + timedelta(days=9))
    assert (await ended(await one.ask(), all=True))["ended"] == 4
    for token in (program, *(each["accessToken"] for each in (one.pair, *others))):
        assert not await a.known(token)


async def test_another_password_ends_every_other_session(village: Village) -> None:
    one = await a.holder(village)
    pair = await a.sign(await one.ask(), "changePassword", old=PASSWORD, new=OTHER)
    assert await a.known(pair["accessToken"])
    assert not await a.known(one.pair["accessToken"])
    ask = await a.carrying(pair["accessToken"])
    wrong = await a.sign(ask, "changePassword", old=PASSWORD, new=OTHER)
    assert wrong["code"] == "accounts.sign-in-refused"


async def test_a_disabled_account_ends_everything_at_once(village: Village) -> None:
    one = await a.holder(village)
    program = await a.officers.issue(a.NAME, v.NOW, v.NOW + timedelta(days=9))
    code = await a.code(village.administrator, one.officer)
    await a.about(village.administrator, "disableAccount", one.officer)
    for token in (one.pair["accessToken"], program):
        assert not await a.known(token)
    answers = [
        await a.sign(village.anyone, "refresh", refreshToken=one.pair["refreshToken"]),
        await a.sign(village.anyone, "activate", code=code, password=PASSWORD),
        await a.log_in(village.anyone),
    ]
    assert [each["code"].partition(".")[2] for each in answers] == [
        "session-over",
        "code-unusable",
        "sign-in-refused",
    ]
    for kind in (AccountRecord, ActivationRecord, SessionRecord, TokenRecord):
        assert not await kind.exists()


async def test_an_account_that_is_enabled_again_needs_a_new_code(village: Village) -> None:
    one = await a.holder(village)
    await a.about(village.administrator, "disableAccount", one.officer)
    refused = await a.about(village.administrator, "issueActivationCode", one.officer)
    assert refused["code"] == "accounts.disabled"
    enabled = await a.about(village.administrator, "enableAccount", one.officer)
    assert enabled["disabledAt"] is None
    assert (await a.log_in(village.anyone))["code"] == "accounts.sign-in-refused"
    code = await a.code(village.administrator, one.officer)
    assert "accessToken" in await a.sign(village.anyone, "activate", code=code, password=OTHER)


async def test_signing_in_while_the_account_is_disabled_leaves_nothing_open(
    village: Village,
) -> None:
    one = await a.holder(village)
    entering = [a.log_in(a.at(village.anyone, str(place))) for place in range(6)]
    shut = a.about(village.administrator, "disableAccount", one.officer)
    answers = await asyncio.gather(shut, *entering)
    assert not await SessionRecord.exists()
    for each in answers[1:]:
        assert "accessToken" not in each or not await a.known(each["accessToken"])


@pytest.mark.parametrize("secret", ["code", "accessToken", "refreshToken", "password"])
async def test_no_table_holds_a_secret(village: Village, secret: str) -> None:
    from tortoise import Tortoise

    grant = await v.appointed(village.administrator)
    code = await a.code(village.administrator, grant["officer"]["id"])
    pair = await a.sign(village.anyone, "activate", code=code, password=PASSWORD)
    again = await a.code(village.administrator, grant["officer"]["id"])
    told = {**pair, "code": again, "password": PASSWORD}[secret]
    for model in Tortoise.apps["zuwu"].values():
        rows = await model.all().values()
        assert told not in repr(rows), model


async def ended(ask: v.Ask, **given: Any) -> dict[str, Any]:
    """The answer to somebody who ends sessions."""
    asked = "mutation($input: SessionEnd!) { endSession(input: $input) {"
    asked += f" ... on SignedOut {{ ended }} {v.REFUSED} }} }}"
    answer: dict[str, Any] = (await ask(asked, input=given))["endSession"]
    return answer
