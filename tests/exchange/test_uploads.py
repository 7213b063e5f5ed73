"""Files that are handed over: for whoever handed them over, for a day, tried before they count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from exchange.deliveries import book
from exchange.test_importing import ROLL
from village import GROUP, Ask, Village

from schema.base.context import Context
from schema.base.profile import profiles
from schema.exchange import uploads
from schema.exchange.uploads import KEPT, UploadRecord


async def handed_over(ask: Ask, later: timedelta = timedelta()) -> str:
    """The number of a file that somebody hands over."""
    context = Context(actor=ask.actor, now=ask.now - KEPT + later, profiles=profiles())
    return str(await uploads.hand_over(context, "户册.xlsx", book(ROLL)))


async def came_of(ask: Ask, act: str, upload: str) -> Any:
    """What `checkImport` or `runImport` says of a file."""
    told = "{ ... on ImportReport { taken created } ... on Refused { code } }"
    asked = f'mutation {{ {act}(input: {{upload: "{upload}", area: "{GROUP}"}}) {told} }}'
    return (await ask(asked))[act]


async def test_a_file_is_tried_first_and_then_taken_in(village: Village) -> None:
    upload = await handed_over(village.clerk)
    tried = await came_of(village.clerk, "checkImport", upload)
    done = await came_of(village.clerk, "runImport", upload)
    assert (tried["taken"], done["taken"]) == (False, True)
    assert tried["created"] == done["created"] > 0


async def test_a_file_is_for_whoever_handed_it_over(village: Village) -> None:
    upload = await handed_over(village.clerk)
    refused = {"code": "imports.upload-unknown"}
    assert await came_of(village.neighbour, "checkImport", upload) == refused
    assert await came_of(village.neighbour, "runImport", upload) == refused


async def test_a_file_is_of_no_use_after_a_day_and_goes_with_the_next_one(
    village: Village,
) -> None:
    upload = await handed_over(village.clerk, -timedelta(seconds=1))
    refused = {"code": "imports.upload-unknown"}
    assert await came_of(village.clerk, "runImport", upload) == refused
    await handed_over(village.clerk, KEPT)
    assert await UploadRecord.filter(id=upload).count() == 0
