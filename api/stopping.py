"""How the service ends: it says that it leaves, finishes what it has begun, and goes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import FrameType

import uvicorn

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


class Server(uvicorn.Server):
    """Ends in order at the first signal, and at once at the second; neither is a failure."""

    def __init__(self, config: uvicorn.Config, leaving: Leaving) -> None:
        super().__init__(config)
        self.leaving = leaving

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to end, by whatever signal."""
        if self.leaving.begun:
            self.should_exit = self.force_exit = True
        self.leaving.begin()

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now; asked ten times a second."""
        return await super().on_tick(counter) or self.leaving.over
