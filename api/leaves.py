"""How scalars and enums are written in an answer; the usual values of most stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType, NoneType
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType

from api.plans import Leaf, Plain, Shape
from schema.root import SCALARS

USUAL: Mapping[str, type] = MappingProxyType(
    {
        "Boolean": bool,
        "Date": date,
        "DateTime": datetime,
        "ID": str,
        "String": str,
        **{each.name: str for each in SCALARS.values()},
    }
)
"""What values of a scalar usually are, and are then answered as they are: JSON has its own way to
write texts, and who writes JSON has the same way for days and moments.
"""

INT = range(-(2**31), 2**31)
"""What GraphQL's Int holds."""


def leaf(kind: GraphQLLeafType) -> Shape:
    """How values of this scalar or enum are written, the usual ones without a detour."""
    write = kind.coerce_output_value
    if isinstance(kind, GraphQLEnumType):
        names: dict[Any, Any] = {None: None}
        return Leaf(lambda value: names.get(value) or names.setdefault(value, write(value)))
    if kind.name in USUAL:
        return Plain(frozenset({USUAL[kind.name], NoneType}), write)
    if kind.name == "Int":
        return Leaf(lambda value: value if type(value) is int and value in INT else write(value))
    return Leaf(write)
