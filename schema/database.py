"""Where the records lie: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate as run_migrations
from tortoise.models import Model

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
    "schema.exchange.uploads",
    "schema.officers",
    *(kind.__name__ for kind in KINDS if _stores(kind)),
]
"""Every module with tables."""


def sqlite(path: Path) -> str:
    """The URL of a database file."""
    return f"sqlite://{path}?journal_mode=WAL&foreign_keys=ON&busy_timeout=5000"


def config(url: str) -> dict[str, Any]:
    """Tortoise's configuration. The connection is named by its dialect.

    Tortoise keeps compiled statements per connection name, so two dialects under one name
    would receive each other's SQL.
    """
    dialect = url.partition(":")[0]
    return {
        "connections": {dialect: url},
        "apps": {
            "zuwu": {
                "models": MODELS,
                "default_connection": dialect,
                "migrations": "schema.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def opened(url: str, *, everywhere: bool = False) -> AsyncIterator[TortoiseContext]:
    """The database, open for the tasks of this block, or for all tasks of the process."""
    context = await Tortoise.init(config=config(url), _enable_global_fallback=everywhere)
    try:
        yield context
    finally:
        await Tortoise.close_connections()


async def migrate(url: str) -> None:
    """Brings the tables up to date; does nothing where they are."""
    try:
        await run_migrations(config=config(url))
    finally:
        await Tortoise.close_connections()


MIGRATING = config(os.environ.get("DATABASE_URL", "sqlite://:memory:"))
"""What `tortoise makemigrations` reads; it compares models with migrations, not with a database."""
