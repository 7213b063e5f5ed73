"""`zuwu publish` and `zuwu rollback`, and the publisher that runs beside the service.

Beside `zuwu serve` publishing only reads the database: the service itself takes what happened into
the public log. The service runs it as a
process of its own: building pages takes seconds of computing, and nobody should wait for it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from api import metrics
from api.settings import Settings
from cli import sealing, towns
from cli.lock import Occupied, writing
from cli.trouble import Trouble
from publisher import job
from publisher.job import Order
from schema import database
from schema.base.context import SHANGHAI
from schema.base.edition import EditionRecord, State
from schema.base.scope import AreaPath

LOG = logging.getLogger("zuwu")

GLANCE = 2.0
"""Seconds between two looks at whether something has become public."""

SECOND_TRY = 60.0
"""Seconds after which a publication that failed is tried again."""

Moment = tuple[date, datetime | None]
"""A day, and the last change of anything public: while both stay, so does the site."""


async def publish(settings: Settings, now: datetime) -> job.Release:
    """Makes everything that is public into a site and puts it in the place of the old one."""
    async with database.opened(settings.database_url):
        order = await _order(settings, now)
        await _sealed(settings, order.town, now)
        made = await job.publish(order)
        await _indexed(order)
        return made


async def rollback(settings: Settings, now: datetime) -> job.Release:
    """Puts the site back to the release before."""
    async with database.opened(settings.database_url):
        order = await _order(settings, now)
        made = await job.rollback(order)
        await _indexed(order)
        return made


async def _indexed(order: Order) -> None:
    """Makes what is live searchable, and tells of what is not."""
    for reason in await job.index(order):
        LOG.warning("searching-failed", extra={"facts": {"said": reason}})


async def _order(settings: Settings, now: datetime) -> Order:
    town = await towns.published(settings)
    return Order(
        settings.home,
        town,
        now,
        settings.invented,
        settings.site_url,
        signers=sealing.signers(settings),
    )


async def _sealed(settings: Settings, town: AreaPath, now: datetime) -> None:
    """Takes what happened into the public log, unless the service does that: it has the database
    file to itself, and does so before it publishes."""
    try:
        with writing(settings, "zuwu publish"):
            await sealing.append(settings, town, now)
    except Occupied:
        return


def publisher(settings: Settings, clock: Callable[[], datetime]) -> Callable[[], Any]:
    """What the service runs beside itself: publishes whenever something has become public."""

    async def watch() -> None:
        released: Moment | None = None
        while True:
            try:
                released = await _followed(settings, clock(), released)
            except database.UNREACHABLE as gone:
                LOG.warning("database", extra={"facts": {"kind": type(gone).__name__}})
            await asyncio.sleep(GLANCE)

    return watch


async def _followed(settings: Settings, now: datetime, released: Moment | None) -> Moment | None:
    """Publishes what is newer than what was released; answers what is released now."""
    latest = await _latest(now)
    if latest == released:
        return released
    metrics.BACKLOG.begin()
    metrics.EDITIONS.set(await EditionRecord.filter(state=State.PUBLISHED).count())
    if not (await _appended(settings, now) and await _published(settings)):
        metrics.PUBLICATIONS.labels("failed").inc()
        await asyncio.sleep(SECOND_TRY)
        return released
    metrics.PUBLICATIONS.labels("released").inc()
    metrics.BACKLOG.end()
    return latest


async def _appended(settings: Settings, now: datetime) -> bool:
    """Takes what happened into the public log; false, with the reason told, if that cannot be."""
    try:
        await sealing.append(settings, await towns.published(settings), now)
    except Trouble as trouble:
        LOG.error("publishing-failed", extra={"facts": {"said": str(trouble)}})
        return False
    return True


async def _latest(now: datetime) -> Moment:
    """The day, on which notices end, and the last approval, withdrawal or redaction."""
    decided = EditionRecord.exclude(state__in=[State.SUBMITTED, State.REJECTED])
    newest = await decided.order_by("-changed_at").limit(1).values("changed_at")
    return now.astimezone(SHANGHAI).date(), newest[0]["changed_at"] if newest else None


async def _published(settings: Settings) -> bool:
    """Publishes in a process of its own, which tells its reasons if it cannot."""
    command = [sys.executable, "-m", "cli.main", "publish"]
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **_environ(settings)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        told = said.decode(errors="replace").strip()
        LOG.error("publishing-failed", extra={"facts": {"said": told}})
    return process.returncode == 0


def _environ(settings: Settings) -> dict[str, str]:
    return {
        "ZUWU_HOME": str(settings.home),
        "ZUWU_DEMO": "1" if settings.demo else "0",
        "ZUWU_SITE_URL": settings.site_url,
        "DATABASE_URL": settings.database_url,
    }
