"""What a client is answered: data, refusals and its own mistakes; of faults only an id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.types.execution import ExecutionResult

from api import faults
from schema.base.refusal import Refusal

PLAIN = "application/json"
EXACT = "application/graphql-response+json"
"""Says by its status whether the operation was executed; the plain type always says 200."""

MOST_ERRORS = 5

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, with no opinion yet on the media type."""

    status: int
    body: Mapping[str, Any]


def media(accept: str | None) -> str | None:
    """Which of the two media types the client takes; None if neither."""
    if not accept:
        return PLAIN
    taken = {part.partition(";")[0].strip().lower() for part in accept.split(",") if _wanted(part)}
    if EXACT in taken:
        return EXACT
    return PLAIN if taken & {PLAIN, "application/*", "*/*"} else None


def _wanted(part: str) -> bool:
    return not re.search(r";\s*q=0(\.0*)?\s*$", part.lower())


def response(answer: Answer, media_type: str, **headers: str) -> Response:
    """The answer over HTTP; nobody on the way keeps a copy."""
    return Response(
        orjson.dumps(answer.body),
        answer.status,
        {"Cache-Control": "no-store", "Vary": "Accept, Authorization", **headers},
        media_type=f"{media_type}; charset=utf-8",
    )


def mistake(status: int, message: str, **extensions: str) -> Answer:
    """An answer to what was never executed."""
    error: dict[str, Any] = {"message": message}
    return Answer(status, {"errors": [error | ({"extensions": extensions} if extensions else {})]})


def answer(result: ExecutionResult, media_type: str, reference: Callable[[], str]) -> Answer:
    """The answer to what was executed, or was found not to be executable."""
    errors = result.errors or []
    executed = result.data is not None or any(error.path for error in errors)
    body: dict[str, Any] = {"data": result.data} if executed else {}
    if errors:
        body["errors"] = [shown(each, executed, reference) for each in errors[:MOST_ERRORS]]
    if executed or media_type == PLAIN:
        return Answer(200, body)
    return Answer(400, body)


def shown(error: GraphQLError, executed: bool, reference: Callable[[], str]) -> dict[str, Any]:
    """One error: a refusal with its code, a mistake in its own words, a fault by its id."""
    cause = error.original_error
    if isinstance(cause, Refusal):
        error.extensions = {"code": cause.code, "fact": cause.fact, "message": cause.message}
        return {**error.formatted, "message": cause.message}
    if isinstance(cause, RecursionError):
        return {"message": "The request is nested too deeply."}
    if executed and cause is not None and not isinstance(cause, GraphQLError):
        named = reference()
        faults.record(named, cause)
        place = {key: value for key, value in error.formatted.items() if key != "extensions"}
        return {**place, "message": faults.masked(named)}
    return {**error.formatted, "message": _SUGGESTION.sub("", error.message)}
