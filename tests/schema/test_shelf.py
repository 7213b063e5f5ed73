"""The cards of a shelf say what the table of editions says, on both databases."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

import village as v
from publishing import hung, redacted, withdrawn
from village import NOW, TOWN, Village

from schema import shelf
from schema.base.context import Context
from schema.base.edition import EditionRecord
from schema.base.profile import profiles
from schema.base.scope import ANYONE, AreaPath
from schema.rules.roles import Role
from schema.shelf import Card, Cards

NAMED = {"area": "area_id", "record": "record_id"}


async def test_a_card_says_what_its_edition_says(village: Village) -> None:
    notice, _ = await hung(village, "停水通知")
    _, second = await hung(village, "修路通知", postedUntil="2026-05-20")
    _, third = await hung(village, "清淤通知")
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await withdrawn(village, second)
    await redacted(village, third)
    found = await shelf.shelf(Context(actor=ANYONE, now=NOW, profiles=profiles()), TOWN, Cards())
    cards = {
        each.id: each
        for each in (*found.standing, *chain.from_iterable(found.earlier.values()), *found.ended)
    }
    rows = {each.id: each for each in await EditionRecord.all()}
    assert len(cards) == len(rows) == 4
    for key, card in cards.items():
        told = {name: getattr(rows[key], NAMED.get(name, name)) for name in Card._fields}
        assert card._asdict() == told
    assert {type(each.newest) for each in cards.values()} == {bool}


async def test_only_what_lies_below_the_area_is_on_its_shelf(village: Village) -> None:
    await hung(village, "停水通知")
    context = Context(actor=ANYONE, now=NOW, profiles=profiles())
    assert len((await shelf.shelf(context, v.GROUP, Cards())).standing) == 1
    assert not (await shelf.shelf(context, AreaPath(v.SIBLING), Cards())).standing


async def looked(cards: Cards, later: timedelta = timedelta(0)) -> set[tuple[str, int]]:
    """What stands on the shelf of those who keep these cards: title and number."""
    context = Context(actor=ANYONE, now=NOW + later, profiles=profiles())
    found = await shelf.shelf(context, TOWN, cards)
    assert found == await shelf.shelf(context, TOWN, Cards())
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


async def test_of_kept_cards_those_of_other_areas_are_not_read_again(village: Village) -> None:
    cards = Cards()
    notice, _ = await hung(village, "停水通知")
    body = await v.body(village.neighbour, area=v.SIBLING, classification="OTHER")
    other = await v.notice(village.neighbour, body, title="修路通知")
    approver = v.officer(Role.SUPERVISOR, v.SIBLING)
    await v.approved(approver, await v.submitted(village.neighbour, "OPEN_NOTICE", other))
    before = {each.title: each for each in await cards.below(TOWN)}
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    after = {each.title: each for each in await cards.below(TOWN) if each.newest}
    assert after["修路通知"] is before["修路通知"]
    assert after["停水通知"].number == before["停水通知"].number + 1
