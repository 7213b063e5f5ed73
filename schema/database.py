"""Where the records lie: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import os
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise import Tortoise
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError
from tortoise.models import Model

from schema import migrating, migrations
from schema.engines import postgresql
from schema.engines import sqlite as embedded
from schema.kinds import KINDS, Kind


def _stores(kind: Kind) -> bool:
    """Whether the kind has tables of its own."""
    return any(
        isinstance(each, type) and issubclass(each, Model) and each.__module__ == kind.__name__
        for each in vars(kind).values()
    )


MODELS = [
    "schema.base.key",
    "schema.base.edition",
    "schema.base.enclosing",
    "schema.base.journal",
    "schema.base.sealing",
    "schema.exchange.uploads",
    "schema.gate.held",
    "schema.gate.names",
    "schema.gate.overrides",
    "schema.outbox.deliveries",
    "schema.outbox.webhooks",
    "schema.officers",
    "schema.releases",
    "schema.access.accounts",
    "schema.access.attempts",
    "schema.access.sessions",
    *(kind.__name__ for kind in KINDS if _stores(kind)),
]
"""Every module with tables."""

UNREACHABLE: tuple[type[Exception], ...] = (
    DBConnectionError,
    ConnectionError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
)
"""How a server shows that it is not there for us: switched off, starting, full, or unwilling."""

SLOW = asyncpg.QueryCanceledError
"""How a server shows that a statement took longer than it may."""

BUSY: tuple[type[Exception], ...] = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""How a server shows that others held for too long what was to be changed."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a server is used, and for how long; a file needs no such bounds.

    pool: connections at most. In seconds, after which the server gives up: statement: one
    statement; lock: waiting for somebody else's; idle: an open transaction in which nothing
    happens. connect: until the server must have answered.
    """

    pool: int = 5
    statement: float = 600.0
    lock: float = 60.0
    idle: float = 600.0
    connect: float = 10.0

    @property
    def told(self) -> dict[str, str]:
        """What the server is told of them, in its own words and in milliseconds."""
        return {
            "statement_timeout": str(round(self.statement * 1000)),
            "lock_timeout": str(round(self.lock * 1000)),
            "idle_in_transaction_session_timeout": str(round(self.idle * 1000)),
        }


PATIENT = Bounds()
"""The bounds of commands, for an import or a migration may take minutes."""


def sqlite(path: Path) -> str:
    """The URL of a database file."""
    return f"sqlite://{path}?journal_mode=WAL&foreign_keys=ON&busy_timeout=5000"


BESIDE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a database."""


def file(url: str) -> Path | None:
    """The file that the database is; none if a server holds it."""
    dialect, _, rest = url.partition("://")
    return Path(rest.partition("?")[0]) if dialect == "sqlite" else None


def config(url: str, bounds: Bounds = PATIENT) -> dict[str, Any]:
    """Tortoise's configuration. The connection is named by its dialect.

    Tortoise keeps compiled statements per connection name, so two dialects under one name
    would receive each other's SQL.
    """
    dialect = url.partition(":")[0]
    return {
        "connections": {dialect: _connection(url, bounds)},
        "apps": {
            "zuwu": {
                "models": MODELS,
                "default_connection": dialect,
                "migrations": migrations.__name__,
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, bounds: Bounds) -> dict[str, Any]:
    given = expand_db_url(url)["credentials"]
    if url.startswith("sqlite"):
        return {"engine": embedded.__name__, "credentials": given}
    tls = {name: given.pop(name) for name in list(given) if name.startswith("ssl")}
    ours = {"minsize": 1, "maxsize": bounds.pool, "timeout": bounds.connect, "tls": tls}
    return {
        "engine": postgresql.__name__,
        "credentials": {**ours, **given, "server_settings": bounds.told},
    }


@asynccontextmanager
async def opened(
    url: str, *, everywhere: bool = False, bounds: Bounds = PATIENT
) -> AsyncIterator[TortoiseContext]:
    """The database, open for the tasks of this block, or for all tasks of the process."""
    context = await Tortoise.init(config=config(url, bounds), _enable_global_fallback=everywhere)
    try:
        yield context
    finally:
        await Tortoise.close_connections()


def client(url: str) -> embedded.Client | postgresql.Client:
    """The connections of the open database."""
    found: Any = get_connection(url.partition(":")[0])
    return found  # type: ignore[no-any-return]


async def migrate(url: str) -> None:
    """Brings the tables up to date, or leaves them as they are; does nothing where they are.

    A database that is a file is its owner's alone: it is made so before anything is in it.
    """
    if (path := file(url)) is not None:
        path.touch(mode=0o600)
    async with opened(url):
        await migrating.migrate(config(url)["apps"])


async def current(url: str) -> bool:
    """Whether the tables of the open database are those of this version of the program."""
    asked = """SELECT "name" FROM "tortoise_migrations" WHERE "app" = 'zuwu'"""
    applied = {row["name"] for row in await client(url).execute_query_dict(asked)}
    return applied == {found.name for found in pkgutil.iter_modules(migrations.__path__)}


MIGRATING = config(os.environ.get("DATABASE_URL", "sqlite://:memory:"))
"""What `tortoise makemigrations` reads; it compares models with migrations, not with a database."""
