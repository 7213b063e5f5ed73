"""What officers hand in: every act takes one input, and every input is examined alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NewType, cast, get_args, get_type_hints
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.types.unset import UNSET

from schema.base import codec
from schema.base.digest import Digest
from schema.base.refusal import InputImpossible, PrivateParticularFound, RecordUnknown
from schema.base.scope import AreaPath
from schema.base.served import uuid
from schema.rules import particulars

Text = NewType("Text", str)
"""What an officer writes: any text that both databases can hold."""


def text(value: object) -> Text:
    """`value` as a text; NUL and lone surrogates cannot be stored and are rejected here."""
    if not isinstance(value, str) or "\0" in value or any(0xD800 <= ord(c) < 0xE000 for c in value):
        raise ValueError("a text may hold any character but NUL and lone surrogates")
    return Text(value)


def asked(heading: str, default: Any = UNSET, refers: type | None = None) -> Any:
    """A field of an input, and what its column is called in a workbook.

    default: what stands where nothing is given; `list` for an empty list; none makes it required.
    refers: the type of record that a global id names; a workbook names it by its own columns.
    """
    told: dict[str, Any] = {"metadata": {"heading": heading, "refers": refers}}
    if default is list:
        told["default_factory"] = list
    elif default is not UNSET:
        told["default"] = default
    return strawberry.field(**told)


@strawberry.input
class Instruction:
    """What every act takes."""

    key: Text | None = None
    """Your own key for this act: sent again with the same key, it is done once."""


@strawberry.input
class Draft(Instruction):
    """A record as an officer writes it: the whole of it, not only what changes."""

    id: relay.GlobalID | None = None
    """The record to change; none writes a new one."""

    expected_version: int | None = None
    """The version that you read; needed to change a record."""

    def values(self) -> dict[str, Any]:
        """Column values: references as `…_id`, lists of values as JSON; the area is set apart."""
        own = {f.name for f in dataclasses.fields(Draft)} | {"area", "path"}
        given = {
            f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in own
        }
        references = _references(cast(Hashable, type(self)))
        return dict(
            (f"{name}_id", _referred(name, value))
            if name in references
            else (name, codec.plain(value) if isinstance(value, list) else value)
            for name, value in given.items()
        )


@cache
def _references(draft: Any) -> frozenset[str]:
    """The fields that name another record, whether or not they are given."""
    hints = get_type_hints(draft)
    return frozenset(
        name for name, hint in hints.items() if relay.GlobalID in (hint, *get_args(hint))
    )


def _referred(name: str, value: relay.GlobalID | None) -> UUID | None:
    if value is None:
        return None
    key = uuid(value.node_id)
    if key is None:
        raise RecordUnknown(f"“{name}”不是有效的编号。", field=name)
    return key


def in_order(first: date, last: date | None, field: str) -> None:
    """Refuses a period that ends before it begins."""
    if last is not None and last < first:
        raise InputImpossible(f"{last} 早于 {first}。", threshold="截止日不早于起始日", field=field)


def examine(given: Any) -> None:
    """Refuses an input in which any text holds a private particular, naming field and kind."""
    for field, found in texts(given):
        for particular in particulars.found(found):
            raise PrivateParticularFound(f"“{field}”中含有{particular.label}。", field=field)


def texts(value: Any, field: str = "input") -> Iterator[tuple[str, str]]:
    """Every text in a value, with its place such as `input.agenda[2].name`."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from texts(item, f"{field}[{place}]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, relay.GlobalID):
        for name in _telling(cast(Any, type(value))):
            yield from texts(getattr(value, name), f"{field}.{name}")


@cache
def _telling(kind: Any) -> tuple[str, ...]:
    """The fields of a class that can hold a text."""
    hints = get_type_hints(kind)
    return tuple(
        each.name for each in dataclasses.fields(kind) if each.init and _tells(hints[each.name])
    )


def _tells(hint: Any) -> bool:
    leaves = get_args(hint) or (hint,)
    return not all(each in _SILENT or _is_enum(each) for each in leaves)


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


_SILENT = frozenset({AreaPath, bool, date, datetime, Digest, int, relay.GlobalID, type(None), UUID})
"""Types that hold no text; the codes of an area and the digits of a digest are none."""
