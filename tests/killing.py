"""Work in a process that ends itself, as a power cut would, before one of its statements."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from functools import wraps
from itertools import count
from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.asyncpg.client import TransactionWrapper as AsyncpgTransaction
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from schema import database

SENDING = {
    SqliteClient: ("execute_query", "execute_script", "execute_insert"),
    SqliteTransactionWrapper: ("commit",),
    AsyncpgDBClient: ("execute_query", "execute_script", "execute_insert"),
    AsyncpgTransaction: ("commit",),
}
"""What sends a statement."""


Work = Callable[[str], Coroutine[Any, Any, object]]


def killed(url: str, statement: int, work: Work = database.migrate) -> bool:
    """Works in a child that is killed before its n-th statement; false if it had fewer."""
    child = os.fork()
    if child == 0:
        _arm(statement)
        asyncio.run(work(url))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _arm(statement: int) -> None:
    counted = count(1)

    def armed(sends: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(sends)
        async def sent(*given: Any) -> Any:
            if next(counted) == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return await sends(*given)

        return sent

    for kind, names in SENDING.items():
        for name in names:
            setattr(kind, name, armed(getattr(kind, name)))
