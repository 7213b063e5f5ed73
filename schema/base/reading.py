"""Reads of rows: the conditions of a query as one SQL text, and the rows as a table of columns.

The ORM builds its SQL anew for every query and takes each value through several calls; on the
paths that are read most this costs more than the database does. What is not known here (a
negation, a grouping) is left to the ORM, whose answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import orjson
from asyncpg.pgproto.pgproto import UUID  # type: ignore[import-untyped]
from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from schema.base.rows import Table
from schema.engines.transacting import Transaction

COMPARISONS: Mapping[str, str] = MappingProxyType({"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"})


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


class Unwritten(Exception):
    """A query that is not written here but by the ORM."""


async def table(query: QuerySet[Any], columns: Mapping[str, str]) -> Table:
    """The rows of a query, by the names that `columns` gives to its columns."""
    _choose(query)
    try:
        written = _Statement(query.model, _dialect(query))
        text = written.select(query, columns.values())
    except Unwritten:
        found = await query.values_list(*columns.values())
        return Table(columns, found, {})
    answered = await _answered(query, text, written.values)
    model, named = cast(Hashable, query.model), tuple(columns.items())
    return Table(columns, answered, _decoders(model, written.dialect, named))


async def rows(query: QuerySet[Any], columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same, each row by itself."""
    return (await table(query, columns)).rows()


async def count(query: QuerySet[Any]) -> int:
    """How many rows a query has."""
    _choose(query)
    try:
        written = _Statement(query.model, _dialect(query))
        text = written.counting(query)
    except Unwritten:
        return int(await query.count())
    answered = await _answered(query, text, written.values)
    return int(answered[0][0])


async def told(model: type[Model], statement: str, *values: Any) -> Sequence[Any]:
    """The rows of a statement written by hand, in which `?` stands for each value."""
    query = model.all()
    _choose(query)
    if _dialect(query) == "postgres":
        pieces = statement.split("?")
        numbered = (f"{piece}${place}" for place, piece in enumerate(pieces[:-1], 1))
        statement = "".join(numbered) + pieces[-1]
    return await _answered(query, statement, list(values))


async def _answered(query: QuerySet[Any], text: str, values: list[Any]) -> Sequence[Any]:
    if isinstance(query._db, Transaction):
        return await query._db.ask(text, values)
    _, rows = await query._db.execute_query(text, values)
    return rows


def _choose(query: QuerySet[Any]) -> None:
    query._choose_db_if_not_chosen()


def _dialect(query: QuerySet[Any]) -> str:
    dialect: str = query._db.capabilities.dialect
    return dialect


