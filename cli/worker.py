"""A process that is asked a line of JSON and answers with one, as long as somebody may ask it.

What it computes keeps nobody else waiting, and what it had to read and compile once is there for
the next line. When nobody can ask it any more, it ends at once, whatever it is at.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

LONGEST_LINE = 1_000_000
"""Bytes of an answer."""


class Worker:
    """The process as it is seen by who asks; begun when it is needed, and again if it dies."""

    def __init__(self, module: str, environ: Mapping[str, str], patience: float) -> None:
        self.module = module
        self.environ = environ
        self.patience = patience
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._asked = 0.0

    async def answer(self, asked: bytes) -> bytes:
        """What it answers; empty if it ended over it, or took longer than anybody waits."""
        async with self._turn:
            line = b""
            try:
                with suppress(ConnectionError, TimeoutError):
                    async with asyncio.timeout(self.patience):
                        line = await self._said(asked)
            finally:
                if not line.endswith(b"\n"):
                    await self.end()
            self._asked = time.monotonic()
            return line if line.endswith(b"\n") else b""

    async def rest(self, idle: float) -> None:
        """Ends it if nobody has asked it for so many seconds."""
        if not self._turn.locked() and time.monotonic() - self._asked > idle:
            await self.end()

    async def end(self) -> None:
        """Ends it at once."""
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
        """Its process, in a session of its own: what is typed at a terminal is not for it."""
        if self._process is not None and self._process.returncode is not None:
            await self.end()
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self.module),
                env={**os.environ, **self.environ},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,
            )
        return self._process


async def work(done: Callable[[bytes], Awaitable[bytes]]) -> None:
    """What the process does: answers one line after the other."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints is no answer
        asked: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=_listen, args=(asked,), daemon=True).start()
        while True:
            answers.write(await done(await asyncio.to_thread(asked.get)) + b"\n")
            answers.flush()


def _listen(asked: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        asked.put(line)
    os._exit(0)  # nobody is there any more who would want to know
