"""How new rows reach a table: all of them in one statement."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, count
from typing import Any, TypeAlias, cast

from tortoise.models import Model

from schema.base.selecting import encoded
from schema.engines.transacting import Transaction

Rows: TypeAlias = Iterable[Mapping[str, Any]]


async def insert(*tables: tuple[type[Model], Rows]) -> None:
    """New rows, each with every column but a key that the database counts itself.

    Tortoise's own way makes a model of each row first, which takes longer than all the rest. One
    row for each of several tables goes to a server in one statement.
    """
    written = [(stored, [_values(stored, row) for row in rows]) for stored, rows in tables]
    database = tables[0][0]._meta.db
    if isinstance(database, Transaction) and all(len(rows) == 1 for _, rows in written):
        statement = _statement(cast(Hashable, tuple(stored for stored, _ in written)))
        await database.put(statement, list(chain.from_iterable(row for _, [row] in written)))
        return
    for stored, rows in written:
        if rows:
            await database.execute_many(_executor(stored).insert_query, rows)


def _executor(stored: type[Model]) -> Any:
    database = stored._meta.db
    return database.executor_class(model=stored, db=database)


def _values(stored: type[Model], row: Mapping[str, Any]) -> list[Any]:
    columns, kinds = _columns(cast(Hashable, stored)), stored._meta.fields_map
    dialect = stored._meta.db.capabilities.dialect
    return [encoded(kinds[name], row[name], stored, dialect) for name in columns]


@cache
def _columns(stored: Any) -> tuple[str, ...]:
    return tuple(_executor(stored).regular_columns)


@cache
def _statement(tables: Any) -> str:
    """One statement for a row of each of these tables."""
    places = count(1)
    *first, last = [_one(stored, places) for stored in tables]
    beside = ", ".join(f'"in_{number}" AS ({each})' for number, each in enumerate(first))
    return f"WITH {beside} {last}" if beside else last


def _one(stored: type[Model], places: Iterator[int]) -> str:
    names = [stored._meta.fields_db_projection[name] for name in _columns(cast(Hashable, stored))]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f"${next(places)}" for _ in names)
    return f'INSERT INTO "{stored._meta.db_table}" ({columns}) VALUES ({values})'
