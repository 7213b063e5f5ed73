"""Reads of rows, as a table of columns, by SQL of our own.

The ORM builds its SQL anew for every query and takes each value through several calls; on the
paths that are read most this costs more than the database does. What is not known here (a
negation, a grouping) is left to the ORM, whose answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import orjson
from asyncpg.pgproto.pgproto import UUID  # type: ignore[import-untyped]
from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from schema.base import proviso
from schema.base.proviso import Proviso
from schema.base.rows import Table
from schema.base.selecting import Statement, Unwritten
from schema.engines.transacting import Transaction


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is UTC else found.replace(tzinfo=UTC)


DECODED: Mapping[str, tuple[tuple[type[Any], Callable[[Any], Any]], ...]] = MappingProxyType(
    {
        "postgres": ((fields.JSONField, orjson.loads),),
        "sqlite": (
            (fields.JSONField, orjson.loads),
            (fields.UUIDField, UUID),
            (fields.DatetimeField, _moment),
            (fields.DateField, date.fromisoformat),
            (fields.BooleanField, bool),
        ),
    }
)
"""What a driver gives back otherwise than the field means it; enums are read on both.

A UUID is that of the PostgreSQL driver on both, for Python's own takes ten times as long to make.
"""


async def table(query: QuerySet[Any], columns: Mapping[str, str]) -> Table:
    """The rows of a query, by the names that `columns` gives to its columns."""
    _choose(query)
    asked = proviso.unasked()
    try:
        written = Statement(query.model, _dialect(query))
        text = written.select(query, columns.values(), asked)
    except Unwritten:
        found = await query.values_list(*columns.values())
        return Table(columns, found, {})
    answered = await _answered(query, text, written.values)
    model, named = cast(Hashable, query.model), tuple(columns.items())
    decoders = _decoders(model, written.dialect, named)
    if asked is not None and answered:
        asked.heard(answered[0][-1])
    return Table(columns, answered, decoders)


async def rows(query: QuerySet[Any], columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same, each row by itself."""
    return (await table(query, columns)).rows()


async def count(query: QuerySet[Any]) -> int:
    """How many rows a query has."""
    _choose(query)
    try:
        written = Statement(query.model, _dialect(query))
        text = written.counting(query)
    except Unwritten:
        return int(await query.count())
    answered = await _answered(query, text, written.values)
    return int(answered[0][0])


async def told(model: type[Model], statement: str, *values: Any) -> Sequence[Any]:
    """The rows of a statement written by hand, in which `?` stands for each value."""
    query = model.all()
    _choose(query)
    written = Statement(model, _dialect(query))
    return await _answered(query, written.by_hand(statement, values), written.values)


def slots(values: Sequence[Any]) -> str:
    """A `?` for each of some values, as they stand between the brackets of an IN."""
    return ", ".join("?" * len(values))


def id_of(raw: Any) -> UUID:
    """An id in such a row; SQLite gives it back as text."""
    return raw if isinstance(raw, UUID) else UUID(raw)


async def ask(model: type[Model], asked: Proviso) -> None:
    """Asks a proviso under which nothing has been read."""
    query = model.all()
    _choose(query)
    written = Statement(model, _dialect(query))
    [row] = await _answered(query, f"SELECT {written.supposed(asked)}", written.values)
    asked.heard(row[0])


async def _answered(query: QuerySet[Any], text: str, values: list[Any]) -> Sequence[Any]:
    if isinstance(query._db, Transaction):
        return await query._db.ask(text, values)
    _, rows = await query._db.execute_query(text, values)
    return rows


def _choose(query: QuerySet[Any]) -> None:
    if query._db is None:
        query._db = query.model._meta.db


def _dialect(query: QuerySet[Any]) -> str:
    dialect: str = query._db.capabilities.dialect
    return dialect


@cache
def _decoders(
    model: Any, dialect: str, columns: tuple[tuple[str, str], ...]
) -> Mapping[str, Callable[[Any], Any]]:
    """How to read the columns that a driver gives back otherwise than they are meant."""
    found = (
        (name, _decoder(Statement(model, dialect)._column(path)[1], dialect))
        for name, path in columns
    )
    return {name: decode for name, decode in found if decode is not None}


def _decoder(kind: Any, dialect: str) -> Callable[[Any], Any] | None:
    enumerated: type[Enum] | None = getattr(kind, "enum_type", None)
    if enumerated is not None:
        return {each.value: each for each in enumerated}.__getitem__
    known = DECODED[dialect]
    return next((decode for type_, decode in known if isinstance(kind, type_)), None)
