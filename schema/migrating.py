"""The tables, from one release to the next: in one transaction, so all the way or not at all.

Tortoise commits each migration and notes it afterwards: a machine that stops in between has tables
that the next run would make again. Here the tables and the note of them are one transaction, on
both databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.operations import RunSQL
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.transactions import in_transaction

from schema.base.guards import Statements

Apps: TypeAlias = dict[str, dict[str, Any]]
"""What Tortoise's configuration says of models and migrations."""

LATEST = "__latest__"
"""The schema of this release."""

APP = "zuwu"
"""What Tortoise calls all of our tables."""

NOTES = "tortoise_migrations"
"""The table that says which migrations a database has seen."""


CATALOGUE = {
    "sqlite": "SELECT 1 FROM sqlite_master LIMIT 1",
    "postgres": "SELECT 1",
}
"""What can be asked of every database that can be read, by dialect."""

GUARD = re.compile(r"(CREATE|ADD|DROP) (?:UNIQUE )?(?:INDEX|TRIGGER|CONSTRAINT) (\w+)")
"""How a statement names what it makes or takes away."""


class UnknownSchema(ValueError):
    """A schema that this release does not know: a later one made it."""


class _Recorder(MigrationRecorder):
    """Notes what was applied, in the transaction that applies it."""

    async def ensure_schema(self, schema_editor: Any) -> None:
        """Nothing: the table is there, and to make it here would end SQLite's transaction."""


async def migrate(apps: Apps) -> None:
    """Brings the tables of the open database up to date."""
    [name] = get_connections().db_config
    client = get_connections().get(name)
    await prepare(client, apps)
    async with in_transaction(name) as connection:
        await advance(connection, apps, LATEST)


async def prepare(client: BaseDBAsyncClient, apps: Apps) -> None:
    """What no transaction can hold: the table of notes, and SQLite's keys, which a table that is
    made anew would break for a moment."""
    await MigrationExecutor(client, apps).migrate([])
    if client.capabilities.dialect == "sqlite":
        await client.execute_query("PRAGMA foreign_keys = OFF")


async def advance(connection: BaseDBAsyncClient, apps: Apps, schema: str) -> None:
    """Brings the tables up to `schema`, the name of a migration, in the running transaction."""
    await _alone(connection)
    executor = MigrationExecutor(connection, apps)
    executor.recorder = executor.loader.recorder = _Recorder(connection)
    await executor.loader.build_graph()
    if schema != LATEST and MigrationKey(APP, schema) not in executor.loader.graph.nodes:
        raise UnknownSchema(schema)
    await executor.migrate([MigrationTarget(APP, schema)], direction="forward")
    if connection.capabilities.dialect == "sqlite":
        _, broken = await connection.execute_query("PRAGMA foreign_key_check")
        if broken:
            raise IntegrityError(f"{len(broken)} rows refer to rows that are not there")


async def forget(connection: BaseDBAsyncClient) -> None:
    """Notes that no migration was applied, for tables that were taken away."""
    await connection.execute_query(f"DELETE FROM {NOTES}")


async def _alone(connection: BaseDBAsyncClient) -> None:
    """Waits until nobody else migrates."""
    if connection.capabilities.dialect == "sqlite":
        await connection.execute_query(f"UPDATE {NOTES} SET name = name WHERE 0")
    else:
        await connection.execute_query(f"LOCK TABLE {NOTES} IN EXCLUSIVE MODE")


async def guards(connection: BaseDBAsyncClient, apps: Apps) -> frozenset[str]:
    """The names of all indexes, checks and triggers that migrations have made by hand."""
    executor = MigrationExecutor(connection, apps)
    await executor.loader.build_graph()
    graph, found = executor.loader.graph, set[str]()
    for key in graph.forwards_plan(max(graph.leaf_nodes(APP))):
        for each in getattr(graph.nodes[key], "operations", ()):
            for statement in _statements(each, connection.capabilities.dialect):
                for dropped, name in GUARD.findall(statement):
                    (found.discard if dropped == "DROP" else found.add)(name)
    return frozenset(found)


def _statements(operation: Any, dialect: str) -> Iterator[str]:
    if isinstance(operation, Statements):
        yield from operation.sqlite() if dialect == "sqlite" else operation.postgresql()
    elif isinstance(operation, RunSQL):
        yield from [operation.sql] if isinstance(operation.sql, str) else operation.sql


async def standing(connection: BaseDBAsyncClient) -> str | None:
    """The last migration that the database has seen; none in an empty one.

    OperationalError where it cannot be read: what asks for the notes takes that for an empty one.
    """
    await connection.execute_query(CATALOGUE[connection.capabilities.dialect])
    seen = await MigrationRecorder(connection).applied_migrations()
    return max((each.name for each in seen if each.app_label == APP), default=None)


async def latest(connection: BaseDBAsyncClient, apps: Apps) -> str:
    """The last migration that this release knows."""
    executor = MigrationExecutor(connection, apps)
    await executor.loader.build_graph()
    return max(key.name for key in executor.loader.graph.leaf_nodes(APP))
