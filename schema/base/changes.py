"""What was written, told to whoever listens in this process, whichever process wrote it.

Nothing here asks a database: `schema.base.watching` learns what was written, and tells it here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from schema.base.scope import AreaPath

LONGEST_WAIT = 10_000
"""Lines that wait for one listener; all listeners share the lines, so each costs a few bytes."""

EDITION = "Edition"
PUBLISHING = frozenset({"approve", "withdraw", "redact"})
"""The acts on an edition after which something else is public than before."""

GATING = frozenset({"restrictName", "liftRestriction", "confirmGateOverride"})
"""The acts after which something else may stand on the site, though every edition is as it was."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act on one record, as the journal has it, without who did it."""

    id: int
    at: datetime
    path: AreaPath
    act: str
    kind: str
    record: UUID

    @property
    def publishes(self) -> bool:
        """Whether it may have changed what everyone reads."""
        return self.kind == EDITION and self.act in PUBLISHING


Wanted: TypeAlias = Callable[[Line], bool]

OnPublic: TypeAlias = Callable[[frozenset[AreaPath] | None], None]
"""Told below which areas something else is public now; None: it may be any, for some was missed."""


class FellBehind(Exception):
    """A listener took up less than was written; what it missed it has to read anew."""


class Listener:
    """Somebody who waits for lines of a sort."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._waiting: deque[Line] = deque()
        self._told = asyncio.Event()
        self._behind = False

    def tell(self, lines: Sequence[Line]) -> None:
        """Puts down what it wants; everything is let go once that is too much."""
        self._waiting.extend(line for line in lines if self._wanted(line))
        if len(self._waiting) > LONGEST_WAIT:
            self._behind = True
            self._waiting.clear()
        if self._waiting or self._behind:
            self._told.set()

    async def next(self, most: int) -> list[Line]:
        """The lines that wait, at most so many; waits until there is one."""
        await self._told.wait()
        if self._behind:
            raise FellBehind
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        if not self._waiting:
            self._told.clear()
        return taken


class Changes:
    """Where those who learn of writes meet those who want to know; one per service.

    attended: set while anybody listens. ready: set once every line written from now on will be
    told. acted_here: set when this process has written something. deaf: while other processes
    write what is not told here, for the line to the database is down.
    """

    def __init__(self) -> None:
        self.deaf = False
        self.attended = asyncio.Event()
        self.ready = asyncio.Event()
        self.acted_here = asyncio.Event()
        self._listeners: set[Listener] = set()
        self._on_public: list[OnPublic] = []

    @asynccontextmanager
    async def listening(self, wanted: Wanted) -> AsyncIterator[Listener]:
        """A listener to the lines that are `wanted`, from when the block begins until it ends."""
        listener = Listener(wanted)
        self._listeners.add(listener)
        self.attended.set()
        try:
            await self.ready.wait()
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self.attended.clear()

    def on_public(self, callback: OnPublic) -> None:
        """Calls `callback` whenever something else has become public, or may be, in any process.

        What this process did is told before its act is answered.
        """
        self._on_public.append(callback)

    def tell(self, lines: Sequence[Line]) -> None:
        """These lines stand in the journal, and were not told before."""
        for listener in self._listeners:
            listener.tell(lines)

    def public(self, below: frozenset[AreaPath] | None) -> None:
        """Something else is public in these areas; None: perhaps in any."""
        for callback in self._on_public:
            callback(below)

    def acted(self, kind: str, act: str, path: AreaPath) -> None:
        """This process has committed an act."""
        if kind == EDITION and act in PUBLISHING:
            self.public(frozenset({path}))
        elif act in GATING:
            self.public(None)  # what is restricted for a county counts in its towns
        self.acted_here.set()
