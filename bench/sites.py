"""Our side of publishing: a process that stays, as the service has one, and what it is measured on.

python bench/sites.py follow HOME     one change, a hundred, and none, in a warm process
python bench/sites.py change HOME     one change in the database; nothing is published
python bench/sites.py markdown HOME   the Markdown of all pages, in HOME/docs
python bench/sites.py alone HOME      everything at once without sheets for the board
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
from collections.abc import Iterator
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
from cli import demo, publishing, towns
from cli.peopling import ACTS
from cli.publishing import Occasion
from publisher import changes, collect, copies, pages, places, release
from publisher.build import Site
from publisher.posters import press
from schema import database
from schema.base.context import Context
from schema.base.edition import EditionRecord, State
from schema.base.profile import profiles
from schema.exchange.rows import Deed
from schema.publications import DocumentType
from schema.records.notices import NoticeRecord
from schema.releases import Released
from schema.rulings import Ruling
from schema.submissions import Submission

ROUNDS = 3
"""How often one change is made; the middle of what it took counts."""

MANY = 100
"""How many records change at once."""


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
    """What changes take in a process that has published before."""
    found = {}
    if release.current(settings.site) is None:
        with _borrowed():
            found["built"], _ = await _published(settings)
    await _published(settings)
    await _changed(settings, 1)
    ones = [await _changed(settings, 1) for _ in range(ROUNDS)]
    found["one"] = sorted(ones, key=lambda cost: cost.cpu)[ROUNDS // 2]
    found["many"] = await _changed(settings, MANY)
    found["none"], _ = await _published(settings)
    return found


async def _changed(settings: Settings, count: int) -> Cost:
    async with database.opened(settings.database_url):
        await change(count)
    cost, made = await _published(settings)
    assert made.made, "nothing was published"
    return cost


async def _published(settings: Settings) -> tuple[Cost, Released]:
    with costs.here() as cost:
        outcome = await publishing.publish(settings, Occasion(datetime.now(UTC)), lambda who: None)
    return cost, outcome.released


@contextmanager
def _borrowed() -> Iterator[None]:
    """Every sheet for the board is the same one meanwhile, and counts as looked into before: to
    print and to read thousands of them takes an hour."""
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


async def alone(settings: Settings) -> dict[str, Cost]:
    """What everything takes at once without sheets for the board."""
    copies.posters = copies.months = lambda sheet: iter(())
    cost, _ = await _published(settings)
    return {"alone": cost}


async def markdown(settings: Settings) -> dict[str, Cost]:
    """Writes what MkDocs would be given into `docs`, and its menu beside it."""
    docs = settings.home / "docs"
    async with database.opened(settings.database_url):
        shelf = await collect.collect(await towns.published(settings), datetime.now(UTC))
        book = await collect.opened(shelf)
        menu = places.navigation(book.places)
        site = Site("组务公开", settings.site_url, "各村民小组", True, menu)
        work = changes.work(book, {}, None, settings.site)
        async for piece in pages.pieces(book, work, site, lambda area, page: None):
            for made in piece:
                file = docs / made.page.path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(made.page.text, encoding="utf-8")
    (settings.home / "menu.json").write_text(json.dumps(menu), encoding="utf-8")
    return {}


async def profile(settings: Settings) -> dict[str, Cost]:
    """Prints where the time of one change goes in a process that has published before."""
    await _published(settings)
    await _changed(settings, 1)
    async with database.opened(settings.database_url):
        await change(1)
    profiled = cProfile.Profile()
    with profiled:
        await _published(settings)
    pstats.Stats(profiled, stream=sys.stderr).sort_stats("cumulative").print_stats(60)
    return {}


async def _change(settings: Settings) -> dict[str, Cost]:
    async with database.opened(settings.database_url):
        await change(1)
    return {}


STEPS = {
    "follow": follow,
    "change": _change,
    "markdown": markdown,
    "alone": alone,
    "profile": profile,
}
"""What is done, by the word that is typed."""


def main() -> None:
    """Does what is typed, and tells what it took as JSON."""
    home = Path(sys.argv[2]).resolve()
    data = Path(sys.argv[3]).resolve() if sys.argv[3:] else home
    settings = Settings.from_environ({**os.environ, **sizes.environ(home, data)})
    step = STEPS[sys.argv[1]]
    took = asyncio.run(step(settings))
    print(json.dumps({name: asdict(cost) for name, cost in took.items()}))


if __name__ == "__main__":
    main()
