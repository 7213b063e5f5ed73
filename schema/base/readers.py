"""Who may read which field of a record: declared by its type, and said nowhere else.

A type opens its rows to an audience and names the fields that are for another than officers.
What is not named is for officers, so a new field is closed to members until somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema
from strawberry.types.private import is_private

from schema.rules.roles import Audience

FRAME = frozenset({"id", "path", "version", "changed_at", "area"})
"""The fields that every record has; who may see that there is a record reads them."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The audience of a type's rows, and of those fields that are not simply for officers."""

    rows: Audience = Audience.OFFICERS
    fields: Mapping[str, Audience] = field(default_factory=dict)

    def of(self, name: str) -> Audience:
        """For whom a field is; never for more than may see the row."""
        own = self.rows if name in FRAME else self.fields.get(name, Audience.OFFICERS)
        return max(self.rows, own)


def open_to(rows: Audience, **names: str) -> Readers:
    """Readers as a type declares them: `members="title text"`, `restricted="detail"`."""
    return Readers(
        rows,
        {
            name: Audience[audience.upper()]
            for audience, listed in names.items()
            for name in listed.split()
        },
    )


def holding(column: str, leads_to: type[Any] | None = None) -> dict[str, Any]:
    """What a field says of the column that it is read from, and of the type it leads to.

    Such a field goes by the name of its column without `_id`.
    """
    return {"metadata": {"column": column, "leads_to": leads_to}}


def fields(served: Any) -> Mapping[str, Any]:
    """The fields of a served type by the names under which `Readers` knows them."""
    return _fields(served)


@cache
def _fields(served: Any) -> Mapping[str, Any]:
    declared = served.__strawberry_definition__.fields
    return {_name(each): each for each in declared if not is_private(each.type)}


def _name(declared: Any) -> str:
    column: str | None = declared.metadata.get("column")
    # Relay's own field for the id is called `_id`.
    return column.removesuffix("_id") if column else declared.python_name.lstrip("_")


@cache
def closed(served: Any) -> Mapping[str, tuple[Audience, str]]:
    """The fields that not everybody reads who sees the row: audience, and column or name."""
    return {
        name: (audience, each.metadata.get("column", name))
        for name, each in fields(served).items()
        if (audience := served.readers.of(name)) > served.readers.rows
    }


def compared(served: Any, lookup: str) -> Audience:
    """Who may compare by a lookup such as `post__office`: who reads all that it passes."""
    head, _, rest = lookup.partition("__")
    name = head.removesuffix("_id")
    audience: Audience = served.readers.of(name)
    known = fields(served).get(name)
    beyond = known.metadata.get("leads_to") if known is not None else None
    if beyond is not None and rest.partition("__")[0] in fields(beyond):
        return max(audience, compared(beyond, rest))
    return audience


def guarded(served: Any, declared: Any) -> str | None:
    """The name of a field that is computed and not for everybody who sees the row."""
    name = _name(declared)
    computed = hasattr(served, "readers") and declared.base_resolver is not None
    return name if computed and name in closed(served) else None


def guard(schema: GraphQLSchema) -> None:
    """Makes closed fields nullable, and computes none for who may not read it.

    Columns that are closed are empty already where rows become records.
    """
    for kind in schema.type_map.values():
        served: Any = getattr((kind.extensions or {}).get("strawberry-definition"), "origin", None)
        if isinstance(kind, GraphQLObjectType) and hasattr(served, "readers"):
            for name in closed(served):
                _guard(kind, name, fields(served)[name])


def _guard(kind: GraphQLObjectType, name: str, declared: Any) -> None:
    shown = next(
        each
        for each in kind.fields.values()
        if each.extensions["strawberry-definition"].python_name == declared.python_name
    )
    if isinstance(shown.type, GraphQLNonNull):
        shown.type = shown.type.of_type
    if declared.base_resolver is not None:
        shown.resolve = _guarded(name, cast(Any, shown.resolve))


def _guarded(name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(record: Any, info: Any, **given: Any) -> Any:
        return None if name in record.hidden(info.context) else resolve(record, info, **given)

    return guarded
