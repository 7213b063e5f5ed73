"""Connections to a server, lent and given back: so little that each statement may do it.

The driver's own pool makes a proxy and a task of its own for each loan, which takes as long as
a short statement. A statement that was broken off is no matter here: the driver lets the next one
on its connection wait until the server has heard of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg  # type: ignore[import-untyped]

IDLE = 300.0
"""Seconds after which a connection that nobody used is not believed to be there any more."""


class Pool:
    """Connections, as many as are needed at a time and at most so many.

    The names of its methods are those by which Tortoise knows a pool.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], most: int) -> None:
        self._connect = connect
        self._most = most
        self._places = asyncio.Semaphore(most)
        # The one that came back last is lent first: what it has read lies in its server's cache.
        self._idle: list[tuple[Any, float]] = []
        self._lent: set[Any] = set()
        self._closed = False

    async def acquire(self) -> Any:
        """A connection; waits as long as all are lent."""
        await self._places.acquire()
        try:
            connection = self._rested() or await self._connect()
            if self._closed:
                connection.terminate()
                raise asyncpg.InterfaceError("the pool is closed")
        except BaseException:
            self._places.release()
            raise
        self._lent.add(connection)
        return connection

    def _rested(self) -> Any:
        """One that is there already, if there is one that still holds."""
        oldest = asyncio.get_running_loop().time() - IDLE
        while self._idle:
            connection, since = self._idle.pop()
            if since > oldest and not connection.is_closed():
                return connection
            connection.terminate()
        return None

    def give_back(self, connection: Any) -> None:
        """Takes it back, and lets it go if a transaction was left open on it."""
        self._lent.discard(connection)
        if self._closed or connection.is_closed() or connection.is_in_transaction():
            connection.terminate()
        else:
            self._idle.append((connection, asyncio.get_running_loop().time()))
        self._places.release()

    async def release(self, connection: Any) -> None:
        """The same."""
        self.give_back(connection)

    async def close(self) -> None:
        """Closes all of them as they come back."""
        for _ in range(self._most):
            await self._places.acquire()
        self._closed = True
        for connection, _ in self._idle:
            await connection.close()
        self._idle.clear()

    def terminate(self) -> None:
        """Ends all of them at once, whatever they are doing."""
        self._closed = True
        for connection in (*self._lent, *(idle for idle, _ in self._idle)):
            connection.terminate()
        self._idle.clear()

    async def expire_connections(self) -> None:
        """Lets go of those that wait."""
        while self._idle:
            self._idle.pop()[0].terminate()

    @property
    def lent(self) -> int:
        """How many are in use."""
        return len(self._lent)
