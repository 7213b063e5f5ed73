"""Which columns an answer needs: the plain fields that are asked of the records of a list."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_abstract_type

from api.plans import Listed, OneOf, Required, Selection, Shape
from api.sources import Attribute, Names
from schema.base.connection import Connection
from schema.base.served import Served

DEFINITION = "strawberry-definition"
"""Under which name a type or field of the schema keeps its Strawberry definition."""


def origin(kind: Any) -> Any:
    """The class behind a type of the schema; of a specialised one, the general."""
    definition = kind.extensions[DEFINITION]
    return (definition.concrete_of or definition).origin


def _bare(shape: Shape) -> Shape:
    while isinstance(shape, Required | Listed):
        shape = shape.inner
    return shape


def names(shape: Shape) -> Names:
    """The plain fields that a selection reads; None if it may read any."""
    bare = _bare(shape)
    return bare.names if isinstance(bare, Selection) else None


def wanted(declared: GraphQLField, shape: Shape) -> Callable[[type], Names]:
    """The plain fields that are asked of the records that a field answers, by their type."""
    bare = _bare(shape)
    if isinstance(bare, OneOf):
        selections = bare.selections
        return cache(lambda kind: selections(kind).names)
    held = _held(declared, shape)
    return lambda kind: held


def _held(declared: GraphQLField, shape: Shape) -> Names:
    """The plain fields that are asked of the records that a connection holds."""
    held: Any = get_named_type(declared.type)
    if not isinstance(held, GraphQLObjectType) or origin(held) is not Connection:
        return None
    node = get_named_type(get_named_type(held.fields["edges"].type).fields["node"].type)
    if is_abstract_type(node) or not issubclass(origin(node), Served):
        return None
    read: frozenset[str] = frozenset()
    for edges in _below(shape, "edges"):
        for each in _below(edges, "node"):
            if (some := names(each)) is None:
                return None
            read |= some
    return read


def _below(shape: Shape, name: str) -> list[Shape]:
    """The shapes of a plain field, by whatever aliases it is asked for."""
    bare = _bare(shape)
    assert isinstance(bare, Selection)
    return [
        inner
        for _, source, inner in bare.fields
        if isinstance(source, Attribute) and source.name == name
    ]
