"""`zuwu publish` and `zuwu rollback`, and the publisher that runs beside the service.

Publishing only reads the database, so it may run beside `zuwu serve`. The service runs it as a
process of its own: building pages takes seconds of computing, and nobody should wait for it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from api import metrics
from api.settings import Settings
from cli.trouble import Trouble
from publisher import job, release
from publisher.job import Order, Release
from publisher.targets import push
from publisher.targets.push import Unpushed
from schema import database
from schema.base.context import SHANGHAI
from schema.base.edition import EditionRecord, State
from schema.base.scope import AreaPath
from schema.records.areas import AreaRecord, Level

LOG = logging.getLogger("zuwu")

GLANCE = 2.0
"""Seconds between two looks at whether something has become public."""

SECOND_TRY = 60.0
"""Seconds after which a publication that failed is tried again."""

DISK = frozenset(
    {errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS}
)
"""How a disk shows that it does not take what is written."""

Moment = tuple[date, datetime | None]
"""A day, and the last change of anything public: while both stay, so does the site."""


async def publish(settings: Settings, now: datetime) -> Release:
    """Makes everything that is public into a site and puts it in the place of the old one."""
    async with database.opened(settings.database_url):
        with _written():
            made = await job.publish(await _order(settings, now))
        return _pushed(settings, made)


async def rollback(settings: Settings, now: datetime) -> Release:
    """Puts the site back to the release before."""
    async with database.opened(settings.database_url):
        with _written():
            made = await job.rollback(await _order(settings, now))
        return _pushed(settings, made)


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


def _pushed(settings: Settings, made: Release) -> Release:
    """The release, once it lies in the bucket too; if it cannot be put there, it stays live here.

    What is there already is not sent again, so this is also how a push that failed is made good.
    """
    if settings.bucket is None:
        return made
    try:
        push.push(release.of(settings.home), settings.bucket)
    except Unpushed as fault:
        what = f"release {made.id} is live here, but not in {settings.bucket}: {fault}"
        raise Trouble(what, "The next publication tries again", "Publishing") from fault
    return made


async def _order(settings: Settings, now: datetime) -> Order:
    town = await _town(settings)
    return Order(settings.home, town, now, settings.invented, settings.site_url)


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
    if not await _published(settings):
        metrics.PUBLICATIONS.labels("failed").inc()
        await asyncio.sleep(SECOND_TRY)
        return released
    metrics.PUBLICATIONS.labels("released").inc()
    metrics.BACKLOG.end()
    return latest


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
