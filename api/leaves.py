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
        # By identity, for Python hashes the members of an enum slowly, and they stay what they are.
        members: Any = getattr(kind, "wrapped_cls", ())
        names = {id(each): write(each) for each in members}
        return Leaf(lambda value: names.get(id(value)) or write(value))
    if kind.name in USUAL:
        return Plain(frozenset({USUAL[kind.name], NoneType}), write)
    if kind.name == "Int":
        return Leaf(lambda value: value if type(value) is int and value in INT else write(value))
    return Leaf(write)
