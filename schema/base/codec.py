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
from operator import attrgetter, methodcaller
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

T = TypeVar("T")


def canonical(value: object) -> bytes:
    """`value` as JSON with sorted keys and no blanks; the bytes that a digest is taken of."""
    return orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS)


def plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, true, false and null; enums by name."""
    make: Callable[[Any], Any] = _plainer(cast(Hashable, type(value)))
    return make(value)


@cache
def _plainer(kind: Any) -> Callable[[Any], Any]:
    """How values of one type are made plain; found once, for there are many of each."""
    if dataclasses.is_dataclass(kind):
        names = stored_fields(cast(Any, kind))
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    if issubclass(kind, list | tuple):
        return lambda value: [plain(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {key: plain(item) for key, item in value.items()}
    return next((made for base, made in _PLAIN.items() if issubclass(kind, base)), _same)


def _same(value: Any) -> Any:
    return value


_PLAIN: Mapping[type, Callable[[Any], Any]] = {
    Enum: attrgetter("name"),
    date: methodcaller("isoformat"),
    bytes: bytes.hex,
    UUID: str,
}


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
        first, *others = (_reader(each) for each in get_args(target) if each is not Ellipsis)
        if not others:
            return lambda value: origin(map(first, value))
        parts = (first, *others)
        return lambda value: tuple(read(each) for read, each in zip(parts, value, strict=True))
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
    return _same


_SCALARS: Mapping[Any, Callable[[Any], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
    bytes: bytes.fromhex,
}
