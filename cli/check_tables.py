"""Whether the tables are this release's, sound, and guarded by what the law and races need."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import OperationalError
from tortoise.models import Model

from cli.finding import RESTORE, Finding
from schema import migrating, tables
from schema.migrating import Apps

CHAPTER = "Checking"

THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')",
    "postgres": (
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
        " UNION SELECT conname FROM pg_constraint WHERE convalidated"
        " UNION SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    ),
}
"""What lists the indexes, checks and triggers that are in force, by dialect."""


async def foreign(client: BaseDBAsyncClient, apps: Apps) -> AsyncIterator[Finding]:
    """What is not as this release knows it; nothing else can be looked at then."""
    stands, latest = await migrating.standing(client), await migrating.latest(client, apps)
    if stands != latest:
        fact = f"the tables stand at {stands or 'nothing'} and this release at {latest}"
        later = stands is not None and stands > latest
        mend = "Install the later release" if later else "Run `zuwu migrate`"
        yield Finding(fact, mend, "Upgrading")
        return
    for table in tables.tables():
        try:
            await client.execute_query(f'SELECT {table.selected} FROM "{table.name}" LIMIT 0')
        except OperationalError:
            fact = f"the table {table.name} is not there, or lacks a column"
            yield Finding(fact, RESTORE, CHAPTER)


async def unguarded(client: BaseDBAsyncClient, apps: Apps) -> AsyncIterator[Finding]:
    """Indexes, checks and triggers that are gone."""
    _, found = await client.execute_query(THERE[client.capabilities.dialect])
    for name in sorted(await migrating.guards(client, apps) - {row[0] for row in found}):
        fact = f"the database no longer keeps {name}, so what it refuses may be written"
        yield Finding(fact, RESTORE, CHAPTER)


async def damaged(client: BaseDBAsyncClient) -> AsyncIterator[Finding]:
    """What SQLite says of its file; a server looks after its own."""
    if client.capabilities.dialect != "sqlite":
        return
    _, found = await client.execute_query("PRAGMA integrity_check(1)")
    if found[0][0] != "ok":
        mend = "Replace the disk or its cable, then restore the last backup"
        yield Finding("the database file is damaged", mend, CHAPTER)


async def broken(client: BaseDBAsyncClient, model: type[Model]) -> AsyncIterator[Finding]:
    """References of a table to rows that are not there."""
    meta = model._meta
    for name in sorted(meta.fk_fields):
        field = meta.fields_map[name]
        to = field.related_model._meta  # type: ignore[attr-defined]
        column, key = field.source_field, field.to_field_instance.model_field_name  # type: ignore[attr-defined]
        _, found = await client.execute_query(
            f'SELECT count(*) FROM "{meta.db_table}" a WHERE a."{column}" IS NOT NULL'
            f' AND NOT EXISTS (SELECT 1 FROM "{to.db_table}" b WHERE b."{key}" = a."{column}")'
        )
        if found[0][0]:
            fact = f"{found[0][0]} rows of {meta.db_table} name a {to.db_table} that is not there"
            yield Finding(fact, RESTORE, CHAPTER)
