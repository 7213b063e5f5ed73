"""Previews for the service, made in a process of their own: a page computes, and nobody waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from api.previews import Unmade
from api.settings import Settings
from cli import worker
from cli.worker import AWAY, Worker
from publisher import previewing
from publisher.collect import Moved
from publisher.previewing import Wanted
from schema.shelf import Cards

PATIENCE = 60.0
"""Seconds until a preview is given up; the first one waits for the process to begin."""

IDLE = 300.0
"""Seconds without a preview after which the process ends: it holds some hundred megabytes."""

_LOOK = 30.0


_AWAY: tuple[type[Exception], ...] = (*AWAY, Moved)
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
        self._worker: Worker[Sight, Answer] = Worker(__name__, Answer, settings, PATIENCE)

    async def preview(self, edition: UUID, now: datetime) -> Path | None:
        """The folder of a preview; none if the edition does not wait for approval."""
        answer = await self._worker.answer(Sight(edition, now))
        if answer is None:
            raise Unmade("the process that makes previews ended, or took too long")
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


async def _done(cards: Cards, settings: Settings, sight: Sight) -> Answer:
    wanted = Wanted(
        sight.edition, settings.home, sight.now, settings.invented, settings.site_url, cards
    )
    try:
        folder = await previewing.preview(wanted)
    except _AWAY as gone:
        return Answer(failed=f"the database cannot be read ({type(gone).__name__})")
    return Answer(None if folder is None else str(folder))


if __name__ == "__main__":
    worker.work(Sight, partial(_done, Cards()))
