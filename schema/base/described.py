"""Docstrings are the documentation of the API: this puts them into the schema.

Of a class for its type, of a function for its field, and the string below a declaration for a
field, an input field or an enum value. Nothing is described twice.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)

ARGUMENTS: Mapping[str, str] = {
    "first": "The first so many after the cursor; 20 unless told, 1,000 at most.",
    "after": "Only what comes after this cursor.",
    "last": "The last so many before the cursor.",
    "before": "Only what comes before this cursor.",
    "filter": "Conditions that every record of the list meets.",
    "order": "In which order; the first value is the default.",
    "area": "This area and all below it.",
    "documents": "Only these sorts of document; all unless told.",
    "kinds": "Only these kinds of record; all unless told.",
    "on": "The day; today unless told.",
    "at": "The moment.",
    "motion": "The motion.",
    "regulation": "The regulation.",
    "old": "The earlier version.",
    "new": "The later version.",
    "id": "The global id, as read from the field `id`.",
    "input": "What is asked for.",
}
"""The arguments that mean the same wherever they stand."""


def describe(schema: GraphQLSchema, more: Mapping[str, Mapping[str, str]]) -> None:
    """Gives every type, field, argument and enum value of ours its docstring.

    more: notes on members of types that were made at run time and have no source, by type name.
    """
    for name, kind in schema.type_map.items():
        origin = _origin(kind)
        if isinstance(kind, GraphQLUnionType):
            kind.description = kind.description or "The record as it now stands, or why not."
        if origin is not None:
            kind.description = kind.description or _first(origin.__doc__)
            _describe_members(kind, {**notes(origin), **more.get(name, {})})


def _origin(kind: GraphQLNamedType) -> type | None:
    """The Python class behind a type of the schema; of a specialised one, the general."""
    definition = (kind.extensions or {}).get("strawberry-definition")
    definition = getattr(definition, "concrete_of", None) or definition
    origin = getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)
    return origin if isinstance(origin, type) else None


def _describe_members(kind: GraphQLNamedType, notes: Mapping[str, str]) -> None:
    if isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            value.description = notes.get(name)
    elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for field in kind.fields.values():
            declared: Any = (field.extensions or {}).get("strawberry-definition")
            field.description = field.description or notes.get(declared.python_name)
            for name, argument in getattr(field, "args", {}).items():
                argument.description = argument.description or ARGUMENTS.get(name)


@cache
def notes(origin: type) -> Mapping[str, str]:
    """Name to docstring, of everything declared in the class or in those it derives from."""
    notes: dict[str, str] = {}
    for each in reversed(origin.__mro__):
        if each.__module__.split(".")[0] == "schema":
            notes |= dict(_declared(each))
    return notes


def _declared(origin: type) -> Iterator[tuple[str, str]]:
    try:
        source = inspect.getsource(origin)
    except OSError:  # made at run time, like the enum of document sorts
        return
    body = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(body, ast.ClassDef)
    for statement, below in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement.name, _first(ast.get_docstring(statement)) or ""
        elif (name := _assigned(statement)) and (note := _string(below)):
            yield name, note


def _assigned(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


def _string(statement: ast.stmt | None) -> str | None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return inspect.cleandoc(str(statement.value.value))
    return None


def _first(docstring: str | None) -> str | None:
    """A docstring as prose: lines joined, paragraphs kept."""
    if not docstring:
        return None
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs)
