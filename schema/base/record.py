"""What the tables of all kinds share: identity, area, version, and the reading in scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from schema.base.refusal import InputImpossible
from schema.base.scope import Scope

Rows = TypeVar("Rows", bound=QuerySet[Any])


class PathField(fields.CharField[str]):
    """An area path; compared byte by byte on both databases, so that a range holds a subtree.

    A path has 18 characters at most, the end of its range one more.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 20, **options})

    class _db_postgres:  # noqa: N801  the name that Tortoise looks for
        SQL_TYPE = 'VARCHAR(20) COLLATE "C"'


class MomentField(fields.DatetimeField[datetime]):
    """A moment, kept in UTC: SQLite compares moments as text, so all must have one offset."""

    def to_python_value(self, value: Any) -> datetime | None:
        """The moment that was stored; SQLite gives it back as the text that it was given."""
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        return super().to_python_value(value)

    def to_db_value(self, value: Any, instance: Any) -> Any:
        """The moment as it is stored and compared."""
        if isinstance(value, datetime):
            value = value.astimezone(UTC)
        return super().to_db_value(value, instance)


class Stored(Model):
    """A row that officers keep: who may see it follows from the path in `SCOPED_BY`."""

    SCOPED_BY: ClassVar[str]

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField(description="counts the changes, from 1")
    changed_at = MomentField()

    class Meta:
        """Abstract: each kind has its own table."""

        abstract = True

    @classmethod
    def within(cls, scope: Scope) -> QuerySet[Self]:
        """The rows in `scope`. Every read of records begins here."""
        return narrowed(QuerySet(cls), scope.where(cls.SCOPED_BY))

    @classmethod
    def completed(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row as it will be read back: every column, defaults filled in, moments in UTC.

        A text that is longer than its column is refused here, for SQLite would keep it.
        """
        return {
            name: _kept(name, values[name] if name in values else default(), longest)
            for name, default, longest in _columns(cls)
        }


def narrowed(rows: Rows, condition: Q) -> Rows:
    """A query that nobody else holds, with one condition more.

    The ORM would make another query of it, which takes longer than to write its SQL.
    """
    rows._q_objects.append(condition)
    return rows


@cache
def _columns(stored: type[Model]) -> tuple[tuple[str, Callable[[], Any], int | None], ...]:
    """Name, what makes the default, and greatest length of every column."""
    columns = ((name, stored._meta.fields_map[name]) for name in sorted(stored._meta.db_fields))
    return tuple(
        (name, _default(column), getattr(column, "max_length", None)) for name, column in columns
    )


def _default(column: Any) -> Callable[[], Any]:
    given: Any = column.default
    return given if callable(given) else lambda: given


def _kept(name: str, value: Any, longest: int | None) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if longest is not None and isinstance(value, str) and len(value) > longest:
        raise InputImpossible(
            f"“{name}”有 {len(value)} 个字。", threshold=f"至多 {longest} 个字", field=name
        )
    return value


class Record(Stored):
    """Something an area wrote down."""

    SCOPED_BY = "area_id"

    # An area with records is never deleted: it is closed by its end date.
    area: Any = fields.ForeignKeyField(
        "zuwu.AreaRecord",
        to_field="path",
        related_name=False,
        on_delete=fields.RESTRICT,
        db_index=True,
    )

    class Meta:
        """Abstract: each kind has its own table."""

        abstract = True
