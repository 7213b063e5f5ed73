"""What is held back is seen, two officers let it go, and restricted names are for the few."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
import village as v
from tortoise.exceptions import BaseORMException, IntegrityError
from village import NOW, TOWN, Ask, Village

from schema.gate import names, overrides
from schema.gate.held import Held, HeldRecord, note, standing
from schema.gate.overrides import OverrideRecord
from schema.rules.gating import Reason
from schema.rules.roles import Role

TODAY = v.TODAY
ASKED = "{ heldPublications { totalCount edges { node {"
ASKED += " file field reason detail since path edition { id number } } } } }"


async def published(village: Village) -> tuple[dict[str, Any], tuple[str, Any, int]]:
    """A notice that is public, and how the publisher names its edition."""
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.published(village, "OPEN_NOTICE", notice)
    return edition, ("OpenNotice", v.key(notice), 1)


async def held(village: Village, reason: Reason = Reason.BANK_CARD) -> dict[str, Any]:
    """The notice, held back in the last release."""
    edition, key = await published(village)
    await note(TOWN, NOW, [Held(key, "201/001/open-notice/index.html", "title", reason)])
    return edition


async def seen(ask: Ask) -> list[dict[str, Any]]:
    """What an officer sees held back."""
    return [edge["node"] for edge in (await ask(ASKED))["heldPublications"]["edges"]]


async def requested(ask: Ask, edition: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What is answered to a first officer."""
    given = {"edition": edition["id"], "reason": "BANK_CARD", "ground": "NOBODYS_NUMBER"}
    return await ask.act("requestGateOverride", "OverrideRequest", **given | other)


async def confirmed(ask: Ask, override: dict[str, Any]) -> dict[str, Any]:
    """What is answered to a second officer."""
    given = {"override": override["id"], "expectedVersion": override["version"]}
    return await ask.act("confirmGateOverride", "OverrideConfirmation", **given)


# What is held back


async def test_what_is_held_back_is_seen_by_officers_in_scope(village: Village) -> None:
    edition = await held(village)
    [found] = await seen(village.clerk)
    assert found["edition"] == {"id": edition["id"], "number": 1}
    assert (found["file"], found["field"]) == ("201/001/open-notice/index.html", "title")
    assert (found["reason"], found["path"]) == ("BANK_CARD", v.GROUP)
    assert await seen(village.supervisor) == [found]
    assert await seen(village.neighbour) == []


async def test_each_release_replaces_what_was_held_and_keeps_since_when(village: Village) -> None:
    _, key = await published(village)
    card = Held(key, "a.html", "title", Reason.BANK_CARD)
    mail = Held(key, "a.html", "text", Reason.EMAIL)
    later = village.clerk.later(days=1)
    await note(TOWN, NOW, [card])
    await note(TOWN, later.now, [card, card, mail])
    assert {(each["reason"], each["since"][:10]) for each in await seen(village.clerk)} == {
        ("BANK_CARD", "2026-05-03"),
        ("EMAIL", "2026-05-04"),
    }
    await note(TOWN, later.now, [])
    assert await seen(village.clerk) == []


async def test_a_town_leaves_what_another_town_holds(village: Village) -> None:
    await held(village)
    await note(v.AreaPath("439901/102"), NOW, [])
    assert len(await seen(village.clerk)) == 1


async def test_what_holds_the_whole_release_is_for_those_of_the_town(village: Village) -> None:
    await note(TOWN, NOW, [Held(None, "index.html", "text", Reason.RUNS, "holds <form>")])
    [found] = await seen(village.administrator)
    assert (found["edition"], found["path"], found["detail"]) == (None, TOWN, "holds <form>")
    assert await seen(village.clerk) == []


