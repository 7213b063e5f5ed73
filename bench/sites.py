"""Our side of publishing: a process that stays, as the service has one, and what it is measured on.

python bench/sites.py begin HOME      the site as it stands, with one sheet for the board everywhere
python bench/sites.py follow HOME     one change, a hundred, and none, in a warm process; of each,
                                      what its sheets for the board took, and the search after it
python bench/sites.py change HOME     one change in the database; nothing is published
python bench/sites.py markdown HOME   the Markdown of all pages, in HOME/docs
python bench/sites.py whole HOME      everything at once, its sheets printed before
python bench/sites.py profile HOME    where the time of one change goes

A second folder may be given for the data, beside the database of the first.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import os
import pstats
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from strawberry import relay

from api.settings import Settings
from bench import costs, sizes
from bench.costs import Cost
from cli import demo, publishing, sealing, towns
from cli.peopling import ACTS
from cli.publishing import Occasion
from publisher import changes, collect, copies, menu, pages, release
from publisher.build import Site
from publisher.gate import files
from publisher.job import Order
from publisher.posters import press
from schema import database
from schema.base.context import Context
from schema.base.edition import EditionRecord, State
from schema.base.profile import profiles
from schema.exchange.rows import Deed
from schema.publications import DocumentType
from schema.records.notices import NoticeRecord
from schema.rulings import Ruling
from schema.seals.appending import Settled
from schema.shelf import Cards
from schema.submissions import Submission

ROUNDS = 3
"""How often one change is made; the middle of what it took counts."""

MANY = 100
"""How many records change at once."""

_CARDS, _SETTLED = Cards(), Settled()
"""What this process keeps, as the service does."""


async def change(count: int) -> None:
    """Corrects so many notices, as clerk and supervisor do; nothing is published yet."""
    now = datetime.now(UTC)
    actors = await demo.actors(demo.cast())
    writer, approver = (
        Context(actors[known_as], now, profiles())
        for known_as in ("administrator", "town-supervisor")
    )
    standing = EditionRecord.filter(state=State.PUBLISHED, document="OpenNotice")
    public = set(await standing.values_list("record_id", flat=True))
    known = await NoticeRecord.filter(id__in=public).order_by("id")
    apart = max(len(known) // count, 1)
    asked = [
        Submission(
            document=DocumentType("OpenNotice"),
            record=relay.GlobalID("Notice", str(notice.id)),
            change_note="改了时间。",
        )
        for notice in known[: count * apart : apart]
    ]
    submitted = await ACTS["submit"](Deed(writer, "submit"), asked)
    rulings = [
        Ruling(edition=relay.GlobalID("Edition", str(each.id)), expected_version=each.version)
        for each in submitted
    ]
    await ACTS["approve"](Deed(approver, "approve"), rulings)


async def follow(settings: Settings) -> dict[str, Cost]:
    """What changes take in a process that stays and has published before.

    It begins at a site that is there, as the press does, which does not stay once it made all.
    """
    await _published(settings)
    await _changed(settings, 1)
    ones = [await _changed(settings, 1) for _ in range(ROUNDS)]
    one = sorted(ones, key=lambda parts: parts["live"].cpu)[ROUNDS // 2]
    many = await _changed(settings, MANY)
    none = await _published(settings)
    found = {"one change": one, f"{MANY} changes": many, "nothing changed": none}
    return {f"{what}, {part}": cost for what, each in found.items() for part, cost in each.items()}


async def begin(settings: Settings) -> dict[str, Cost]:
    """Makes the site as it stands."""
    with _borrowed():
        await _published(settings)
    return {}


async def whole(settings: Settings) -> dict[str, Cost]:
    """What everything takes at once where each sheet was printed before."""
    costs.rest()
    parts = await _published(settings)
    return {f"everything, {part}": cost for part, cost in parts.items()}


async def _changed(settings: Settings, count: int) -> dict[str, Cost]:
    await change(count)
    before = release.current(release.of(settings.home))
    costs.rest()
    parts = await _published(settings)
    assert release.current(release.of(settings.home)) != before, "nothing was published"
    return parts


async def _published(settings: Settings) -> dict[str, Cost]:
    """What a publication takes until it is live, what printing and reading the sheets in it takes,
    and what the search and the copies to take along take after it."""
    occasion = Occasion(datetime.now(UTC))
    with _parted() as parts, costs.here() as cost:
        await sealing.append(settings, occasion.now, _SETTLED)
        outcome = await publishing.made(settings, occasion, lambda who: None, cards=_CARDS)
        await publishing.note(outcome, occasion.now)
    after, sheets = parts["after"], parts["sheets"]
    live = Cost(cost.cpu - after.cpu, cost.wall - after.wall, cost.memory)
    pages = Cost(live.cpu - sheets.cpu, live.wall - sheets.wall, cost.memory)
    return {"live": live, "of it without sheets": pages, "search and copies after it": after}


@contextmanager
def _parted() -> Iterator[dict[str, Cost]]:
    """Counts meanwhile what sheets take, and what follows a release."""
    parts = {"after": Cost(), "sheets": Cost()}
    kept = (copies.hang, copies.keep, files.LOOKS, publishing._follow)

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def working(*given: Any) -> Any:
            with costs.added(parts["sheets"]):
                return work(*given)

        return working

    async def following(order: Order) -> None:
        with costs.added(parts["after"]):
            await kept[3](order)

    copies.hang, copies.keep = counted(copies.hang), counted(copies.keep)
    files.LOOKS = {**files.LOOKS, ".pdf": counted(files.LOOKS[".pdf"])}
    publishing._follow = following
    try:
        yield parts
    finally:
        copies.hang, copies.keep, files.LOOKS, publishing._follow = kept


@contextmanager
def _borrowed() -> Iterator[None]:
    """Every sheet for the board is the same one meanwhile, and counts as looked into before: to
    print and to read thousands of them takes long."""
    poster, month, hang, printed = press.poster, press.month, copies.hang, []

    def borrowed(*sheet: Any) -> bytes:
        if not printed:
            printed.append(poster(*sheet))
        return printed[0]

    def hung(*sheet: Any) -> bool:
        hang(*sheet)
        return False

    press.poster, press.month, copies.hang = borrowed, borrowed, hung
    try:
        yield
    finally:
        press.poster, press.month, copies.hang = poster, month, hang


async def markdown(settings: Settings) -> dict[str, Cost]:
    """Writes what MkDocs would be given into `docs`, and its menu beside it."""
    docs = settings.home / "docs"
    town, now = await towns.published(settings), datetime.now(UTC)
    book = await collect.opened(await collect.collect(town, now, _CARDS))
    entries = menu.menu(next(iter(book.places.values())), book.families)
    site = Site("组务公开", settings.site_url, "各村民小组", True, entries)
    work = changes.work(book, None, settings.site)
    async for piece in pages.pieces(book, work, site, lambda area, page: None):
        for made in piece:
            file = docs / made.page.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made.page.text, encoding="utf-8")
    (settings.home / "menu.json").write_text(json.dumps(entries), encoding="utf-8")
    return {}


async def profile(settings: Settings) -> dict[str, Cost]:
    """Prints where the time of one change goes in a process that has published before."""
    await _published(settings)
    await _changed(settings, 1)
    await change(1)
    profiled = cProfile.Profile()
    with profiled:
        await _published(settings)
    pstats.Stats(profiled, stream=sys.stderr).sort_stats("cumulative").print_stats(60)
    return {}


async def _change(settings: Settings) -> dict[str, Cost]:
    await change(1)
    return {}


async def _done(step: Step, settings: Settings) -> dict[str, Cost]:
    async with database.opened(settings.database_url):
        return await step(settings)


Step = Callable[[Settings], Awaitable[dict[str, Cost]]]

STEPS: Mapping[str, Step] = {
    "begin": begin,
    "follow": follow,
    "change": _change,
    "markdown": markdown,
    "whole": whole,
    "profile": profile,
}
"""What is done, by the word that is typed."""


def main() -> None:
    """Does what is typed, and tells what it took as JSON."""
    home = Path(sys.argv[2]).resolve()
    data = Path(sys.argv[3]).resolve() if sys.argv[3:] else home
    settings = Settings.from_environ({**os.environ, **sizes.environ(home, data)})
    step = STEPS[sys.argv[1]]
    took = asyncio.run(_done(step, settings))
    print(json.dumps({name: asdict(cost) for name, cost in took.items()}))


if __name__ == "__main__":
    main()
