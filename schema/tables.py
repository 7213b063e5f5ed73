"""Every table as plain rows, the same from both databases: what a backup holds.

A row is a list of texts, numbers, true, false and null in the order of the table's columns; moments
are ISO 8601 in UTC, bytes are hexadecimal, JSON stands as it is. `read` and `write` are inverse, on
one database or from one to the other, so that a row has the same digest in the journal afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import islice
from typing import Any

import orjson
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model
from tortoise.transactions import in_transaction

from schema import cells
from schema.cells import Sort

PAGE = 2000
"""Rows read or written in one statement."""

Row = Sequence[Any]
"""The values of a row, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the database."""

    name: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns; the first one is the key, by which rows are read in order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def selected(self) -> str:
        """The columns as they are read; SQLite takes a bare name that it misses for a text."""
        return ", ".join(f'"{self.name}"."{each.name}"' for each in self.columns)

    @property
    def named(self) -> str:
        """The columns as they are written."""
        return ", ".join(f'"{each.name}"' for each in self.columns)

    @property
    def counted(self) -> bool:
        """Whether the database counts the keys itself."""
        return self.columns[0].sort is Sort.INTEGER


def tables() -> tuple[Table, ...]:
    """The tables of this release, each after those that it refers to."""
    assert Tortoise.apps is not None
    models = {model._meta.db_table: model for model in Tortoise.apps["zuwu"].values()}
    needs = {name: _referred(model) - {name} for name, model in sorted(models.items())}
    return tuple(_table(models[name]) for name in TopologicalSorter(needs).static_order())


def _referred(model: type[Model]) -> set[str]:
    meta = model._meta
    related = (meta.fields_map[name].related_model for name in meta.fk_fields)  # type: ignore[attr-defined]
    return {each._meta.db_table for each in related}


def _table(model: type[Model]) -> Table:
    meta = model._meta
    key = meta.pk_attr
    names = [key, *sorted(meta.fields_db_projection.keys() - {key})]
    columns = (
        Column(meta.fields_db_projection[name], cells.sort_of(meta.fields_map[name]))
        for name in names
    )
    return Table(meta.db_table, tuple(columns))


@asynccontextmanager
async def snapshot() -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction in which every table is read as it stood at one moment, whoever writes."""
    async with in_transaction() as connection:
        if not _is_sqlite(connection):
            level = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            await connection.execute_query(level)
        yield connection


async def present(connection: BaseDBAsyncClient) -> tuple[str, ...]:
    """Which tables of ours the database has, those first that others do not refer to."""
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if _is_sqlite(connection)
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    _, found = await connection.execute_query(asked)
    names = {row[0] for row in found}
    return tuple(each.name for each in reversed(tables()) if each.name in names)


async def count(connection: BaseDBAsyncClient, name: str) -> int:
    """How many rows a table has."""
    _, found = await connection.execute_query(f'SELECT count(*) FROM "{name}"')
    return int(found[0][0])


async def clear(connection: BaseDBAsyncClient, names: Sequence[str]) -> None:
    """Removes what migrations themselves have written into fresh tables."""
    for name in names:
        if await count(connection, name):
            await connection.execute_query(f'DELETE FROM "{name}"')


async def drop(connection: BaseDBAsyncClient) -> None:
    """Takes our tables away, and the functions of their triggers, in the running transaction."""
    names = await present(connection)
    functions = await _functions(connection, names)
    quoted = [f'"{name}"' for name in names]
    if quoted and not _is_sqlite(connection):
        quoted = [", ".join(quoted)]  # those that refer to each other go together only
    for each in quoted:
        await connection.execute_query(f"DROP TABLE {each}")
    for each in functions:
        await connection.execute_query(f"DROP FUNCTION {each}")


async def _functions(connection: BaseDBAsyncClient, names: Sequence[str]) -> Sequence[str]:
    if _is_sqlite(connection):
        return ()
    asked = (
        "SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid IN (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = current_schema() AND relname = ANY($1))"
    )
    _, found = await connection.execute_query(asked, [list(names)])
    return [row[0] for row in found]


async def read(connection: BaseDBAsyncClient, table: Table) -> AsyncIterator[Row]:
    """The rows in the order of their keys; a running transaction makes them one moment's."""
    plains = [cells.PLAIN[each.sort] for each in table.columns]
    limit = f'ORDER BY "{table.columns[0].name}" LIMIT {PAGE}'
    after = ""
    values: list[Any] = []
    while True:
        asked = f'SELECT {table.selected} FROM "{table.name}" {after} {limit}'
        _, found = await connection.execute_query(asked, values)
        for row in found:
            yield [
                None if value is None else plain(value)
                for plain, value in zip(plains, tuple(row), strict=True)
            ]
        if len(found) < PAGE:
            return
        after, values = f'WHERE "{table.columns[0].name}" > {_mark(connection)}', [found[-1][0]]


def _mark(connection: BaseDBAsyncClient) -> str:
    return "?" if _is_sqlite(connection) else "$1"


def _is_sqlite(connection: BaseDBAsyncClient) -> bool:
    return connection.capabilities.dialect == "sqlite"


async def write(connection: BaseDBAsyncClient, table: Table, rows: Iterable[Row]) -> None:
    """Puts rows into an empty table, in the running transaction."""
    sqlite = _is_sqlite(connection)
    raws = [(cells.RAW_SQLITE if sqlite else cells.RAW)[each.sort] for each in table.columns]
    made = (
        [None if value is None else raw(value) for raw, value in zip(raws, row, strict=True)]
        for row in rows
    )
    await (_insert if sqlite else _copy)(connection, table, made)


async def _insert(connection: BaseDBAsyncClient, table: Table, rows: Iterator[Row]) -> None:
    marks = ", ".join("?" for _ in table.columns)
    statement = f'INSERT INTO "{table.name}" ({table.named}) VALUES ({marks})'
    while page := [list(row) for row in islice(rows, PAGE)]:
        await connection.execute_many(statement, page)


async def _copy(connection: BaseDBAsyncClient, table: Table, rows: Iterator[Row]) -> None:
    """In one statement; then the counter of the keys goes on where they end."""
    names = [each.name for each in table.columns]
    async with connection.acquire_connection() as driver:
        await driver.copy_records_to_table(table.name, records=rows, columns=names)
    if table.counted:
        key = names[0]
        await connection.execute_query(
            f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{key}'),"
            f' coalesce(max("{key}"), 1), max("{key}") IS NOT NULL) FROM "{table.name}"'
        )


def line(row: Row) -> bytes:
    """A row as it stands in a file."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def parsed(written: bytes) -> Row:
    """The row that such a line holds."""
    row: Row = orjson.loads(written)
    return row


class Tally:
    """How many rows there are and what they say: alike on both databases.

    PostgreSQL gives the keys of JSON back in an order of its own, so they are sorted here.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._digest = hashlib.sha256()

    def add(self, row: Row) -> None:
        """Counts a row."""
        self.rows += 1
        sorted_ = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
        self._digest.update(orjson.dumps(row, option=sorted_))

    @property
    def digest(self) -> str:
        """SHA-256 of all rows."""
        return self._digest.hexdigest()


async def tally(connection: BaseDBAsyncClient, table: Table) -> Tally:
    """What a table holds now."""
    counted = Tally()
    async for row in read(connection, table):
        counted.add(row)
    return counted
