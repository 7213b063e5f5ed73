"""The cards of a shelf say what the table of editions says, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import village as v
from publishing import hung, redacted, withdrawn
from statements import counted
from village import NOW, TOWN, Village

from schema.base.edition import EditionRecord
from schema.base.scope import AreaPath
from schema.cards import Card
from schema.rules.roles import Role
from schema.shelf import Cards

NAMED = {"area": "area_id", "record": "record_id"}


async def test_a_card_says_what_its_edition_says(village: Village) -> None:
    notice, _ = await hung(village, "停水通知")
    _, second = await hung(village, "修路通知", postedUntil="2026-05-20")
    _, third = await hung(village, "清淤通知")
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await withdrawn(village, second)
    await redacted(village, third)
    found = await Cards().shelf(TOWN, NOW)
    cards = {
        each.id: each
        for section in found.sections.values()
        for each in (*section.readable, *section.ended)
    }
    rows = {each.id: each for each in await EditionRecord.all()}
    assert len(cards) == len(rows) == 4
    for key, card in cards.items():
        told = {name: getattr(rows[key], NAMED.get(name, name)) for name in Card._fields}
        assert card._asdict() == told
    assert {type(each.newest) for each in cards.values()} == {bool}


async def test_only_what_lies_below_the_area_is_on_its_shelf(village: Village) -> None:
    await hung(village, "停水通知")
    assert len([*(await Cards().shelf(v.GROUP, NOW)).standing]) == 1
    assert not (await Cards().shelf(AreaPath(v.SIBLING), NOW)).sections


async def looked(cards: Cards, later: timedelta = timedelta(0)) -> set[tuple[str, int]]:
    """What stands on the shelf of those who keep these cards: title and number."""
    found, anew = [await each.shelf(TOWN, NOW + later) for each in (cards, Cards())]
    assert {**found.sections} == {**anew.sections}
    return {(each.title, each.number) for each in found.standing}


async def test_kept_cards_follow_whatever_others_do(village: Village) -> None:
    cards = Cards()
    assert await looked(cards) == set()
    notice, _ = await hung(village, "停水通知", postedUntil="2026-05-20")
    _, second = await hung(village, "修路通知")
    _, third = await hung(village, "清淤通知")
    every = {("停水通知", 1), ("修路通知", 1), ("清淤通知", 1)}
    assert await looked(cards) == every
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    assert await looked(cards) == every - {("停水通知", 1)} | {("停水通知", 2)}
    await withdrawn(village, second)
    await redacted(village, third, erase=True)
    assert await looked(cards) == {("停水通知", 2)}
    assert await looked(cards, later=timedelta(days=40)) == set()
    assert await looked(cards) == {("停水通知", 2)}


async def test_a_look_at_what_has_not_changed_is_one_statement(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    cards = Cards()
    await hung(village, "停水通知")
    before = await cards.shelf(TOWN, NOW)
    with counted(caplog) as statements:
        assert (await cards.shelf(TOWN, NOW)).sections == before.sections
    assert len(statements) == 1, statements


async def test_of_kept_cards_those_of_other_areas_are_not_read_again(village: Village) -> None:
    cards = Cards()
    notice, _ = await hung(village, "停水通知")
    body = await v.body(village.neighbour, area=v.SIBLING, classification="OTHER")
    other = await v.notice(village.neighbour, body, title="修路通知")
    approver = v.officer(Role.SUPERVISOR, v.SIBLING)
    await v.approved(approver, await v.submitted(village.neighbour, "OPEN_NOTICE", other))
    before = await cards.shelf(TOWN, NOW)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    after = await cards.shelf(TOWN, NOW)
    assert after.section(AreaPath(v.SIBLING)) is before.section(AreaPath(v.SIBLING))
    [[old], [new]] = (each.section(v.GROUP).standing for each in (before, after))
    assert new.number == old.number + 1
