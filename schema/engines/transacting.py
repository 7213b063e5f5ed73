"""Transactions on PostgreSQL of which the server hears no more than it must.

Most acts look something up and then write in one statement. So what is asked before anything is
written is asked without a transaction, which sees the same: each statement sees what was committed
when it began. One statement that writes may wait until the end; if nothing came after it, it goes
by itself, and is as whole as a transaction.
"""

from __future__ import annotations

from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionContext,
)
from tortoise.backends.base_postgres.client import translate_exceptions


class Transaction(TransactionWrapper):
    """A transaction. It begins with whatever is done on its connection, but for `ask` and `put`."""

    def __init__(self, connection: AsyncpgDBClient) -> None:
        super().__init__(connection)
        self._waiting: tuple[str, list[Any]] | None = None

    async def ask(self, question: str, values: list[Any]) -> list[Any]:
        """The rows of a question that locks nothing."""
        if self.transaction is not None or self._waiting is not None:
            found: tuple[int, list[Any]] = await self.execute_query(question, values)
            return found[1]
        self.log.debug("%s: %s", question, values)
        async with self._lock:
            rows: list[Any] = await self._connection.fetch(question, *values)
            return rows

    async def put(self, statement: str, values: list[Any]) -> None:
        """Writes something of which nobody asks what came of it; it may wait."""
        if self.transaction is None and self._waiting is None:
            self._waiting = statement, values
        else:
            async with self.acquire_connection() as connection:
                await self._written(connection, statement, values)

    @translate_exceptions
    async def _written(self, connection: Any, statement: str, values: list[Any]) -> None:
        self.log.debug("%s: %s", statement, values)
        await connection.execute(statement, *values)

    async def begun(self) -> None:
        """From here on the server knows of the transaction, and of what waited."""
        if self.transaction is None:
            await super().begin()
        await self._given()

    async def _given(self) -> None:
        if (waiting := self._waiting) is not None:
            self._waiting = None
            await self._written(self._connection, *waiting)

    async def begin(self) -> None:
        """Nothing yet."""

    async def commit(self) -> None:
        """What waits goes now, or with the transaction that the server knows of."""
        if self.transaction is not None:
            await super().commit()
            return
        await self._given()
        self._finalized = True

    async def rollback(self) -> None:
        """What waits is forgotten, and the server undoes what it knows of."""
        if self.transaction is not None:
            await super().rollback()
        self._finalized = True

    def acquire_connection(self) -> ConnectionWrapper[asyncpg.Connection]:
        """The connection, on which the transaction has begun."""
        return _Begun(self._lock, self)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(_Nested(self))


class _Begun(ConnectionWrapper[asyncpg.Connection]):
    """The connection of a transaction, while somebody uses it."""

    __slots__ = ()

    client: Transaction

    async def __aenter__(self) -> asyncpg.Connection:
        connection = await super().__aenter__()
        try:
            await self.client.begun()
        except BaseException:
            self._lock.release()
            raise
        return connection


class _Nested(TransactionWrapper):
    """A part of a transaction that can be undone alone."""

    _parent: Transaction

    async def savepoint(self) -> None:
        """The whole begins before its part."""
        await self._parent.begun()
        await super().savepoint()
