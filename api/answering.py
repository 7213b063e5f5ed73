"""What a client is answered: data, refusals and its own mistakes; of faults only an id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.responses import Response
from strawberry.types.execution import ExecutionResult

from api import correlation, errors, faults
from api.codes import Code

PLAIN = "application/json"
EXACT = "application/graphql-response+json"
"""Says by its status whether the operation was executed; the plain type always says 200."""

MOST_ERRORS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, with no opinion yet on the media type.

    lasting: whether it stays the same until something is written.
    """

    status: int
    body: Mapping[str, Any]
    lasting: bool = False


@lru_cache(maxsize=100)
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


def mistake(status: int, code: Code, message: str) -> Answer:
    """An answer to what was never executed."""
    return Answer(status, {"errors": [errors.told(code, message)]})


def fault() -> Answer:
    """The answer to what failed by a fault of ours."""
    return mistake(500, Code.FAULT, faults.masked(correlation.current()))


def answer(result: ExecutionResult, media_type: str) -> Answer:
    """The answer to what was executed, or was found not to be executable."""
    found = result.errors or []
    executed = result.data is not None or any(error.path for error in found)
    body: dict[str, Any] = {"data": result.data} if executed else {}
    if found:
        body["errors"] = [errors.shown(each, executed) for each in found[:MOST_ERRORS]]
    if result.extensions:
        body["extensions"] = result.extensions
    if executed or media_type == PLAIN:
        return Answer(200, body)
    return Answer(400, body)