async def test_while_the_whole_release_is_held_the_documents_of_the_one_before_are_too(
    village: Village,
) -> None:
    _, key = await published(village)
    card = Held(key, "a.html", "title", Reason.BANK_CARD)
    form = Held(None, "index.html", "text", Reason.RUNS, "holds <form>")
    later = village.clerk.later(days=1).now
    await note(TOWN, NOW, [card])
    await note(TOWN, later, [form])
    assert set(await standing(TOWN)) == {card, form}
    assert await standing(v.AreaPath("439901/102")) == ()
    assert {(each["reason"], each["since"][:10]) for each in await seen(village.administrator)} == {
        ("BANK_CARD", "2026-05-03"),
        ("RUNS", "2026-05-04"),
    }
    await note(TOWN, later, [card])
    assert await standing(TOWN) == (card,)


async def test_a_place_that_is_too_long_for_its_column_is_shortened(village: Village) -> None:
    await note(TOWN, NOW, [Held(None, "塘" * 400 + "/index.html", "题" * 400, Reason.RUNS)])
    [found] = await seen(village.administrator)
    assert found["file"].endswith("塘/index.html")
    assert (len(found["file"]), len(found["field"])) == (300, 200)


async def test_no_journal_tells_of_what_nobody_did(village: Village) -> None:
    _, key = await published(village)
    before = await v.journal_lines()
    await note(TOWN, NOW, [Held(key, "a.html", "title", Reason.EMAIL)])
    assert await v.journal_lines() == before


# Two officers


async def test_two_officers_let_go_one_edition_for_one_reason(village: Village) -> None:
    edition = await held(village)
    before = await v.journal_lines()
    override = await requested(village.clerk, edition)
    assert await overrides.overridden(TOWN) == frozenset()
    await confirmed(village.supervisor, override)
    [(key, reason)] = await overrides.overridden(TOWN)
    assert (key[0], key[2], reason) == ("OpenNotice", 1, Reason.BANK_CARD)
    assert await overrides.overridden(v.AreaPath("439901/102")) == frozenset()
    assert await v.journal_lines() == before + 2


async def test_who_asked_does_not_confirm(village: Village) -> None:
    edition = await held(village)
    override = await requested(village.village_officer, edition)
    answer = await confirmed(village.village_officer, override)
    assert answer["code"] == "gate.confirmed-by-one-of-two"


async def test_who_handed_the_edition_in_does_not_confirm(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.submitted(village.village_officer, "OPEN_NOTICE", notice)
    await v.approved(village.supervisor, edition)
    await note(TOWN, NOW, [Held(("OpenNotice", v.key(notice), 1), "a", "b", Reason.BANK_CARD)])
    override = await requested(village.clerk, edition)
    answer = await confirmed(village.village_officer, override)
    assert answer["code"] == "gate.confirmed-by-one-of-two"
    assert await overrides.overridden(TOWN) == frozenset()


async def test_only_what_is_held_for_that_reason_is_let_go(village: Village) -> None:
    edition = await held(village)
    answer = await requested(village.clerk, edition, reason="EMAIL")
    assert answer["code"] == "gate.not-held-back"


@pytest.mark.parametrize("reason", [each for each in Reason if not each.may_be_overruled])
async def test_what_has_to_be_mended_is_never_let_go(village: Village, reason: Reason) -> None:
    edition = await held(village, reason)
    answer = await requested(village.clerk, edition, reason=reason.value)
    assert answer["code"] == "gate.never-let-go"


async def test_an_override_is_asked_for_once_and_confirmed_once(village: Village) -> None:
    edition = await held(village)
    override = await requested(village.clerk, edition)
    again = await requested(village.village_officer, edition)
    assert again["code"] == "records.already-recorded"
    done = await confirmed(village.supervisor, override)
    assert (await confirmed(village.supervisor, done))["code"] == "gate.already-confirmed"


async def test_of_ten_confirmations_one_counts(village: Village) -> None:
    edition = await held(village)
    override = await requested(village.clerk, edition)
    before = await v.journal_lines()
    answers = await asyncio.gather(*(confirmed(village.supervisor, override) for _ in range(10)))
    assert [each["__typename"] for each in answers].count("GateOverride") == 1
    assert await v.journal_lines() == before + 1


async def test_who_only_writes_does_not_confirm_and_who_only_reads_asks_nothing(
    village: Village,
) -> None:
    edition = await held(village)
    override = await requested(village.clerk, edition)
    for ask in (village.guide, village.auditor, village.household):
        assert (await requested(ask, edition))["code"] == "scope.not-permitted"
        assert (await confirmed(ask, override))["code"] == "scope.not-permitted"
    assert (await confirmed(village.clerk, override))["code"] == "scope.not-permitted"


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        pytest.param("confirmed_by", Reason.BANK_CARD, id="one officer twice"),
        pytest.param("confirmed_at", Reason.BANK_CARD, id="confirmed by nobody"),
        pytest.param("requested_by", Reason.RUNS, id="what runs"),
    ],
)
async def test_the_database_itself_asks_for_two_officers(
    village: Village, column: str, reason: Reason
) -> None:
    await requested(village.clerk, await held(village))
    [row] = await OverrideRecord.all().values()
    given = {"confirmed_by": row["requested_by"], "confirmed_at": NOW}
    given |= {"requested_by": row["requested_by"]}
    broken = given if column == "confirmed_by" else {column: given[column]}
    with pytest.raises((IntegrityError, BaseORMException)):
        await OverrideRecord.all().update(**broken, reason=reason)


