"""Acts of whose answers plain fields are asked, carried out without the stock executor.

An act is done once, so nothing may be found out too late: whatever could be wrong with the request
is looked for before and left to the stock executor, and a plain field cannot fail afterwards. What
the act itself refuses or fails at is told as the stock executor tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    located_error,
)
from graphql.execution.values import VariableValues, get_variable_values
from strawberry import Schema, relay
from strawberry.types import ExecutionResult
from strawberry.types.field import StrawberryField

from api.plans import OneOf, Shape, Unplanned
from api.sources import Attribute, Constant, Identity, Run
from schema.base.act import Once
from schema.base.context import Context, Info
from schema.base.proviso import Unsettled
from schema.base.refusal import Refusal, RefusalHandler, Refused

HANDLER = RefusalHandler()


@dataclass(frozen=True, slots=True)
class Act:
    """A compiled mutation of one field."""

    schema: Schema
    operation: OperationDefinitionNode
    key: str
    node: FieldNode
    field: StrawberryField
    arguments: Callable[[VariableValues], dict[str, Any]]
    raw: Callable[[Run], GraphQLResolveInfo[Any]]
    shape: Shape

    async def result(self, context: Context, variables: Mapping[str, Any]) -> ExecutionResult:
        """What came of it; `Unplanned` if nothing was done."""
        run, arguments = self._prepared(context, variables)
        info: Info = strawberry.Info(_raw_info=self.raw(run), _field=self.field)
        try:
            done = await self._done(info, arguments)
        except Unsettled as undone:
            raise Unplanned from undone
        except Exception as fault:  # noqa: BLE001  whatever it is, it is told as an error
            told = located_error(fault, [self.node], [self.key])
            return ExecutionResult({self.key: None}, [told])
        [shown] = await self.shape.shown([done], run)
        return ExecutionResult({self.key: shown}, None)

    async def _done(self, info: Info, arguments: dict[str, Any]) -> Any:
        [once] = self.field.extensions
        try:
            return await once.resolve_async(self._resolved, None, info, **arguments)
        except Refusal as refusal:
            return HANDLER.handle(refusal, field=self.field, info=info)

    def _resolved(self, source: None, info: Info, **arguments: Any) -> Any:
        resolver: Any = self.field.base_resolver
        return resolver.wrapped_func(source, info=info, **arguments)

    def _prepared(
        self, context: Context, variables: Mapping[str, Any]
    ) -> tuple[Run, dict[str, Any]]:
        defined = self.operation.variable_definitions or ()
        given = get_variable_values(self.schema._schema, defined, dict(variables), max_errors=0)
        if isinstance(given, list):
            raise Unplanned
        try:
            return Run(context, given), self.arguments(given)
        except (GraphQLError, relay.GlobalIDValueError) as mistake:
            raise Unplanned from mistake


def usual(field: StrawberryField, kinds: tuple[type, ...]) -> bool:
    """Whether it is a method that is carried out once, and may be refused."""
    resolver = field.base_resolver
    once = len(field.extensions) == 1 and isinstance(field.extensions[0], Once)
    method = resolver is not None and resolver.self_parameter and resolver.info_parameter
    return once and bool(method) and Refused in kinds


def plain(shape: Shape, kinds: tuple[type, ...]) -> bool:
    """Whether nothing can fail in showing an answer of one of these types."""
    if not isinstance(shape, OneOf):
        return False
    selections = (shape.selections(kind) for kind in kinds)
    return all(_plain(source) for each in selections for _, source, _ in each.fields)


def _plain(source: object) -> bool:
    usual = isinstance(source, Identity) and source.attribute is not None
    return usual or isinstance(source, Attribute | Constant)
