"""Previews for the service, made in a process of their own: a page computes, and nobody waits."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson
from tortoise.exceptions import BaseORMException

from api import correlation, faults, logs
from api.previews import Unmade
from api.settings import Settings
from cli import worker
from cli.worker import Worker
from publisher import previewing
from publisher.collect import Moved
from publisher.previewing import Wanted
from schema import database
from schema.base import codec

PATIENCE = 60.0
"""Seconds until a preview is given up; the first one waits for the process to begin."""

IDLE = 300.0
"""Seconds without a preview after which the process ends: it holds some hundred megabytes."""

_LOOK = 30.0

_AWAY: tuple[type[Exception], ...] = (*database.UNREACHABLE, BaseORMException, Moved)
"""How it shows that what is public cannot be read just now."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A submitted edition, to be seen as of a moment."""

    edition: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """folder: where the preview lies; none where there is none. failed: why none was made."""

    folder: str | None = None
    failed: str = ""


class Previews:
    """Makes previews for the service."""

    def __init__(self, settings: Settings) -> None:
        self._worker = Worker(__name__, _environ(settings), PATIENCE)

    async def preview(self, edition: UUID, now: datetime) -> Path | None:
        """The folder of a preview; none if the edition does not wait for approval."""
        line = await self._worker.answer(codec.canonical(Sight(edition, now)))
        if not line:
            raise Unmade("the process that makes previews ended, or took too long")
        answer = codec.read(Answer, orjson.loads(line))
        if answer.failed:
            raise Unmade(answer.failed)
        return None if answer.folder is None else Path(answer.folder)

    async def run(self) -> None:
        """Lets the process end when nobody needs it, and with the service."""
        try:
            while True:
                await asyncio.sleep(_LOOK)
                await self._worker.rest(IDLE)
        finally:
            await self._worker.end()


def _environ(settings: Settings) -> dict[str, str]:
    return {
        "ZUWU_HOME": str(settings.home),
        "ZUWU_DEMO": "1" if settings.demo else "0",
        "ZUWU_SITE_URL": settings.site_url,
        "DATABASE_URL": settings.database_url,
    }


async def _work(settings: Settings) -> None:
    async def done(line: bytes) -> bytes:
        answer = await _done(settings, codec.read(Sight, orjson.loads(line)))
        return codec.canonical(answer)

    async with database.opened(settings.database_url):
        await worker.work(done)


async def _done(settings: Settings, sight: Sight) -> Answer:
    wanted = Wanted(sight.edition, settings.home, sight.now, settings.invented, settings.site_url)
    try:
        folder = await previewing.preview(wanted)
    except _AWAY as gone:
        return Answer(failed=f"the database cannot be read ({type(gone).__name__})")
    except Exception as fault:  # noqa: BLE001  what one edition brings about is not for the next
        faults.record(correlation.fresh(), fault)
        return Answer(failed=f"the page could not be made ({type(fault).__name__})")
    return Answer(None if folder is None else str(folder))


def main() -> None:
    """Makes previews, one after the other."""
    settings = Settings.from_environ(os.environ)
    logs.configure(settings.running.log)
    asyncio.run(_work(settings))


if __name__ == "__main__":
    main()
