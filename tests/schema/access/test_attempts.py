"""Attempts: waits grow and pass, and a stranger never keeps the holder of a name out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import accounts as a
import village as v
from accounts import OTHER
from village import Village

from schema.access.attempts import AttemptRecord
from schema.rules.patience import ADDRESS, BESIEGED, FORGOTTEN, HERE, SIEGE

WAIT = "accounts.must-wait"


def seconds(answer: dict[str, Any]) -> int:
    """How long somebody is told to wait."""
    assert answer["code"] == WAIT, answer
    return int(answer["threshold"].split()[0])


async def tried(ask: v.Ask, times: int, name: str = a.NAME) -> list[dict[str, Any]]:
    """The answers to so many wrong passwords."""
    return [await a.log_in(ask, name, OTHER) for _ in range(times)]


async def test_waits_grow_and_pass(village: Village) -> None:
    await a.holder(village)
    answers = await tried(village.anyone, HERE.free + 1)
    assert {each["code"] for each in answers[:-1]} == {"accounts.sign-in-refused"}
    assert seconds(answers[-1]) == 2
    now = village.anyone
    for wait in (2, 4, 8, 16):
        assert seconds(await a.log_in(now, a.NAME, OTHER)) == wait
        now = now.later(seconds=wait)
        assert (await a.log_in(now, a.NAME, OTHER))["code"] == "accounts.sign-in-refused"
    late = now.later(seconds=HERE.longest.total_seconds())
    assert "accessToken" in await a.log_in(late)
    assert "accessToken" in await a.log_in(late)


async def test_an_attempt_that_has_to_wait_makes_the_wait_no_longer(village: Village) -> None:
    await tried(village.anyone, HERE.free)
    before = await AttemptRecord.all().order_by("id").values()
    assert {seconds(each) for each in await tried(village.anyone, 50)} == {2}
    assert await AttemptRecord.all().order_by("id").values() == before


async def test_a_clock_that_was_ahead_keeps_nobody_out_when_it_is_put_right(
    village: Village,
) -> None:
    await a.holder(village)
    assert seconds((await tried(village.anyone.later(days=400), HERE.free + 1))[-1]) == 2
    assert "accessToken" in await a.log_in(village.anyone)


async def test_aliases_in_one_document_are_as_many_attempts(village: Village) -> None:
    each = 'logIn(input: {name: "松甲", password: "x"}) { ... on Refused { code } }'
    asked = "mutation { " + " ".join(f"a{place}: {each}" for place in range(100)) + " }"
    codes = [answer["code"] for answer in (await village.anyone(asked)).values()]
    assert codes == ["accounts.sign-in-refused"] * HERE.free + [WAIT] * (100 - HERE.free)


async def test_a_stranger_elsewhere_never_keeps_the_holder_out(village: Village) -> None:
    await a.holder(village)
    for place in range(SIEGE + 10):
        await tried(a.at(village.anyone, f"198.51.100.{place}"), 2)
    at_home = a.at(village.anyone, "203.0.113.7")
    assert (await a.log_in(at_home, a.NAME, OTHER))["code"] == "accounts.sign-in-refused"
    assert seconds(await a.log_in(at_home)) == BESIEGED.first.total_seconds()
    later = at_home.later(seconds=BESIEGED.first.total_seconds())
    assert "accessToken" in await a.log_in(later)


async def test_under_siege_every_address_has_one_free_attempt(village: Village) -> None:
    for place in range(SIEGE):
        await tried(a.at(village.anyone, str(place)), 1)
    answers = await tried(a.at(village.anyone, "fresh"), 2)
    assert [each["code"] for each in answers] == ["accounts.sign-in-refused", WAIT]


async def test_one_address_does_not_try_many_names(village: Village) -> None:
    names = [f"某{place}" for place in range(ADDRESS.free + 1)]
    codes = [(await a.log_in(village.anyone, name))["code"] for name in names]
    assert codes == ["accounts.sign-in-refused"] * ADDRESS.free + [WAIT]
    elsewhere = a.at(village.anyone, "203.0.113.7")
    assert (await a.log_in(elsewhere, "某1"))["code"] == "accounts.sign-in-refused"


async def test_an_office_that_shares_an_address_signs_in_all_day(village: Village) -> None:
    await a.holder(village)
    for _ in range(ADDRESS.free + 5):
        assert "accessToken" in await a.log_in(village.anyone)


async def test_codes_and_refresh_tokens_are_counted_apart_from_passwords(village: Village) -> None:
    for act, given in (
        ("activate", {"code": "zuwu_code_x", "password": OTHER}),
        ("refresh", {"refreshToken": "zuwu_refresh_x"}),
    ):
        codes = [(await a.sign(village.anyone, act, **given))["code"] for _ in range(6)]
        assert codes[-1] == WAIT
        assert WAIT not in codes[:-1]
    await a.holder(village)
    assert "accessToken" in await a.log_in(village.anyone)


async def test_attempts_hold_no_name_and_no_address_and_are_forgotten(village: Village) -> None:
    ask = a.at(village.anyone, "203.0.113.7")
    await a.log_in(ask, a.NAME, OTHER)
    rows = await AttemptRecord.all().values()
    assert len(rows) == 3
    assert not any(word in repr(rows) for word in (a.NAME, "203.0.113.7", OTHER))
    late = ask.later(seconds=(FORGOTTEN + timedelta(seconds=1)).total_seconds())
    await a.log_in(late, "某人", OTHER)
    left = await AttemptRecord.all().values_list("last_at", flat=True)
    assert set(left) == {late.now}
