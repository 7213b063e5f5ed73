"""Cursors: places in a list, which a client hands back to read on from there."""

from __future__ import annotations

import base64
import binascii
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base.refusal import InputImpossible


def index_of(cursor: str) -> int:
    """The position in a cursor of a list that lies in memory."""
    if not cursor.isdecimal() or len(cursor) > 6:
        raise _bad_cursor()
    return int(cursor)


def beyond(whole: QuerySet[Any], order: str, cursor: str, towards: str) -> Q:
    """The rows that come after the cursor (`gt`) or before it (`lt`) in this order."""
    column, (value, key) = order.lstrip("-"), _place(cursor)
    try:
        value = _comparable(whole.model._meta.fields_map[column], value)
        key = _comparable(whole.model._meta.pk, key)
    except (ValueError, TypeError, AttributeError) as fault:
        raise _bad_cursor() from fault
    if order.startswith("-"):
        towards = {"gt": "lt", "lt": "gt"}[towards]
    tied = Q(**{column: value, f"id__{towards}": key})
    return Q(Q(**{f"{column}__{towards}": value}), tied, join_type=Q.OR)


def _comparable(column: Any, told: Any) -> Any:
    """What a cursor told of a column, as its type; a `ValueError` if it cannot stand there."""
    value = column.to_python_value(told)
    if value is None or (isinstance(value, int) and value.bit_length() > 63):
        raise ValueError
    return value


def written(value: Any, key: UUID | int) -> str:
    """The place of a row: the value that it is ordered by, and its key."""
    if isinstance(value, Enum):
        value = value.value
    return base64.urlsafe_b64encode(orjson.dumps([value, str(key)])).decode()


def _place(cursor: str) -> tuple[Any, str]:
    """The order value and id in a cursor; a cursor of another making is refused."""
    try:
        value, key = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
        return value, key
    except (ValueError, TypeError, AttributeError, binascii.Error) as fault:
        raise _bad_cursor() from fault


def _bad_cursor() -> InputImpossible:
    return InputImpossible(
        "游标不是本接口给出的。", threshold="使用上一页返回的游标", field="after"
    )
