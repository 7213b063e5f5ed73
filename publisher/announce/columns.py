"""Columns of open data, found in the classes of documents, each told by its docstring.

A value inside a document becomes some columns, named after it; a list becomes a table of its own.
Nothing here names a document or a field, so a new kind of record brings its own columns.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NewType, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from strawberry.types import get_object_definition

from publisher import templates
from publisher.markdown import visible
from schema.base import codec, described
from schema.base.context import SHANGHAI

YES, NO = "是", "否"

MOMENT = "%Y-%m-%d %H:%M:%S"
"""A moment by the clock of Asia/Shanghai, in the form that spreadsheets take for one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column. kind: its value's type in Python; note: what it means; within: where it lies."""

    name: str
    kind: Any
    note: str
    within: tuple[str, ...]

    def of(self, value: Any) -> Any:
        """Its cell for a document or a piece of one; empty where something on the way is."""
        for step in self.within:
            value = None if value is None else getattr(value, step)
        return value

    @property
    def field(self) -> Mapping[str, object]:
        """What Table Schema is told of it."""
        told = {"name": self.name, **_typed(self.kind)}
        return told | {"description": self.note} if self.note else told


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A list inside a document: its pieces are rows of a table of their own."""

    column: Column
    shape: Shape


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """What a class is made of: single values, and lists of pieces. note: what it is."""

    note: str
    columns: tuple[Column, ...]
    lists: tuple[Listed, ...]


@cache
def shape(kind: Any) -> Shape:
    """The shape of the pieces of a document, or of a document itself."""
    note = _meaning(kind)
    if not dataclasses.is_dataclass(kind):
        return Shape(note, (Column("value", kind, note, ()),), ())
    found = tuple(_flat(kind))
    lists = (each for each in found if get_origin(each.kind) in (list, tuple))
    return Shape(
        note=note,
        columns=tuple(each for each in found if get_origin(each.kind) not in (list, tuple)),
        lists=tuple(Listed(each, shape(_bare(get_args(each.kind)[0]))) for each in lists),
    )


def cell(value: Any) -> Any:
    """A value as a cell for people: words of the village for enums, 是 and 否, local time."""
    write: Callable[[Any], Any] = _writer(cast(Hashable, type(value)))
    return write(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    return next((each for base, each in _WRITTEN.items() if issubclass(kind, base)), _same)


def _same(value: Any) -> Any:
    return value


def _flat(kind: Any, above: tuple[str, ...] = (), of: str = "") -> Iterator[Column]:
    """The columns of a class, with those of the values inside it in their places.

    of: what was said of the value that these are inside of.
    """
    hints, notes = get_type_hints(kind), _notes(kind)
    for name in codec.stored_fields(kind):
        inner, within = _bare(hints[name]), (*above, name)
        note = " ".join(filter(None, (of, notes.get(name))))
        if dataclasses.is_dataclass(inner):
            yield from _flat(inner, within, note or _meaning(inner))
        else:
            yield Column("_".join(within), inner, note, within)


def _bare(hint: Any) -> Any:
    """A declared type without the name that it has in GraphQL, and without `None`."""
    if isinstance(hint, NewType):
        return _bare(hint.__supertype__)
    if get_origin(hint) in (Union, types.UnionType):
        return _bare(next(arm for arm in get_args(hint) if arm is not type(None)))
    return hint


def _notes(kind: Any) -> Mapping[str, str]:
    """Field to docstring; lists have theirs where GraphQL shows them as connections."""
    definition = get_object_definition(kind)
    shown = definition.fields if definition else ()
    connected = {each.graphql_name: each.description for each in shown if each.description}
    return {
        **{_snake(str(name)): note for name, note in connected.items()},
        **described.notes(kind),
    }


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)


def _meaning(kind: Any) -> str:
    """What a class of ours is; of a plain type there is nothing to say."""
    ours = str(getattr(kind, "__module__", "")).startswith("schema.")
    return " ".join(str(kind.__doc__).split()) if ours and kind.__doc__ else ""


@cache
def _typed(kind: Any) -> Mapping[str, object]:
    """A type of Python in the words of Table Schema."""
    if issubclass(kind, Enum):
        labels = list(dict.fromkeys(map(templates.label, kind)))
        return {"type": "string", "constraints": {"enum": labels}}
    return next(told for known, told in _TYPES.items() if issubclass(kind, known))


_TYPES: Mapping[type, Mapping[str, object]] = {
    bool: {"type": "boolean", "trueValues": [YES], "falseValues": [NO]},
    int: {"type": "integer"},
    datetime: {"type": "datetime", "format": MOMENT},
    date: {"type": "date"},
    UUID: {"type": "string", "format": "uuid"},
    str: {"type": "string"},
}
"""The narrower type first: a bool is an int, and a moment is a date."""


def _guarded(text: str) -> str:
    """Words that no spreadsheet takes for a formula: an apostrophe stands before its sign."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULA else shown


_FORMULA = frozenset("=+-@＝＋－＠")
"""Signs with which a formula begins, in both widths."""

_WRITTEN: Mapping[type, Callable[[Any], Any]] = {
    Enum: templates.label,
    bool: lambda value: YES if value else NO,
    datetime: lambda value: value.astimezone(SHANGHAI).strftime(MOMENT),
    date: date.isoformat,
    str: _guarded,
}
