"""PostgreSQL as the service uses it: connections that give up in time, lent for each statement.

Tortoise finds `client_class` here by the name of the module.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import TransactionContext, TransactionContextPooled
from tortoise.exceptions import DBConnectionError, OperationalError

from schema.engines.pool import Pool
from schema.engines.transacting import Transaction


class Client(AsyncpgDBClient):
    """A database on a server. tls: the parameters of the URL that say how to encrypt and whom to
    trust, by the names that PostgreSQL's own tools know (`sslmode`, `sslrootcert`, `sslcert` …).
    """

    def __init__(self, *, tls: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tls = tls

    @property
    def busy(self) -> int:
        """How many connections of the pool are in use."""
        return self._pool.lent if self._pool else 0

    @property
    def log_size(self) -> int:
        """Nothing of ours: the server keeps its log itself."""
        return 0

    async def checkpoint(self) -> None:
        """Nothing to do: the server does so itself."""

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, list[dict[str, Any]]]:
        """The rows; a question that stands alone goes to the server without a detour."""
        found: tuple[int, list[dict[str, Any]]]
        pool: Pool | None = self._pool
        if pool is None or not query.lstrip().startswith(("SELECT", "WITH")):
            found = await super().execute_query(query, values)
            return found
        self.log.debug("%s: %s", query, values)
        connection = await pool.acquire()
        try:
            rows = await connection.fetch(query, *(values or ()))
        except (asyncpg.SyntaxOrAccessError, asyncpg.DataError) as fault:
            raise OperationalError(fault) from fault
        finally:
            pool.give_back(connection)
        return len(rows), rows

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(Transaction(self), self._pool_init_lock)

    async def create_pool(self, **kwargs: Any) -> Pool:
        """The pool, with one connection; the driver reads what concerns TLS from a URL only."""
        address = f"postgresql://?{urlencode(self.tls)}" if self.tls else None
        most = kwargs.pop("max_size")
        del kwargs["min_size"]
        pool = Pool(lambda: _connected(address, **kwargs), most)
        pool.give_back(await pool.acquire())
        return pool


async def _connected(*args: Any, **kwargs: Any) -> asyncpg.Connection:
    """A connection; whatever the network says where there is none, one fault says that."""
    try:
        return await asyncpg.connect(*args, **kwargs)
    except OSError as unreachable:
        raise DBConnectionError("the server cannot be reached") from unreachable


client_class = Client
