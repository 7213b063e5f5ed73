"""The cards of a shelf say what the table of editions says, on both databases."""

from __future__ import annotations

from itertools import chain

import village as v
from publishing import hung, redacted, withdrawn
from village import NOW, TOWN, Village

from schema import shelf
from schema.base.context import Context
from schema.base.edition import EditionRecord
from schema.base.profile import profiles
from schema.base.scope import ANYONE, AreaPath
from schema.shelf import Card

NAMED = {"area": "area_id", "record": "record_id"}


async def test_a_card_says_what_its_edition_says(village: Village) -> None:
    notice, _ = await hung(village, "停水通知")
    _, second = await hung(village, "修路通知", postedUntil="2026-05-20")
    _, third = await hung(village, "清淤通知")
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await withdrawn(village, second)
    await redacted(village, third)
    found = await shelf.shelf(Context(actor=ANYONE, now=NOW, profiles=profiles()), TOWN)
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
    assert len((await shelf.shelf(context, v.GROUP)).standing) == 1
    assert not (await shelf.shelf(context, AreaPath(v.SIBLING))).standing
