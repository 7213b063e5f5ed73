"""A process that is asked a line of JSON and answers with one, as long as somebody may ask it.

What it computes keeps nobody else waiting, and what it had to read and compile once is there for
the next line. It reads the database and never writes to it. When nobody can ask it any more, it
ends at once, whatever it is at.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, Generic, TypeVar

import orjson
from tortoise.exceptions import BaseORMException

from api import correlation, faults, logs
from api.settings import Settings
from schema import database
from schema.base import codec

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

LONGEST_LINE = 16_000_000
"""Bytes of an answer at most: one that names every page of a large town."""

AWAY: tuple[type[Exception], ...] = (*database.UNREACHABLE, BaseORMException)
"""How a database shows that it cannot be read just now."""


class Worker(Generic[Asked, Answer]):
    """The process as it is seen by who asks; begun when it is needed, and again if it dies.

    module: the one that is run, and calls `work`. patience: seconds until an answer is given up.
    """

    def __init__(
        self, module: str, answer: type[Answer], settings: Settings, patience: float | None = None
    ) -> None:
        self._module = module
        self._answer = answer
        self._settings = settings
        self._patience = patience
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._asked = 0.0

    async def answer(self, asked: Asked) -> Answer | None:
        """What it answers; none if it died over it, or took longer than anybody waits."""
        async with self._turn:
            line = b""
            try:
                with suppress(ConnectionError, TimeoutError):
                    async with asyncio.timeout(self._patience):
                        line = await self._said(codec.canonical(asked))
            finally:
                if not line.endswith(b"\n"):
                    await self.end()
            self._asked = time.monotonic()
            return codec.read(self._answer, orjson.loads(line)) if line.endswith(b"\n") else None

    async def rest(self, idle: float) -> None:
        """Ends it if nobody has asked it for so many seconds."""
        if not self._turn.locked() and time.monotonic() - self._asked > idle:
            await self.end()

    async def end(self) -> None:
        """Ends it at once; what it has begun is swept away by the next one."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _said(self, asked: bytes) -> bytes:
        process = await self._standing()
        assert process.stdin
        assert process.stdout
        process.stdin.write(asked + b"\n")
        await process.stdin.drain()
        return await process.stdout.readline()

    async def _standing(self) -> asyncio.subprocess.Process:
        """Its process, in a session of its own: what is typed at a terminal ends whoever asks it,
        and not it.
        """
        if self._process is not None and self._process.returncode is not None:
            await self.end()  # it died while it waited
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self._module),
                env={**os.environ, **_environ(self._settings)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,
            )
        return self._process


def _environ(settings: Settings) -> dict[str, str]:
    return {
        "ZUWU_HOME": str(settings.home),
        "ZUWU_DEMO": "1" if settings.demo else "0",
        "ZUWU_SITE_URL": settings.site_url,
        "DATABASE_URL": settings.database_url,
    }


def work(asked: type[Asked], done: Callable[[Settings, Asked], Awaitable[object]]) -> None:
    """What the process does: answers one line after the other.

    What it cannot foresee it writes down and dies of: what one line brings about is not for the
    next.
    """
    settings = Settings.from_environ(os.environ)
    logs.configure(settings.running.log)
    lines: SimpleQueue[bytes] = SimpleQueue()
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints is no answer
        Thread(target=_listen, args=(lines,), daemon=True).start()

        async def answer(line: bytes) -> object:
            return await done(settings, codec.read(asked, orjson.loads(line)))

        try:
            asyncio.run(_work(settings.database_url, lines, answer, answers))
        except Exception as fault:  # noqa: BLE001  whatever it is, it is written down
            faults.record(correlation.fresh(), fault)
            os._exit(1)  # the thread that listens would hold the end up


async def _work(
    url: str,
    lines: SimpleQueue[bytes],
    answer: Callable[[bytes], Awaitable[object]],
    answers: BinaryIO,
) -> None:
    async with database.opened(url):
        while True:
            said = await answer(await asyncio.to_thread(lines.get))
            answers.write(codec.canonical(said) + b"\n")
            answers.flush()


def _listen(lines: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)  # nobody is there any more who would want to know
