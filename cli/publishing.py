"""`zuwu publish` and `zuwu rollback`: the site is made, and what became of it is noted.

Making it only reads the database and writes the site's folder, so it may be done beside
`zuwu serve`. On SQLite a release that is made beside it is noted by the service, at its next run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from api.settings import Settings
from cli.lock import writing
from cli.trouble import Trouble
from publisher import job, proof, release
from publisher.job import Order
from publisher.release import Manifest
from schema import database, releases
from schema.base.scope import AreaPath
from schema.base.turns import turn
from schema.records.areas import AreaRecord, Level
from schema.releases import Released


@dataclass(frozen=True, slots=True)
class Occasion:
    """A site to be made as of a moment; afresh: every page anew, whatever has changed."""

    now: datetime
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is live now. differing: files that were not what making them afresh had them to be."""

    town: AreaPath
    released: Released
    differing: tuple[str, ...] = ()


Waits = Callable[[str], None]
"""Told who publishes the town just now, by whoever waits for that."""


async def publish(settings: Settings, occasion: Occasion, waits: Waits) -> Outcome:
    """Makes everything that is public into a site and puts it in the place of the old one."""
    async with database.opened(settings.database_url):
        outcome = await made(settings, occasion, waits)
        return await _noted(settings, outcome, occasion.now)


async def rollback(settings: Settings, now: datetime, waits: Waits) -> Outcome:
    """Puts the site back to the release before."""
    async with database.opened(settings.database_url):
        order = await _order(settings, Occasion(now))
        async with turn(order.town, waits):
            begun = time.perf_counter()
            shown = await job.rollback(order)
            released = _released(shown, _live(order), _since(begun), _brought_back(order))
        return await _noted(settings, Outcome(order.town, released), now)


async def made(settings: Settings, occasion: Occasion, waits: Waits) -> Outcome:
    """What is live after the occasion; the database is open, and is only read."""
    order = await _order(settings, occasion)
    async with turn(order.town, waits):
        before, begun = release.live(order.site), time.perf_counter()
        shown = await job.publish(order)
        live, took = _live(order), _since(begun)
        if before is not None and before.id == live.id:
            return Outcome(order.town, _released(shown, live, None, order.now))
        differing = proof.differing(order.site, before, live) if before and order.afresh else ()
        return Outcome(order.town, _released(shown, live, took, order.now), differing)


async def note(outcome: Outcome, now: datetime) -> None:
    """Notes the release for officers."""
    await releases.note(outcome.town, outcome.released, now, uuid4())


async def _noted(settings: Settings, outcome: Outcome, now: datetime) -> Outcome:
    with suppress(Trouble), writing(settings, "zuwu publish"):
        await note(outcome, now)
    return outcome


async def _order(settings: Settings, occasion: Occasion) -> Order:
    town, demo = await _town(settings), settings.invented
    return Order(settings.home, town, occasion.now, demo, settings.site_url, occasion.afresh)


async def _town(settings: Settings) -> AreaPath:
    """The town whose site it is: the one that is set, or the only one there is."""
    rows = await AreaRecord.filter(level=Level.TOWN).order_by("path").values("path")
    towns = [AreaPath(row["path"]) for row in rows]
    if settings.town is None and len(towns) == 1:
        return towns[0]
    if settings.town is not None and settings.town in towns:
        return settings.town
    named = f"no town {settings.town}" if settings.town else f"{len(towns)} towns"
    raise Trouble(f"the database holds {named}", "Set ZUWU_TOWN to one of its towns", "Publishing")


def _live(order: Order) -> Manifest:
    """What the live release is made of."""
    live = release.live(order.site)
    assert live is not None  # it was made a moment ago, and nobody takes the last one away
    return live


def _brought_back(order: Order) -> datetime:
    """As of when the live release shows what is public, after it was put back."""
    live = _live(order)
    kept = {each.id: each.moment for each in release.kept(order.site)}
    return kept.get(live.restores or live.id, live.moment)


def _since(begun: float) -> int:
    """Milliseconds since a moment of the clock that nobody puts back."""
    return round(1000 * (time.perf_counter() - begun))


def _released(shown: job.Release, live: Manifest, took: int | None, as_of: datetime) -> Released:
    """The release as it is noted; took: milliseconds, none where it was there already."""
    return Released(
        name=live.id,
        moment=live.moment,
        as_of=as_of,
        pages=shown.pages,
        made=None if took is None else shown.made,
        duration=took,
        restores=live.restores,
        held=0,
    )
