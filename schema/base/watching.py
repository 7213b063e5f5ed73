"""How a process learns what was written: by itself, or in another process on the same database.

PostgreSQL tells it at the commit (triggers of migrations 0006 and 0024). On SQLite one process
writes; it looks when it has written, and a few times a second, as long as anybody listens.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import asyncpg  # type: ignore[import-untyped]
from tortoise.exceptions import BaseORMException

from schema.base.changes import Changes, Line
from schema.base.journal import JournalRecord
from schema.base.scope import AreaPath

LOG = logging.getLogger("zuwu")

JOURNAL_CHANNEL = "zuwu_journal"
"""Carries the first and the last id that a statement wrote into the journal, such as 7-9."""

PUBLIC_CHANNEL = "zuwu_public"
"""Carries the path of an area in which something else is public than before; nothing if it may be
any."""

GLANCE = 0.25
"""Seconds between two looks into a SQLite journal."""

SLICE = 500
"""Lines that are read at a time."""

OVERLAP = 1000
"""Ids that are read again after a lost connection, for ids are not in the order of commits."""

KEPT = 10 * OVERLAP
"""Ids that are remembered, so that no line is told twice."""

HEARTBEAT = 15.0
"""Seconds of silence after which the server is asked whether it is still there."""

PATIENCE = 5.0
"""Seconds within which it must answer, and the longest pause between two tries to reach it."""

UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException)
"""How a database shows that it is not there for us just now."""

Span: TypeAlias = tuple[int, int]


@asynccontextmanager
async def watching(changes: Changes) -> AsyncIterator[None]:
    """Tells `changes` what is written, as long as the block runs; the database is open."""
    sqlite = JournalRecord._meta.db.capabilities.dialect == "sqlite"
    watch = _look_around(changes) if sqlite else _Wire(changes).listen()
    running = asyncio.ensure_future(watch)
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _latest() -> int:
    """The last id in the journal; 0 while it is empty."""
    found = await JournalRecord.all().order_by("-id").limit(1).values_list("id", flat=True)
    return int(found[0]) if found else 0  # type: ignore[call-overload]  # flat: ids, not tuples


async def _lines(first: int, last: int | None = None) -> AsyncIterator[list[Line]]:
    """The lines of these ids, some at a time."""
    while True:
        rows = JournalRecord.filter(id__gte=first, **{} if last is None else {"id__lte": last})
        columns = ("id", "at", "path", "act", "kind", "record_id")
        found = await rows.order_by("id").limit(SLICE).values_list(*columns)
        if found:
            yield [Line(*each) for each in found]
        if len(found) < SLICE:
            return
        first = found[-1][0] + 1


async def _look_around(changes: Changes) -> None:
    """SQLite: looks as long as anybody listens."""
    while True:
        await changes.attended.wait()
        with suppress(BaseORMException):  # a file that is locked is looked into a little later
            await _look_after(await _latest(), changes)
        changes.ready.clear()


async def _look_after(last: int, changes: Changes) -> None:
    """Ids are in the order of commits there, so what comes after the last one is new."""
    while changes.attended.is_set():
        changes.ready.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(GLANCE):
                await changes.acted_here.wait()
        changes.acted_here.clear()
        with suppress(BaseORMException):
            async for lines in _lines(last + 1):
                changes.tell(lines)
                last = lines[-1].id


class _Seen:
    """The ids that were told last."""

    def __init__(self) -> None:
        self._order: deque[int] = deque()
        self._known: set[int] = set()
        self.highest = 0

    def first_time(self, id: int) -> bool:
        """Whether this id is new; from now on it is not."""
        if id in self._known:
            return False
        self._known.add(id)
        self._order.append(id)
        self.highest = max(self.highest, id)
        if len(self._order) > KEPT:
            self._known.discard(self._order.popleft())
        return True


class _Wire:
    """PostgreSQL: a connection of its own, on which the server tells what was committed."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.seen = _Seen()
        self.heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.pause = 0.0

    async def listen(self) -> None:
        """Listens for ever; reaches for the server anew whenever it is lost."""
        while True:
            self.changes.deaf = True
            try:
                async with connected("zuwu-listens") as server:
                    await self._attend(server)
            except UNREACHABLE as fault:
                LOG.warning(
                    "the database tells no changes (%s); trying again", type(fault).__name__
                )
            self.changes.ready.clear()
            self.pause = min(max(0.1, 2 * self.pause), PATIENCE)
            await asyncio.sleep(self.pause)

    async def _attend(self, server: Any) -> None:
        """Listens until the connection is lost, after catching up with what was missed."""
        self.heard = asyncio.Queue()
        lost = asyncio.Event()
        heard = self.heard

        def hear(_: Any, __: int, channel: str, payload: str) -> None:
            heard.put_nowait((channel, payload))

        def lose(_: Any) -> None:
            self.changes.deaf = True
            lost.set()
            heard.put_nowait(("", ""))

        server.add_termination_listener(lose)
        for channel in (JOURNAL_CHANNEL, PUBLIC_CHANNEL):
            await server.add_listener(channel, hear)
        self.changes.deaf = False
        await self._catch_up()
        self.pause = 0.0
        while not lost.is_set():
            self.changes.ready.set()
            await self._take_up(await self._hear(server))

    async def _hear(self, server: Any) -> list[tuple[str, str]]:
        """All that was told since; asks whether the server is there, should it stay silent."""
        try:
            # `wait_for` would overhear that it is to end, if something is told at the same moment.
            async with asyncio.timeout(HEARTBEAT):
                first = await self.heard.get()
        except TimeoutError:
            await server.execute("SELECT 1", timeout=PATIENCE)
            return []
        return [first, *(self.heard.get_nowait() for _ in range(self.heard.qsize()))]

    async def _take_up(self, told: list[tuple[str, str]]) -> None:
        public = frozenset(AreaPath(path) for channel, path in told if channel == PUBLIC_CHANNEL)
        if public:
            self.changes.public(public if all(public) else None)
        spans = [_span(ids) for channel, ids in told if channel == JOURNAL_CHANNEL]
        if not self.changes.attended.is_set():
            for first, last in spans:
                if first == last:
                    self.seen.first_time(first)
            spans = [span for span in spans if span[0] != span[1]]
        for first, last in _joined(spans):
            await self._read(first, last)

    async def _read(self, first: int, last: int | None = None) -> None:
        """Tells the lines of these ids that were not told before."""
        async for lines in _lines(first, last):
            self.changes.tell([line for line in lines if self.seen.first_time(line.id)])

    async def _catch_up(self) -> None:
        """Reads what was written while nobody told us; the first time, only where to begin."""
        self.changes.public(None)
        if self.seen.highest:
            await self._read(max(1, self.seen.highest - OVERLAP))
            return
        latest = await _latest()
        recent = JournalRecord.filter(id__gt=latest - OVERLAP).values_list("id", flat=True)
        for known in await recent:
            self.seen.first_time(int(known))  # type: ignore[call-overload]  # flat: ids, not tuples


@asynccontextmanager
async def connected(purpose: str) -> AsyncIterator[Any]:
    """A connection to the server on which nobody else asks anything; the server knows what for."""
    client: Any = JournalRecord._meta.db
    server = await asyncpg.connect(
        host=client.host,
        port=client.port,
        user=client.user,
        password=client.password,
        database=client.database,
        ssl=client.extra.get("ssl"),
        timeout=PATIENCE,
        server_settings={"application_name": purpose[:63]},
    )
    try:
        yield server
    finally:
        server.terminate()  # it holds nothing that would have to be given back


def _span(ids: str) -> Span:
    first, _, last = ids.partition("-")
    return int(first), int(last)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The same ids in as few spans as there are gaps between them."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    yield from joined
