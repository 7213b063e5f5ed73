"""`zuwu publish` and `zuwu rollback`: the site is made, and what became of it is noted.

Making it only reads the database and writes the site's folder, so it may be done beside
`zuwu serve`. On SQLite a release that is made beside it is noted by the service, at its next run.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from api.settings import Settings
from cli import sealing, towns
from cli.lock import Occupied, writing
from cli.trouble import Trouble
from publisher import job, offline, proof, release
from publisher.book import day_of
from publisher.gate.finding import Finding
from publisher.job import Order
from publisher.making import Progress, silent
from publisher.release import Manifest
from publisher.targets import push
from publisher.targets.push import Unpushed
from schema import database, releases
from schema.base.scope import AreaPath
from schema.base.turns import turn
from schema.gate import held
from schema.gate.held import Held
from schema.releases import Released
from schema.seals.appending import Settled
from schema.shelf import Cards

LOG = logging.getLogger("zuwu")

DISK = frozenset(
    {errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS}
)
"""How a disk shows that it does not take what is written."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A site to be made as of a moment; afresh: every page anew, whatever has changed."""

    now: datetime
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is live now. held: what stays behind, and why; differing: files that were not what
    making them afresh had them to be."""

    town: AreaPath
    released: Released
    held: tuple[Held, ...] = ()
    differing: tuple[str, ...] = ()


Waits = Callable[[str], None]
"""Told who publishes the town just now, by whoever waits for that."""


async def publish(
    settings: Settings,
    occasion: Occasion,
    waits: Waits,
    progress: Progress = silent,
) -> Outcome:
    """Makes everything that is public into a site and puts it in the place of the old one."""
    async with database.opened(settings.database_url):
        with suppress(Occupied), writing(settings, "zuwu publish"):
            await sealing.append(settings, occasion.now, Settled())
        try:
            outcome = await made(settings, occasion, waits, progress)
        except job.Held as whole:
            with suppress(Trouble), writing(settings, "zuwu publish"):
                await note_whole(settings, whole.by, occasion.now)
            raise
        return await _noted(settings, outcome, occasion.now)


async def rollback(settings: Settings, now: datetime, waits: Waits) -> Outcome:
    """Puts the site back to the release before."""
    async with database.opened(settings.database_url):
        order = await _order(settings, Occasion(now))
        async with turn(order.town, waits):
            begun = time.perf_counter()
            with _written():
                shown = await job.rollback(order)
                await _follow(order)
            _push(settings, shown)
            released = _released(shown, _live(order), _since(begun), _brought_back(order))
        return await _noted(settings, Outcome(order.town, released, shown.held), now)


async def made(
    settings: Settings,
    occasion: Occasion,
    waits: Waits,
    progress: Progress = silent,
    cards: Cards | None = None,
) -> Outcome:
    """What is live after the occasion; the database is open, and is only read. cards: those that
    whoever stays has read before."""
    order = replace(await _order(settings, occasion), progress=progress, cards=cards or Cards())
    async with turn(order.town, waits):
        before, begun = release.live(order.site), time.perf_counter()
        sealing.recover(settings)
        with _written():
            shown = await job.publish(order)
            await _follow(order)
        _push(settings, shown)
        live, took = _live(order), _since(begun)
        if before is not None and before.id == live.id:
            return Outcome(order.town, _released(shown, live, None, order.now), shown.held)
        differing = proof.differing(order.site, before, live) if before and order.afresh else ()
        released = _released(shown, live, took, order.now)
        return Outcome(order.town, released, shown.held, differing)


async def _follow(order: Order) -> None:
    """Renews what follows a release: the indexes of the search and, once a day, the copies to take
    along; before that, the oldest release goes. What cannot be renewed is told, and the release
    stays live."""
    job.tidy(order)
    for reason in await job.index(order):
        LOG.warning("searching-failed", extra={"facts": {"said": reason}})
    if offline.due(order.site, day_of(order.now)):
        for each in await job.renew(order):
            LOG.warning("copy-left-out", extra={"facts": {"said": each.line}})


async def renew(settings: Settings, now: datetime) -> tuple[Finding, ...]:
    """Makes the copies to take along anew; what the gate finds in one leaves it out."""
    async with database.opened(settings.database_url):
        with _written():
            return await job.renew(await _order(settings, Occasion(now)))


@contextmanager
def _written() -> Iterator[None]:
    """Tells in one line that the disk does not take a release; whatever is live stays whole."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in DISK:
            raise
        what, mend = f"the site cannot be written ({fault.strerror})", "Make room or mend the disk"
        raise Trouble(what, f"{mend}, and publish again", "Publishing") from fault


def _push(settings: Settings, shown: job.Release) -> None:
    """Puts the release into the bucket too, if there is one; if that fails it stays live here.

    What is there already is not sent again, so this is also how a push that failed is made good.
    """
    if settings.bucket is None:
        return
    try:
        push.push(release.of(settings.home), settings.bucket)
    except Unpushed as fault:
        what = f"release {shown.id} is live here, but not in {settings.bucket}: {fault}"
        raise Trouble(what, "The next publication tries again", "Publishing") from fault


async def note(outcome: Outcome, now: datetime) -> None:
    """Notes the release for officers, and what stays behind."""
    await releases.note(outcome.town, outcome.released, now, uuid4())
    await held.note(outcome.town, now, outcome.held)


async def note_whole(settings: Settings, by: Collection[Held], now: datetime) -> None:
    """Notes for officers what holds the whole release, if the gate does."""
    if by:
        await held.note(await towns.published(settings), now, by)


async def _noted(settings: Settings, outcome: Outcome, now: datetime) -> Outcome:
    with suppress(Trouble), writing(settings, "zuwu publish"):
        await note(outcome, now)
    return outcome


async def _order(settings: Settings, occasion: Occasion) -> Order:
    return Order(
        home=settings.home,
        town=await towns.published(settings),
        now=occasion.now,
        demo=settings.invented,
        url=settings.site_url,
        afresh=occasion.afresh,
        signers=sealing.signers(settings),
    )


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
        held=len({each.edition for each in shown.held}),
    )
