"""Whether an operation may be executed, and what it costs, decided before anything is executed.

The order matters: first how large the document is, then the rules of GraphQL, then the cost. The
first two depend on the document only, so that their outcome is kept; the cost needs the variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api import cost, limits
from api.answering import MOST_ERRORS
from api.codes import Code
from api.cost import Price

KEPT = 256
"""Documents whose examination is remembered."""

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
PUBLIC_RULES = (*RULES, NoSchemaIntrospectionCustomRule)


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a document, or the price of each of its operations."""

    errors: tuple[GraphQLError, ...]
    prices: Mapping[str | None, Price]


@lru_cache(maxsize=KEPT)
def examined(schema: GraphQLSchema, document: DocumentNode, *, known: bool) -> Examined:
    """Looks at a document; `known` says that it comes with a token, which opens introspection."""
    found = limits.excess(document)
    if not found:
        rules = RULES if known else PUBLIC_RULES
        found = validate(schema, document, rules, max_errors=MOST_ERRORS, hide_suggestions=True)
    return Examined(tuple(found), {} if found else cost.prices(document))


class Examination(SchemaExtension):
    """Examines every operation, and says in the answer what it cost."""

    def __init__(self) -> None:
        self.cost: dict[str, int] = {}

    def on_operation(self) -> Iterator[None]:
        """Keeps what is parsed within bounds."""
        options: dict[str, Any] = self.execution_context.parse_options  # type: ignore[assignment]
        options.update(max_tokens=limits.TOKENS, max_source_length=limits.LENGTH)
        yield

    def on_validate(self) -> Iterator[None]:
        """Puts what was found where Strawberry looks for it."""
        asked = self.execution_context
        document = asked.graphql_document
        if document is not None:
            known = asked.context.actor.officer is not None
            seen = examined(asked.schema._schema, document, known=known)
            asked.pre_execution_errors = list(seen.errors) or self._choice(document, seen)
        yield

    def get_results(self) -> dict[str, Any]:
        """The cost, as `extensions.cost` of the answer."""
        return {"cost": self.cost} if self.cost else {}

    def _choice(self, document: DocumentNode, seen: Examined) -> list[GraphQLError]:
        """What is wrong with the choice of the operation, or with its cost."""
        asked = self.execution_context
        if asked._provided_operation_name is None and len(seen.prices) > 1:
            code = {"code": Code.REQUEST_OPERATION_UNNAMED}
            return [GraphQLError("Name one of the document's operations.", extensions=code)]
        requested = seen.prices[asked.operation_name].at(asked.variables or {})
        self.cost = {"requested": requested, "limit": cost.limit(asked.context.actor)}
        if requested <= self.cost["limit"]:
            return []
        said = (
            f"The operation costs {requested}, at most {self.cost['limit']}: ask for shorter pages."
        )
        return [GraphQLError(said, extensions={"code": Code.LIMITS_COST, **self.cost})]
