"""The columns of a sheet, derived from the drafts of its acts: a new field is a new column."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from strawberry import relay

from schema.base.scope import AreaPath
from schema.base.sheet import Sheet, Step
from schema.kinds import KINDS

AREA = "区域编码"
"""The column that says whose record it is; it may be left out where one area is meant."""

NUMBER = "记录编号"
"""The column with the record's own id, which an export writes and an import may go by."""

SHEETS: tuple[Sheet, ...] = tuple(sheet for kind in KINDS for sheet in kind.SHEETS)
"""Every sheet, older kinds first: what a row names stands in an earlier one."""

OF: Mapping[type, Sheet] = MappingProxyType({sheet.served: sheet for sheet in SHEETS})
"""The sheet of each type of record."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a draft that a cell, or several cells, fill.

    heading: of its own column; before: headings of the columns that stand before it where it names
    a record; many: several texts in one cell.
    """

    name: str
    heading: str
    hint: Any
    required: bool
    default: Any
    refers: type | None
    many: bool
    pieces: type | None

    @property
    def before(self) -> tuple[str, ...]:
        """What else tells the record that it names from others."""
        return OF[self.refers].names[:-1] if self.refers else ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is read and written; hint: what a cell holds."""

    heading: str
    hint: Any
    required: bool
    many: bool


_AREA = Column(AREA, AreaPath, required=False, many=False)


def fields(draft: type) -> tuple[Field, ...]:
    """The fields of a draft that have a column, in the order in which they are declared."""
    return _fields(cast(Any, draft))


def filled(step: Step) -> tuple[Field, ...]:
    """The fields of a step that the row itself fills."""
    return _filled(cast(Any, step.draft), tuple(step.given))


def columns(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of a sheet, each once."""
    found: dict[str, Column] = {AREA: _AREA}
    for place, step in enumerate(sheet.steps):
        for field in filled(step):
            for column in _of(field, sheet, first=place == 0):
                found.setdefault(column.heading, column)
    return tuple(found.values())


def pieces(sheet: Sheet) -> Iterator[tuple[Field, tuple[Column, ...]]]:
    """The lists of a sheet's first draft, each a sheet of its own, and its columns."""
    for field in filled(sheet.steps[0]):
        if field.pieces is not None and not nested(field):
            naming = [_naming(sheet, name) for name in sheet.names]
            own = [
                Column(each.heading, each.hint, each.required, each.many)
                for each in fields(field.pieces)
            ]
            found = {each.heading: each for each in (_AREA, *naming, *own)}
            yield field, tuple(found.values())


def _naming(sheet: Sheet, name: str) -> Column:
    """The column in which a piece names what it is a piece of; only the last has to be filled."""
    own = _column(sheet, name)
    return Column(name, own.hint, own.required and name == sheet.names[-1], many=False)


def nested(field: Field) -> bool:
    """Whether its pieces have pieces of their own, as chapters have clauses: a text, no table."""
    return field.pieces is not None and any(each.pieces for each in fields(field.pieces))


def is_text(sheet: Sheet) -> bool:
    """Whether a record of the sheet is written as a text and not as a row."""
    return any(nested(each) for each in filled(sheet.steps[0]))


def _of(field: Field, sheet: Sheet, *, first: bool) -> Iterator[Column]:
    if field.pieces is not None:
        return
    needed = field.required and first
    hint = field.hint
    if field.refers is not None:
        named = OF[field.refers]
        needed = needed and _column(named, named.names[-1]).required
        for heading in field.before:
            yield Column(heading, _column(named, heading).hint, required=False, many=False)
        hint = _column(named, named.names[-1]).hint
    yield Column(field.heading, hint, required=needed, many=field.many)


def _column(sheet: Sheet, heading: str) -> Column:
    """A column by which records of a sheet are named."""
    return next(each for each in columns(sheet) if each.heading == heading)


@cache
def _filled(draft: Any, given: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(each for each in fields(draft) if each.name not in given)


@cache
def _fields(draft: Any) -> tuple[Field, ...]:
    hints = get_type_hints(draft)
    return tuple(
        _field(each, hints[each.name])
        for each in dataclasses.fields(draft)
        if each.metadata.get("heading")
    )


def _field(declared: Any, hint: Any) -> Field:
    bare = _bare(hint)
    many, item = get_origin(bare) is list, bare
    if many:
        item = get_args(bare)[0]
    inner = item if strawberry_input(item) else None
    return Field(
        name=declared.name,
        heading=declared.metadata["heading"],
        hint=item,
        required=_given(declared) and declared.name not in {"area", "path"},
        default=_default(declared),
        refers=declared.metadata.get("refers") if item is relay.GlobalID else None,
        many=many and inner is None,
        pieces=inner,
    )


def strawberry_input(kind: Any) -> bool:
    """Whether it is an input made of fields of its own."""
    return dataclasses.is_dataclass(kind) and hasattr(kind, "__strawberry_definition__")


def _bare(hint: Any) -> Any:
    """The type without "or none"."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(arm for arm in get_args(hint) if arm is not type(None))
    return hint


def _given(declared: Any) -> bool:
    return (
        declared.default is dataclasses.MISSING and declared.default_factory is dataclasses.MISSING
    )


def _default(declared: Any) -> Any:
    if declared.default_factory is not dataclasses.MISSING:
        return declared.default_factory()
    return None if declared.default is dataclasses.MISSING else declared.default
