"""The press: a process that makes the site whenever it is told to, as long as somebody may tell it.

Making pages computes for as long as it takes, and nobody who has requests to answer should wait for
it. In a process that stays, what MkDocs had to read and compile is there when the next page comes.
It is told a line of JSON and answers with one; it reads the database and never writes to it. When
it is told nothing more, because whoever told it is gone, it ends at once, whatever it is at.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import BinaryIO

import orjson
from tortoise.exceptions import BaseORMException

from api import correlation, faults, logs
from api.settings import Settings
from cli import publishing
from cli.publishing import Occasion, Outcome
from cli.trouble import Trouble
from publisher.job import Held
from schema import database
from schema.base import codec

LOG = logging.getLogger("zuwu")

LONGEST_LINE = 16_000_000
"""Bytes of an answer at most: one that names every page of a large town."""

AWAY: tuple[type[Exception], ...] = (*database.UNREACHABLE, BaseORMException)
"""How a database shows that it cannot be read just now."""


class Failed(Exception):
    """Nothing was released; the site stays as it was."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an occasion: an outcome, or why there is none."""

    outcome: Outcome | None
    failed: str = ""


class Press:
    """The press as it is seen by who tells it; begun when it is needed, and again if it dies."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.process: asyncio.subprocess.Process | None = None

    async def publish(self, occasion: Occasion) -> Outcome:
        """What is live after the occasion. A press that died over it is begun anew, once."""
        line = await self._answer(occasion) or await self._answer(occasion)
        if not line:
            raise Failed("the process that makes the pages ended twice before it had made them")
        answer = codec.read(Answer, orjson.loads(line))
        if answer.outcome is None:
            raise Failed(answer.failed)
        return answer.outcome

    async def end(self) -> None:
        """Ends it at once; what it has begun is swept away by the next one."""
        process, self.process = self.process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _answer(self, occasion: Occasion) -> bytes:
        """The line that it answers; empty if it died."""
        line = b""
        with suppress(ConnectionError):
            process = await self._standing()
            assert process.stdin
            assert process.stdout
            process.stdin.write(codec.canonical(occasion) + b"\n")
            await process.stdin.drain()
            line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            await self.end()
            return b""
        return line

    async def _standing(self) -> asyncio.subprocess.Process:
        """Its process, in a session of its own: what is typed at a terminal ends whoever tells it,
        and not it.
        """
        if self.process and self.process.stdin and self.process.stdin.is_closing():
            await self.end()  # it died while it waited
        if self.process is None:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cli.press"),
                env={**os.environ, **_environ(self.settings)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,
            )
        return self.process


def _environ(settings: Settings) -> dict[str, str]:
    return {
        "ZUWU_HOME": str(settings.home),
        "ZUWU_DEMO": "1" if settings.demo else "0",
        "ZUWU_SITE_URL": settings.site_url,
        "DATABASE_URL": settings.database_url,
    }


def main() -> None:
    """Does occasions, one after the other."""
    settings = Settings.from_environ(os.environ)
    logs.configure(settings.running.log)
    sys.excepthook = _broken_off
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints is no answer
        asyncio.run(_work(settings, _occasions(), answers))


def _broken_off(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    faults.record(correlation.fresh(), fault)


def _occasions() -> SimpleQueue[bytes]:
    """What it is told, as soon as it is told it."""
    told: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(told,), daemon=True).start()
    return told


def _listen(told: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        told.put(line)
    os._exit(0)  # nobody is there any more who would want to know


async def _work(settings: Settings, told: SimpleQueue[bytes], answers: BinaryIO) -> None:
    async with database.opened(settings.database_url):
        while True:
            line = await asyncio.to_thread(told.get)
            answer = await _done(settings, codec.read(Occasion, orjson.loads(line)))
            answers.write(codec.canonical(answer) + b"\n")
            answers.flush()


async def _done(settings: Settings, occasion: Occasion) -> Answer:
    try:
        return Answer(await publishing.made(settings, occasion, _waits))
    except (Trouble, Held) as reasons:
        return Answer(None, str(reasons))
    except AWAY as gone:
        return Answer(None, f"the database cannot be read ({type(gone).__name__})")


def _waits(holder: str) -> None:
    LOG.info("publishing-waits", extra={"facts": {"holder": holder}})


if __name__ == "__main__":
    main()
