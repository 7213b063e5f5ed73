"""How the service ends: it says that it leaves, finishes what it has begun, and goes."""

from __future__ import annotations

import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import FrameType

import uvicorn

from api.connections import WatchingServer

FINISHING = 25
"""Seconds for what has been begun; an operation is given up after 20 by itself."""


@dataclass(slots=True)
class Leaving:
    """Whether the service has been told to end.

    notice: seconds between being told and taking no more requests, in which `/ready` says 503 and
    whoever distributes requests sends no more.
    """

    notice: float = 0.0
    since: float | None = None

    @property
    def begun(self) -> bool:
        """Whether it has been told."""
        return self.since is not None

    @property
    def over(self) -> bool:
        """Whether the time of notice is over."""
        return self.since is not None and time.monotonic() - self.since >= self.notice

    def begin(self) -> None:
        """Told to end; how often does not matter."""
        self.since = self.since or time.monotonic()


class Server(WatchingServer):
    """Ends in order at the first signal, and at once at the second; neither is a failure.

    farewell: ends the sockets, so that each is told why.
    """

    def __init__(
        self, config: uvicorn.Config, leaving: Leaving, farewell: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self.leaving = leaving
        self.farewell = farewell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets the sockets go first."""
        await self.farewell()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to end, by whatever signal."""
        if self.leaving.begun:
            self.should_exit = self.force_exit = True
        self.leaving.begin()

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now; asked ten times a second."""
        return await super().on_tick(counter) or self.leaving.over
