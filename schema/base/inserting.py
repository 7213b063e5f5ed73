"""How new rows reach a table: all of them in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tortoise.models import Model


async def insert(stored: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """New rows, each with every column but a key that the database counts itself.

    Tortoise's own way makes a model of each row first, which takes longer than all the rest.
    """
    database = stored._meta.db
    executor = database.executor_class(model=stored, db=database)
    columns = [(name, stored._meta.fields_map[name]) for name in executor.regular_columns]
    values = [[column.to_db_value(row[name], stored) for name, column in columns] for row in rows]
    await database.execute_many(executor.insert_query, values)
