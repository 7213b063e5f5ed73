"""Arguments as resolvers take them: how each is made of what was given is found once, not again
for each request. What Strawberry makes otherwise than by its type alone is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

from strawberry.relay import GlobalID
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

from api.plans import Unplanned

Read = Callable[[Any], Any]


def reader(arguments: list[StrawberryArgument], config: StrawberryConfig) -> Read:
    """How the arguments of a field become those of its resolver, by name."""
    name = config.name_converter.from_argument
    return _named({name(each): (each.python_name, _read(each.type, config)) for each in arguments})


def _read(kind: Any, config: StrawberryConfig) -> Read | None:
    """How a value of a type is made of what graphql-core has found; none if it is that itself."""
    if isinstance(kind, StrawberryMaybe):
        raise Unplanned
    if isinstance(kind, StrawberryOptional):
        return _read(kind.of_type, config)
    if isinstance(kind, LazyType):
        return _read(kind.resolve_type(), config)
    if isinstance(kind, StrawberryList):
        return _all(_read(kind.of_type, config))
    if kind is GlobalID:
        return GlobalID.from_id
    return _input(kind, config) if has_object_definition(kind) else None


def _all(read: Read | None) -> Read:
    if read is None:
        return list
    return lambda values: [None if value is None else read(value) for value in values]


def _input(kind: Any, config: StrawberryConfig) -> Read:
    definition = kind.__strawberry_definition__
    if definition.from_input is not None:
        raise Unplanned
    name = config.name_converter.from_field
    fields: list[StrawberryField] = definition.fields
    read = _named(
        {
            name(each): (
                each.python_name,
                _read(each.resolve_type(type_definition=definition), config),
            )
            for each in fields
        }
    )
    without_default = dict.fromkeys(
        each.python_name
        for each in fields
        if each.default_value is MISSING and each.default_factory is MISSING
    )
    return lambda given: kind(**(without_default | read(given)))


def _named(known: Mapping[str, tuple[str, Read | None]]) -> Read:
    def read(given: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, value in given.items():
            python_name, inner = known[name]
            bare = value is None or value is UNSET
            found[python_name] = value if inner is None or bare else inner(value)
        return found

    return read
