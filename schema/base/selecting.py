"""The conditions of a query as one SQL text: what the ORM would write, in a tenth of its time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

import orjson
from asyncpg.pgproto.pgproto import UUID  # type: ignore[import-untyped]
from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from schema.base.proviso import Proviso

COMPARISONS: Mapping[str, str] = MappingProxyType({"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"})

AS_THEY_ARE: Mapping[str, tuple[tuple[type[Any], frozenset[type]], ...]] = MappingProxyType(
    {
        "postgres": (
            (fields.CharField, frozenset([str])),
            (fields.IntField, frozenset([int])),
            (fields.DateField, frozenset([date])),
            (fields.DatetimeField, frozenset([datetime])),
            (fields.UUIDField, frozenset([UUID, uuid.UUID])),
        ),
        "sqlite": ((fields.CharField, frozenset([str])), (fields.IntField, frozenset([int]))),
    }
)
"""What values of a field a driver takes without a detour."""


class Unwritten(Exception):
    """A query that is not written here but by the ORM."""


def encoded(kind: Any, value: Any, model: Any, dialect: str) -> Any:
    """A value as the driver takes it for a field."""
    if value is None:
        return None
    return value if type(value) in _as_it_is(kind, dialect) else kind.to_db_value(value, model)


@cache
def _as_it_is(kind: Any, dialect: str) -> frozenset[type]:
    known = AS_THEY_ARE[dialect]
    return next((types for type_, types in known if isinstance(kind, type_)), frozenset())


@dataclass(slots=True)
class Statement:
    """One statement while it is written: its values, and the tables that it reaches."""

    model: type[Model]
    dialect: str
    values: list[Any] = field(default_factory=list)
    joins: dict[tuple[str, ...], str] = field(default_factory=dict)

    def select(self, query: QuerySet[Any], columns: Any, asked: Proviso | None) -> str:
        """The rows of a query in its order, as far as its limit; with each, what is asked."""
        chosen = ", ".join([self._column(name)[0] for name in columns])
        if asked is not None:
            chosen += f", {self.supposed(asked)}"
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

    def by_hand(self, statement: str, values: Iterable[Any]) -> str:
        """A text in which `?` stands for each value, as it does on SQLite."""
        if self.dialect == "sqlite":
            self.values += values
            return statement
        head, *pieces = statement.split("?")
        places = map(self._place, values)
        return head + "".join(map("".join, zip(places, pieces, strict=True)))

    def supposed(self, asked: Proviso) -> str:
        """Whether a proviso holds, as a column."""
        return self.by_hand(asked.condition, asked.values)

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
        """One of many: a single value of the statement, so that its text stays the same.

        One of one is that one: PostgreSQL keeps its plan for it, and plans for many anew.
        """
        if not isinstance(values, list | tuple):
            raise Unwritten
        column, kind = self._column(path)
        if len(values) == 1 and values[0] is not None:
            return f"{column} = {self._placed(kind, values[0])}"
        given = [encoded(kind, value, self.model, self.dialect) for value in values]
        if self.dialect == "postgres":
            return f"{column} = ANY({self._place(given)})"
        listed = self._place(orjson.dumps(given).decode())
        return f"{column} IN (SELECT value FROM json_each({listed}))"

    def _placed(self, kind: Any, value: Any) -> str:
        return self._place(encoded(kind, value, self.model, self.dialect))

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
