"""PostgreSQL as the service uses it: a pool of connections that give up in time.

Tortoise finds `client_class` here by the name of the module.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.exceptions import DBConnectionError


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
        pool = self._pool
        return pool.get_size() - pool.get_idle_size() if pool else 0

    @property
    def log_size(self) -> int:
        """Nothing of ours: the server keeps its log itself."""
        return 0

    async def checkpoint(self) -> None:
        """Nothing to do: the server does so itself."""

    async def create_pool(self, **kwargs: Any) -> asyncpg.Pool:
        """The pool; the driver reads what concerns TLS from a URL only."""
        address = f"postgresql://?{urlencode(self.tls)}" if self.tls else None
        return await asyncpg.create_pool(address, connect=_connected, reset=_as_it_was, **kwargs)


async def _connected(*args: Any, **kwargs: Any) -> asyncpg.Connection:
    """A connection; whatever the network says where there is none, one fault says that."""
    try:
        return await asyncpg.connect(*args, **kwargs)
    except OSError as unreachable:
        raise DBConnectionError("the server cannot be reached") from unreachable


client_class = Client


async def _as_it_was(connection: asyncpg.Connection) -> None:
    """What a connection needs before the next one may have it: nothing, for nothing is ever set on
    it but within transactions. Asking the server to undo all the same would double every query.
    """
