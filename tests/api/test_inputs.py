"""Arguments are made as Strawberry makes them, for every field of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
import village as v
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    coerce_input_value,
)
from strawberry.types.arguments import convert_arguments

from api import inputs, narrowing
from api.plans import Unplanned

SAMPLES = {
    "AreaPath": v.GROUP,
    "Boolean": True,
    "Date": "2026-05-03",
    "DateTime": "2026-05-03T01:00:00Z",
    "Digest": "0" * 64,
    "ID": "Tm90aWNlOjVmMGMzZjBlLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMQ==",
    "Int": 3,
}


@strawberry.input
class Sometimes:
    """An input with a value of which is told whether it was given."""

    name: strawberry.Maybe[str]


@strawberry.type
class Query:
    """A query that takes it."""

    @strawberry.field
    def asked(self, given: Sometimes) -> str:
        """Nothing of interest."""
        return str(given)


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every field that takes something."""
    schema = v.schema()._schema
    for root in (schema.query_type, schema.mutation_type):
        assert root is not None
        yield from ((name, field) for name, field in root.fields.items() if field.args)


def sample(kind: Any, *, whole: bool, deep: int = 3) -> Any:
    """A value as a client sends it; with all that may be left out, or without."""
    if isinstance(kind, GraphQLNonNull):
        return sample(kind.of_type, whole=whole, deep=deep)
    if isinstance(kind, GraphQLList):
        return [sample(kind.of_type, whole=whole, deep=deep)] * 2
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: sample(each.type, whole=whole, deep=deep - 1)
            for name, each in kind.fields.items()
            if isinstance(each.type, GraphQLNonNull) or (whole and deep)
        }
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return SAMPLES.get(kind.name, "字")


def alike(field: GraphQLField, sent: dict[str, Any]) -> None:
    """Both ways make the same of it."""
    schema = v.schema()
    given = {name: coerce_input_value(value, field.args[name].type) for name, value in sent.items()}
    taken = field.extensions[narrowing.DEFINITION].arguments
    registry = schema.schema_converter.scalar_registry
    usual = convert_arguments(given, taken, registry, schema.config)
    assert inputs.reader(taken, schema.config)(given) == usual


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_given_becomes_the_same(whole: bool) -> None:
    made = 0
    for _, field in fields():
        sent = {
            name: sample(argument.type, whole=whole)
            for name, argument in field.args.items()
            if whole or isinstance(argument.type, GraphQLNonNull)
        }
        alike(field, sent)
        made += 1
    assert made > 100


def test_what_is_null_stays_null() -> None:
    for _, field in fields():
        optional = (n for n, a in field.args.items() if not isinstance(a.type, GraphQLNonNull))
        alike(field, dict.fromkeys(optional))


def test_what_strawberry_makes_in_its_own_way_is_left_to_it() -> None:
    schema = strawberry.Schema(Query)
    [field] = schema._schema.query_type.fields.values()  # type: ignore[union-attr]
    with pytest.raises(Unplanned):
        inputs.reader(field.extensions[narrowing.DEFINITION].arguments, schema.config)
