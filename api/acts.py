"""Acts of whose answers plain fields are asked, carried out without the stock executor.

An act is done once, so nothing may be found out too late: whatever could be wrong with the request
is looked for before and left to the stock executor, and a plain field cannot fail afterwards. What
the act itself refuses or fails at is told as the stock executor tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    located_error,
)
from graphql.execution.values import get_argument_values, get_variable_values
from strawberry import Schema
from strawberry.types import ExecutionResult

from api.plans import OneOf, Shape, Unplanned
from api.sources import Attribute, Constant, Identity, Run
from schema.base.context import Context


@dataclass(frozen=True, slots=True)
class Act:
    """A compiled mutation of one field."""

    schema: Schema
    operation: OperationDefinitionNode
    key: str
    declared: GraphQLField
    node: FieldNode
    info: Callable[[Run], GraphQLResolveInfo[Any]]
    shape: Shape

    async def result(self, context: Context, variables: Mapping[str, Any]) -> ExecutionResult:
        """What came of it; `Unplanned` before anything was done."""
        run, arguments = self._prepared(context, variables)
        assert self.declared.resolve is not None
        try:
            done = self.declared.resolve(None, self.info(run), **arguments)
            done = await done if isawaitable(done) else done
        except Exception as fault:  # noqa: BLE001  whatever it is, it is told as an error
            told = located_error(fault, [self.node], [self.key])
            return ExecutionResult({self.key: None}, [told])
        [shown] = await self.shape.shown([done], run)
        return ExecutionResult({self.key: shown}, None)

    def _prepared(
        self, context: Context, variables: Mapping[str, Any]
    ) -> tuple[Run, dict[str, Any]]:
        defined = self.operation.variable_definitions or ()
        given = get_variable_values(self.schema._schema, defined, dict(variables), max_errors=0)
        if isinstance(given, list):
            raise Unplanned
        try:
            return Run(context, given), get_argument_values(self.declared, self.node, given)
        except GraphQLError as mistake:
            raise Unplanned from mistake


def plain(shape: Shape, kinds: tuple[type, ...]) -> bool:
    """Whether nothing can fail in showing an answer of one of these types."""
    if not isinstance(shape, OneOf):
        return False
    selections = (shape.selections(kind) for kind in kinds)
    return all(_plain(source) for each in selections for _, source, _ in each.fields)


def _plain(source: object) -> bool:
    usual = isinstance(source, Identity) and source.attribute is not None
    return usual or isinstance(source, Attribute | Constant)
