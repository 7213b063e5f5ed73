"""Between dataclasses and canonical JSON: the same value always gives the same bytes.

An old snapshot must stay readable, so a missing field takes the default of the class and a
field that the class no longer has is an error: document classes only grow.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

T = TypeVar("T")


def canonical(value: object) -> bytes:
    """`value` as JSON with sorted keys and no blanks; the bytes that a digest is taken of."""
    return orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS)


def plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, true, false and null; enums by name."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in stored_fields(type(value))}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID) else value


def read(target: type[T], value: Any) -> T:
    """The dataclass `target` from what `plain` made of it."""
    reader: Callable[[Any], T] = _reader(cast(Hashable, target))
    return reader(value)


@cache
def stored_fields(target: type) -> tuple[str, ...]:
    """The fields that are content: given at construction, and not the standing of an edition."""
    return tuple(
        field.name
        for field in dataclasses.fields(target)
        if field.init and not field.metadata.get("apart")
    )


@cache
def _reader(target: Hashable) -> Callable[[Any], Any]:
    """How one declared type is read from JSON."""
    if isinstance(target, NewType):
        return _reader(target.__supertype__)
    origin = get_origin(target)
    if origin in (Union, types.UnionType):
        inner = next(_reader(arm) for arm in get_args(target) if arm is not type(None))
        return lambda value: None if value is None else inner(value)
    if origin in (list, tuple):
        item = _reader(get_args(target)[0])
        return lambda value: origin(item(each) for each in value)
    if dataclasses.is_dataclass(target):
        return _dataclass_reader(target)
    return _SCALARS.get(target) or _enum_or_same(target)


def _dataclass_reader(target: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(target)
    readers = {name: _reader(hints[name]) for name in stored_fields(target)}
    return lambda value: target(**{name: readers[name](each) for name, each in value.items()})


def _enum_or_same(target: Any) -> Callable[[Any], Any]:
    if isinstance(target, type) and issubclass(target, Enum):
        return lambda value: target[value]
    return lambda value: value


_SCALARS: Mapping[Any, Callable[[Any], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
    bytes: bytes.fromhex,
}
