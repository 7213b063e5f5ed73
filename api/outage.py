"""What is answered when the database lets a request down, and asking again may help."""

from __future__ import annotations

import logging

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from api import answering, metrics
from api.answering import Answer
from api.codes import Code
from schema import database

LOG = logging.getLogger("zuwu")

PASSING: tuple[type[Exception], ...] = (database.SLOW, *database.BUSY, *database.UNREACHABLE)
"""Faults of the database that pass by themselves."""

AGAIN = {"Retry-After": "2"}
"""Seconds after which to ask again."""

_MESSAGES = {
    Code.LIMITS_TIME: "The operation took too long.",
    Code.DATABASE_BUSY: "Others are writing to the same records; ask again.",
    Code.DATABASE_UNAVAILABLE: "The database does not answer; ask again later.",
}


def answer(fault: BaseException) -> Answer:
    """The answer to a fault that passes, which is written down by its kind."""
    code = _code(fault)
    metrics.OUTAGES.labels(code).inc()
    facts = {"code": code, "kind": type(fault).__name__}
    LOG.warning("database", extra={"facts": facts})
    return answering.mistake(503, code, _MESSAGES[code])


async def response(request: Request, fault: Exception) -> Response:
    """The same over HTTP."""
    media = answering.media(request.headers.get("accept")) or answering.PLAIN
    return answering.response(answer(fault), media, **AGAIN)


def raised(result: object) -> None:
    """Raises the fault that let an operation down, if there is one among its errors."""
    errors: list[GraphQLError] = getattr(result, "errors", None) or []
    for error in errors:
        if isinstance(error.original_error, PASSING):
            raise error.original_error


def _code(fault: BaseException) -> Code:
    if isinstance(fault, database.SLOW):
        return Code.LIMITS_TIME
    busy = isinstance(fault, database.BUSY)
    return Code.DATABASE_BUSY if busy else Code.DATABASE_UNAVAILABLE
