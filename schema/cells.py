"""What a column holds, and how a value of it is told: by the drivers, and in a backup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson
from tortoise import fields


class Sort(Enum):
    """What a column holds."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    UUID = "UUID"
    DATE = "DATE"
    MOMENT = "MOMENT"
    JSON = "JSON"
    BYTES = "BYTES"


SORTS: Sequence[tuple[type[Any], Sort]] = (
    (fields.UUIDField, Sort.UUID),
    (fields.JSONField, Sort.JSON),
    (fields.BinaryField, Sort.BYTES),
    (fields.DatetimeField, Sort.MOMENT),
    (fields.DateField, Sort.DATE),
    (fields.BooleanField, Sort.BOOLEAN),
    (fields.IntField, Sort.INTEGER),
    (fields.SmallIntField, Sort.INTEGER),
    (fields.BigIntField, Sort.INTEGER),
    (fields.CharField, Sort.TEXT),
    (fields.TextField, Sort.TEXT),
)
"""What Tortoise's columns hold; the first that fits."""


def sort_of(field: Any) -> Sort:
    """What a column of Tortoise's holds."""
    return next(sort for kind, sort in SORTS if isinstance(field, kind))


def _moment(value: datetime | str) -> str:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    in_utc = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return in_utc.isoformat()


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _json_text(value: Any) -> str:
    return orjson.dumps(value).decode()


PLAIN: Mapping[Sort, Callable[[Any], Any]] = MappingProxyType(
    {
        Sort.TEXT: str,
        Sort.INTEGER: int,
        Sort.BOOLEAN: bool,
        Sort.UUID: str,
        Sort.DATE: lambda value: value if isinstance(value, str) else value.isoformat(),
        Sort.MOMENT: _moment,
        Sort.JSON: _json,
        Sort.BYTES: bytes.hex,
    }
)
"""What a driver gives back, made plain."""

RAW: Mapping[Sort, Callable[[Any], Any]] = MappingProxyType(
    {
        Sort.TEXT: str,
        Sort.INTEGER: int,
        Sort.BOOLEAN: bool,
        Sort.UUID: UUID,
        Sort.DATE: date.fromisoformat,
        Sort.MOMENT: datetime.fromisoformat,
        Sort.JSON: _json_text,
        Sort.BYTES: bytes.fromhex,
    }
)
"""What PostgreSQL's driver is given."""

RAW_SQLITE: Mapping[Sort, Callable[[Any], Any]] = MappingProxyType(
    {
        **RAW,
        Sort.BOOLEAN: int,
        Sort.UUID: str,
        Sort.DATE: str,
        Sort.MOMENT: lambda value: datetime.fromisoformat(value).isoformat(" "),
    }
)
"""What SQLite is given: the texts that it compares."""
