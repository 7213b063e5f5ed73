"""One publisher of a town at a time, whatever machines they run on.

The turn is a lock that PostgreSQL keeps for a connection: it ends with whoever holds it, however
that ends. On SQLite the lock of the site's folder is enough, for there is one machine.
"""

from __future__ import annotations

import platform
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from schema.base.edition import EditionRecord
from schema.base.scope import AreaPath
from schema.base.watching import connected

PUBLISHING = 7_000
"""The first number of these locks; the second is the town's. Nobody else locks so here."""

HOLDER = """SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2"""


@asynccontextmanager
async def turn(town: AreaPath, waits: Callable[[str], None]) -> AsyncIterator[None]:
    """Nobody else publishes the town while the block runs; `waits` is told who does till then."""
    if EditionRecord._meta.db.capabilities.dialect == "sqlite":
        yield
        return
    key = PUBLISHING, int(town.replace("/", ""))
    async with connected(f"zuwu-publishes on {platform.node()}") as server:
        if not await server.fetchval("SELECT pg_try_advisory_lock($1, $2)", *key):
            waits(await _holder(server, key))
            await server.execute("SELECT pg_advisory_lock($1, $2)", *key)
        yield


async def _holder(server: Any, key: tuple[int, int]) -> str:
    return await server.fetchval(HOLDER, *key) or "another publisher"
