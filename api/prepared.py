"""Operations that were answered before: what of them need not be found out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import parse
from strawberry import Schema
from strawberry.types import ExecutionResult

from api import cost, planning
from api.acts import Act
from api.answering import Answer
from api.asking import Asked
from api.cost import Price
from api.examining import KEPT
from api.plans import Plan, Unplanned
from schema.base.context import Context

Known = tuple[str, str | None, bool]
"""A document, which of its operations, and whether a token came with it."""


@dataclass(frozen=True, slots=True)
class Query:
    """An operation that passed every rule: its plan and its price."""

    plan: Plan | Act
    price: Price

    def costs(self, variables: Mapping[str, Any], context: Context) -> dict[str, int] | None:
        """What it costs and may cost; None if that is too much."""
        requested, limit = self.price.at(variables), cost.limit(context.actor)
        return {"requested": requested, "limit": limit} if requested <= limit else None


class Prepared:
    """The plans of operations, by what was asked and whether a token came with it."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.queries: dict[Known, Query | None] = {}

    async def answer(self, asked: Asked, context: Context) -> Answer | None:
        """The answer, if it can be told by a plan; None leaves it to the stock executor."""
        query, variables = self.queries.get(_known(asked, context)), asked.variables or {}
        if query is None or not isinstance(query.plan, Plan):
            return None
        if (costs := query.costs(variables, context)) is None:
            return None
        try:
            data = await query.plan.answer(context, variables)
        except Exception:  # noqa: BLE001  whatever it is, the stock executor says it
            return None
        return Answer(200, {"data": data, "extensions": {"cost": costs}}, lasting=True)

    async def act(self, asked: Asked, context: Context) -> ExecutionResult | None:
        """What came of an act, if a plan can carry it out; None: nothing was done."""
        query, variables = self.queries.get(_known(asked, context)), asked.variables or {}
        if query is None or not isinstance(query.plan, Act):
            return None
        if (costs := query.costs(variables, context)) is None:
            return None
        try:
            result = await query.plan.result(context, variables)
        except Unplanned:
            return None
        result.extensions = {"cost": costs}
        return result

    def learn(self, asked: Asked, context: Context) -> None:
        """Remembers an operation that the stock executor has answered without an error."""
        known = _known(asked, context)
        if known in self.queries:
            return
        if len(self.queries) >= KEPT:
            del self.queries[next(iter(self.queries))]
        self.queries[known] = self._query(asked)

    def _query(self, asked: Asked) -> Query | None:
        document = parse(asked.query)
        plan = planning.compiled(self.schema, document, asked.operation_name)
        if plan is None:
            return None
        prices: Any = cost.prices(document)
        name = asked.operation_name or next(iter(prices))
        return Query(plan, prices[name])


def _known(asked: Asked, context: Context) -> Known:
    return asked.query, asked.operation_name, context.actor.officer is not None
