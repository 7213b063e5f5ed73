"""What is answered when the database lets a request down, and asking again may help."""

from __future__ import annotations

import logging

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from api import answering, metrics, observing
from api.answering import Answer
from schema import database

LOG = logging.getLogger("zuwu")

PASSING: tuple[type[Exception], ...] = (database.SLOW, *database.BUSY, *database.UNREACHABLE)
"""Faults of the database that pass by themselves."""

AGAIN = {"Retry-After": "2"}
"""Seconds after which to ask again."""

_MESSAGES = {
    "timed-out": "The operation took too long.",
    "busy": "Others are writing to the same records; ask again.",
    "unavailable": "The database does not answer; ask again later.",
}


def answer(fault: BaseException) -> Answer:
    """The answer to a fault that passes, which is written down by its kind."""
    code = _code(fault)
    metrics.OUTAGES.labels(code).inc()
    facts = {"id": observing.reference(), "code": code, "kind": type(fault).__name__}
    LOG.warning("database", extra={"facts": facts})
    return answering.mistake(503, _MESSAGES[code], code=code)


async def response(request: Request, fault: Exception) -> Response:
    """The same over HTTP."""
    media = answering.media(request.headers.get("accept")) or answering.PLAIN
    return answering.response(answer(fault), media, **AGAIN)


def of(result: object) -> Exception | None:
    """The fault that let an operation down, if there is one among its errors."""
    errors: list[GraphQLError] = getattr(result, "errors", None) or []
    causes = (error.original_error for error in errors)
    return next((each for each in causes if isinstance(each, PASSING)), None)


def _code(fault: BaseException) -> str:
    if isinstance(fault, database.SLOW):
        return "timed-out"
    return "busy" if isinstance(fault, database.BUSY) else "unavailable"
