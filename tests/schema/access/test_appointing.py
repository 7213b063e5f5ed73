"""Who gives which office, and who opens whose account: in the own scope, never a mightier one."""

from __future__ import annotations

from typing import Any

import accounts as a
import pytest
import village as v
from village import Ask, Village

from schema.base.journal import JournalRecord
from schema.officers import GrantRecord
from schema.rules.roles import Role


async def chief(village: Village) -> Ask:
    """The village officer, with an account."""
    given = {"name": "村干部甲", "role": "VILLAGE_OFFICER", "area": v.VILLAGE}
    return await (await a.holder(village, **given)).ask()


async def appointed(ask: Ask, **given: Any) -> dict[str, Any]:
    """The answer to an appointment."""
    return await ask.act("appoint", "Appointment", **{"role": "CLERK", "area": v.GROUP} | given)


async def test_an_office_opens_what_it_carries_and_only_as_long_as_it_is_held(
    village: Village,
) -> None:
    one = await a.holder(village)
    assert (await (await one.ask())("{ bodies { totalCount } }"))["bodies"] == {"totalCount": 0}
    given = {"grant": one.grant["id"], "expectedVersion": 1}
    await village.administrator.does("endGrant", "GrantEnd", **given)
    assert (await one.ask()).actor.grants == ()
    again = await village.administrator.is_refused("endGrant", "GrantEnd", **given)
    assert again["fact"] == "这个职务已经收回。"


async def test_an_office_ends_after_its_last_day(village: Village) -> None:
    one = await a.holder(village)
    given = {"grant": one.grant["id"], "expectedVersion": 1, "heldTo": "2026-05-04"}
    await village.administrator.does("endGrant", "GrantEnd", **given)
    program = await a.officers.issue(a.NAME, v.NOW, village.anyone.later(days=9).now)
    for days, offices in ((0, 1), (1, 1), (2, 0)):
        later = await a.carrying(program, village.anyone.later(days=days).now)
        assert len(later.actor.grants) == offices, days


async def test_an_office_begins_on_its_first_day(village: Village) -> None:
    one = await a.holder(village, heldFrom="2026-05-10")
    assert (await one.ask()).actor.grants == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"area": v.TOWN}, "scope.outside"),
        ({"role": "VILLAGE_OFFICER", "area": v.VILLAGE}, "accounts.office-too-mighty"),
        ({"role": "AUDITOR"}, "accounts.office-too-mighty"),
        ({"role": "ADMINISTRATOR"}, "accounts.office-too-mighty"),
        ({"heldFrom": "2026-05-02"}, "records.input-impossible"),
        ({"heldTo": "2026-05-02"}, "records.input-impossible"),
        ({"name": " "}, "records.input-impossible"),
        ({"name": None}, "records.input-impossible"),
        ({"name": "村干部甲"}, "records.already-recorded"),
        ({"area": "439901/101/201/009"}, "records.unknown"),
        ({}, None),
        ({"role": "SUPERVISOR"}, None),
    ],
)
async def test_a_village_officer_appoints_below_the_village(
    village: Village, given: dict[str, Any], code: str | None
) -> None:
    answer = await appointed(await chief(village), **{"name": "松乙"} | given)
    assert answer.get("code") == code


async def test_nobody_appoints_themselves_nor_opens_the_own_account(village: Village) -> None:
    ask = await chief(village)
    me = (await ask("{ me { id grants { edges { node { id role } } } } }"))["me"]
    codes = [(await appointed(ask, officer=me["id"]))["code"]]
    for act in ("issueActivationCode", "disableAccount", "enableAccount"):
        codes.append((await a.about(ask, act, me["id"]))["code"])
    assert codes == ["accounts.own-account"] * 4
    assert [edge["node"]["role"] for edge in me["grants"]["edges"]] == ["VILLAGE_OFFICER"]


async def test_nobody_opens_the_account_of_somebody_mightier_or_of_elsewhere(
    village: Village,
) -> None:
    """Else a village officer would enter by an office of the town."""
    ask = await chief(village)
    both = await v.appointed(village.administrator, name="松乙")
    given = {"officer": both["officer"]["id"], "role": "AUDITOR", "area": v.TOWN}
    await v.appointed(village.administrator, **given)
    for act in ("issueActivationCode", "disableAccount", "enableAccount"):
        answer = await a.about(ask, act, both["officer"]["id"])
        assert answer["code"] == "accounts.holds-more", act
    below = await v.appointed(ask, name="松丙")
    assert "secret" in await a.about(ask, "issueActivationCode", below["officer"]["id"])


async def test_an_officer_holds_an_office_once_at_a_time(village: Village) -> None:
    grant = await v.appointed(village.administrator)
    again = await appointed(village.administrator, officer=grant["officer"]["id"])
    assert again["code"] == "records.already-recorded"
    given = {"grant": grant["id"], "expectedVersion": 1}
    await village.administrator.does("endGrant", "GrantEnd", **given)
    await v.appointed(village.administrator, officer=grant["officer"]["id"])


async def test_officers_and_grants_are_listed_in_scope(village: Village) -> None:
    ask = await chief(village)
    await v.appointed(village.administrator, name="松乙")
    await v.appointed(village.administrator, name="镇干部", role="AUDITOR", area=v.TOWN)
    asked = "{ officers { totalCount edges { node { name grants { totalCount } } } }"
    asked += " grants { totalCount edges { node { role path officer { name } } } } }"
    found = await ask(asked)
    names = [edge["node"]["name"] for edge in found["officers"]["edges"]]
    assert sorted(names) == ["村干部甲", "松乙"]
    assert found["grants"]["totalCount"] == 2
    clerk = await (await (await a.holder(village, name="松丁")).ask())(
        "{ officers { totalCount } }"
    )
    assert clerk == {"officers": {"totalCount": 1}}


async def test_every_act_is_journalled_without_a_secret(village: Village) -> None:
    one = await a.holder(village)
    for act in ("disableAccount", "enableAccount", "issueActivationCode"):
        await a.about(village.administrator, act, one.officer)
    given = {"grant": one.grant["id"], "expectedVersion": 1}
    await village.administrator.does("endGrant", "GrantEnd", **given)
    lines = await JournalRecord.all().order_by("id").values("act", "kind", "office", "path")
    assert [(each["act"], each["kind"]) for each in lines] == [
        ("appoint", "Officer"),
        ("appoint", "Grant"),
        ("issueActivationCode", "Officer"),
        ("disableAccount", "Officer"),
        ("enableAccount", "Officer"),
        ("issueActivationCode", "Officer"),
        ("endGrant", "Grant"),
    ]
    assert {(each["office"], each["path"]) for each in lines} == {(Role.ADMINISTRATOR, v.GROUP)}
    assert await GrantRecord.all().count() == 1
