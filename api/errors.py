"""One error, as a client is told it: a message, a code that stays, and the id of the request."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError, VariableDefinitionNode

from api import correlation, faults, wording
from api.codes import Code
from schema.base.refusal import Refusal

_TOO_MUCH = {
    " tokens. Parsing aborted": Code.LIMITS_TOKENS,
    " code points. Parsing aborted": Code.LIMITS_LENGTH,
    "nested too deeply": Code.LIMITS_DEPTH,
}
"""What the parser says where it stops."""


def told(code: str, message: str, /, **more: Any) -> dict[str, Any]:
    """An error that belongs to no place of an operation."""
    return {"message": message, "extensions": _extensions(code, more)}


def shown(error: GraphQLError, executed: bool) -> dict[str, Any]:
    """An error of an operation: a refusal, a mistake of the client, or a fault by its id."""
    cause = error.original_error
    if isinstance(cause, Refusal):
        more = {"fact": cause.fact, "message": cause.message}
        return _placed(error, told(cause.code, cause.message, **more))
    if isinstance(cause, RecursionError):
        return told(Code.LIMITS_DEPTH, "The request is nested too deeply.")
    if executed and cause is not None and not isinstance(cause, GraphQLError):
        faults.record(correlation.current(), cause)
        return _placed(error, told(Code.FAULT, faults.masked(correlation.current())))
    more = dict(error.extensions or {})
    code = more.pop("code", None) or _code(error, executed)
    return _placed(error, told(code, wording.reticent(error.message), **more))


def _code(error: GraphQLError, executed: bool) -> str:
    """What graphql-core means, by the shape of its error."""
    if isinstance(error, GraphQLSyntaxError):
        return next(
            (c for sign, c in _TOO_MUCH.items() if sign in error.message), Code.PARSING_FAILED
        )
    if any(isinstance(node, VariableDefinitionNode) for node in error.nodes or ()):
        return Code.VARIABLES_WRONG if _about_a_value(error) else Code.VALIDATION_FAILED
    return Code.EXECUTION_FAILED if executed else Code.VALIDATION_FAILED


def _about_a_value(error: GraphQLError) -> bool:
    return error.message.startswith("Variable '$") and "has invalid" in error.message


def _placed(error: GraphQLError, said: dict[str, Any]) -> dict[str, Any]:
    """With the places in the operation and in the answer that the error speaks of."""
    places = {key: each for key, each in error.formatted.items() if key in {"locations", "path"}}
    return {**places, **said}


def _extensions(code: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "correlationId": correlation.current(), **more}