@dataclass(slots=True)
class _Statement:
    """One statement while it is written: its values, and the tables that it reaches."""

    model: type[Model]
    dialect: str
    values: list[Any] = field(default_factory=list)
    joins: dict[tuple[str, ...], str] = field(default_factory=dict)

    def select(self, query: QuerySet[Any], columns: Any) -> str:
        """The rows of a query in its order, as far as its limit."""
        chosen = ", ".join([self._column(name)[0] for name in columns])
        where = self._where(query)
        order = ", ".join(
            [f"{self._column(name)[0]} {towards.value}" for name, towards in query._orderings]
        )
        text = f"SELECT {chosen} FROM {self._tables()}{where}"
        if order:
            text += f" ORDER BY {order}"
        if query._limit is not None:
            text += f" LIMIT {self._place(query._limit)}"
        return text

    def counting(self, query: QuerySet[Any]) -> str:
        """How many rows a query has."""
        if query._limit is not None:
            raise Unwritten
        where = self._where(query)
        return f"SELECT COUNT(*) FROM {self._tables()}{where}"

    def _where(self, query: QuerySet[Any]) -> str:
        if query._annotations or query._offset or query._distinct or query._group_bys:
            raise Unwritten
        found = [text for each in query._q_objects if (text := self._condition(each))]
        return f" WHERE {' AND '.join(found)}" if found else ""

    def _condition(self, q: Q) -> str:
        """A condition as text, in brackets where it has parts; nothing where it asks nothing."""
        if q._is_negated:
            raise Unwritten
        found = [text for child in q.children if (text := self._part(child))]
        found += [self._comparison(name, value) for name, value in q.filters.items()]
        if len(found) < 2:
            return "".join(found)
        return f"({f' {q.join_type} '.join(found)})"

    def _part(self, child: Any) -> str:
        if not isinstance(child, Q):
            raise Unwritten
        return self._condition(child)

    def _comparison(self, name: str, value: Any) -> str:
        path, _, lookup = name.rpartition("__")
        if lookup in COMPARISONS:
            column, kind = self._column(path)
            return f"{column} {COMPARISONS[lookup]} {self._placed(kind, value)}"
        if lookup in {"isnull", "not_isnull"}:
            absent = bool(value) == (lookup == "isnull")
            return f"{self._column(path)[0]} IS {'' if absent else 'NOT '}NULL"
        if lookup == "in":
            return self._among(path, value)
        if lookup == "icontains":
            column, _ = self._column(path)
            held = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            return f"UPPER({column}) LIKE UPPER({self._place(f'%{held}%')}) ESCAPE '\\'"
        if value is None:
            raise Unwritten
        column, kind = self._column(name)
        return f"{column} = {self._placed(kind, value)}"

    def _among(self, path: str, values: Any) -> str:
        """One of many: a single value of the statement, so that its text stays the same."""
        if not isinstance(values, list | tuple):
            raise Unwritten
        column, kind = self._column(path)
        encoded = [kind.to_db_value(value, self.model) for value in values]
        if self.dialect == "postgres":
            return f"{column} = ANY({self._place(encoded)})"
        listed = self._place(orjson.dumps(encoded).decode())
        return f"{column} IN (SELECT value FROM json_each({listed}))"

    def _placed(self, kind: Any, value: Any) -> str:
        return self._place(kind.to_db_value(value, self.model))

    def _place(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}" if self.dialect == "postgres" else "?"

    def _column(self, path: str) -> tuple[str, Any]:
        """A column and its field, through the tables that the path leads over."""
        if own := _own(self.model, path):
            return own
        *steps, name = path.split("__")
        model, table = self.model, _quoted(self.model)
        for place, step in enumerate(steps, 1):
            way = model._meta.fields_map.get(step)
            if not isinstance(way, fields.relational.ForeignKeyFieldInstance):
                raise Unwritten
            model, table = way.related_model, self._joined(model, table, tuple(steps[:place]), way)
        kind = model._meta.fields_map.get(name)
        if kind is None or name not in model._meta.fields_db_projection:
            raise Unwritten
        return f'{table}."{model._meta.fields_db_projection[name]}"', kind

    def _joined(self, model: type[Model], table: str, steps: tuple[str, ...], way: Any) -> str:
        alias = f'"{"__".join(steps)}"'
        source = model._meta.fields_db_projection[way.source_field]
        target = way.related_model._meta.fields_db_projection[way.to_field or "id"]
        on = f'{alias}."{target}" = {table}."{source}"'
        self.joins[steps] = f"LEFT JOIN {_quoted(way.related_model)} {alias} ON {on}"
        return alias

    def _tables(self) -> str:
        return " ".join([_quoted(self.model), *self.joins.values()])


@cache
def _quoted(model: Any) -> str:
    return f'"{model._meta.db_table}"'


@cache
def _own(model: Any, name: str) -> tuple[str, Any] | None:
    """A column of the table itself and its field; none if it is of another table, or none."""
    kind, column = model._meta.fields_map.get(name), model._meta.fields_db_projection.get(name)
    return (f'{_quoted(model)}."{column}"', kind) if kind is not None and column else None


@cache
def _decoders(
    model: Any, dialect: str, columns: tuple[tuple[str, str], ...]
) -> Mapping[str, Callable[[Any], Any]]:
    """How to read the columns that a driver gives back otherwise than they are meant."""
    found = (
        (name, _decoder(_Statement(model, dialect)._column(path)[1], dialect))
        for name, path in columns
    )
    return {name: decode for name, decode in found if decode is not None}


def _decoder(kind: Any, dialect: str) -> Callable[[Any], Any] | None:
    enumerated: Callable[[Any], Any] | None = getattr(kind, "enum_type", None)
    if enumerated is not None:
        return enumerated
    known = DECODED[dialect]
    return next((decode for type_, decode in known if isinstance(kind, type_)), None)