# Restricted names


async def test_a_restricted_name_is_for_those_who_take_down(village: Village) -> None:
    await v.restricted_name(v.officer(Role.VILLAGE_OFFICER, v.VILLAGE))
    asked = "{ restrictedNames { edges { node { name cause } } } }"
    found = (await village.administrator(asked))["restrictedNames"]["edges"]
    assert found == [{"node": {"name": "松小塘", "cause": "OBJECTED"}}]
    for ask in (village.clerk, village.supervisor, village.auditor, village.anyone):
        answer = await ask.raw(asked)
        assert answer.errors[0].original_error.code == "scope.not-permitted"


async def test_who_keeps_the_books_restricts_no_name(village: Village) -> None:
    given = {"area": v.GROUP, "name": "松小塘", "cause": "CHILD"}
    answer = await village.clerk.is_refused("restrictName", "RestrictedNameDraft", **given)
    assert answer["code"] == "scope.not-permitted"


async def test_a_name_of_one_character_is_refused(village: Village) -> None:
    given = {"area": v.GROUP, "name": " 松 ", "cause": "CHILD"}
    answer = await village.administrator.is_refused("restrictName", "RestrictedNameDraft", **given)
    assert (answer["code"], answer["field"]) == ("records.input-impossible", "name")


async def test_the_publisher_looks_for_listed_names_and_children(village: Village) -> None:
    name = await v.restricted_name(village.administrator)
    await v.person(village.clerk, name="松小甲", birthYear=2012)
    await v.person(village.clerk, name="松小乙", birthYear=2011)
    assert await names.restricted(TOWN, TODAY) == {"松小塘", "松小甲"}
    assert await names.restricted(TOWN, date(2027, 1, 1)) == {"松小塘"}
    assert await names.restricted(v.AreaPath("439901/102"), TODAY) == frozenset()
    given = {"restrictedName": name["id"], "expectedVersion": 1}
    await village.administrator.does("liftRestriction", "RestrictionEnd", **given)
    assert await names.restricted(TOWN, TODAY) == {"松小甲"}


async def test_who_holds_office_is_known_by_name(village: Village) -> None:
    post = await v.post(village.clerk, await v.body(village.clerk))
    await v.membership(village.clerk, post, await v.person(village.clerk))
    assert await names.in_office(TOWN, TODAY) == {"松甲"}
    assert await names.in_office(TOWN, date(2029, 1, 1)) == frozenset()


async def test_what_is_held_names_an_edition_that_there_is(village: Village) -> None:
    with pytest.raises(KeyError):
        await note(TOWN, NOW, [Held(("OpenNotice", v.uuid4(), 1), "a", "b", Reason.EMAIL)])
    assert await HeldRecord.all().count() == 0
