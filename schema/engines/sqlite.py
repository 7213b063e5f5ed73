"""SQLite as the service uses it: one connection writes, a few others only read.

Tortoise gives a file one connection, on which a reader waits until the transaction before it is
over, and an import takes minutes. In WAL mode a reader on a connection of its own never waits: it
sees what had been committed when its statement began. Most readings are so short that they are
done at once (`glancing`), and the others on a thread. Inside a transaction everything goes over
the connection of that transaction, so that it sees what it wrote itself.

Tortoise finds `client_class` here by the name of the module.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiosqlite
from tortoise.backends.sqlite.client import SqliteClient

from schema.engines.glancing import Glance

READERS = 4
"""Connections that only read; each has a thread, and more than a machine's cores bring nothing."""

LONGEST_LOG = 64_000_000
"""Bytes of the write-ahead log that are left alone; a longer one is taken back into the file."""


class Reader(SqliteClient):
    """A connection that cannot write: the file is opened so, and the connection told so too."""

    async def create_connection(self, with_db: bool) -> None:
        """Opens the file, which must be there."""
        address = f"file:{quote(self.filename)}?mode=ro"
        opened = await aiosqlite.connect(address, uri=True, isolation_level=None)
        opened._conn.row_factory = sqlite3.Row
        await opened.execute_fetchall(f"PRAGMA busy_timeout={self.pragmas['busy_timeout']}")
        await opened.execute_fetchall("PRAGMA query_only=ON")
        self._connection = opened
        await self._post_connect()

    async def stop(self) -> None:
        """Ends the statement that nobody waits for any longer; the connection stays usable."""
        if self._connection is not None:
            await self._connection.interrupt()


class Client(SqliteClient):
    """A database file: what is written, and what belongs to a transaction, takes its turn."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self.pragmas.setdefault("busy_timeout", "5000")
        self.readers = [Reader(file_path, **{**kwargs, **self.pragmas}) for _ in range(READERS)]
        self.glance = Glance(self.filename)
        self._idle = list(self.readers)
        # Lets nobody overtake, as a queue would: whoever puts one back often wants it again.
        self._turn = asyncio.Semaphore(READERS)

    @property
    def busy(self) -> int:
        """How many of the connections are in use; the one that writes counts as one."""
        return READERS - len(self._idle) + self._lock.locked()

    @property
    def log_size(self) -> int:
        """The bytes of the write-ahead log."""
        log = Path(f"{self.filename}-wal")
        return log.stat().st_size if log.exists() else 0

    @property
    def _there(self) -> bool:
        """Whether there is a file to read."""
        return self._connection is not None or Path(self.filename).exists()

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[dict[str, Any]]]:
        """The rows; those of a question come over a connection that only reads."""
        found: tuple[int, Sequence[dict[str, Any]]]
        if not _asks(query):
            found = await super().execute_query(query, values)
            return found
        if (rows := await self._glance(query, values)) is not None:
            return len(rows), rows
        async with self._reader() as reader:
            found = await reader.execute_query(query, values)
            return found

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        """The same, each row a dictionary."""
        found: list[dict[str, Any]]
        if not _asks(query):
            found = await super().execute_query_dict(query, values)
            return found
        if (rows := await self._glance(query, values)) is not None:
            return list(map(dict, rows))
        async with self._reader() as reader:
            found = await reader.execute_query_dict(query, values)
            return found

    async def checkpoint(self) -> None:
        """Takes a log that has grown too long back into the file.

        SQLite does so by itself, but begins the log anew only in a moment when nobody reads, and
        where somebody always does, that never comes. So the readers are made to wait for it; a
        reader of another process is not waited for, but tried again the next time.
        """
        if self.log_size <= LONGEST_LOG:
            return
        async with self.acquire_connection() as writer:
            await writer.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")
            await writer.execute_fetchall("PRAGMA busy_timeout=0")
            try:
                async with AsyncExitStack() as held:
                    for _ in self.readers:
                        await held.enter_async_context(self._turn)
                    await writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                patience = self.pragmas["busy_timeout"]
                await writer.execute_fetchall(f"PRAGMA busy_timeout={patience}")

    async def close(self) -> None:
        """Closes all connections, the writing one last: it takes the log into the file."""
        self.glance.close()
        for reader in self.readers:
            await reader.close()
        await super().close()

    async def _glance(self, query: str, values: list[Any] | None) -> list[Any] | None:
        """The rows of a question that is short; None for every other. Others have their turns."""
        if self.glance.tired():
            await asyncio.sleep(0)
        self.log.debug("%s: %s", query, values)
        return self.glance.rows(query, values or ())

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[Reader]:
        if not self._there:
            async with self.acquire_connection():
                pass  # makes the file
        async with self._turn:
            # The one that came back last: what it has read lies in its cache.
            reader = self._idle.pop()
            try:
                yield reader
            except asyncio.CancelledError:
                await reader.stop()
                raise
            finally:
                self._idle.append(reader)


def _asks(query: str) -> bool:
    """Whether a statement only reads; a `WITH` that writes is refused by the reader, loudly."""
    return query.lstrip().startswith(("SELECT", "WITH"))


client_class = Client
