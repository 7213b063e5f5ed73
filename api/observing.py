"""What may be known of a request: its address as a pattern, its sort, how long it took.

Never what was asked, by whom or from where.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from graphql import get_operation_ast
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.extensions import SchemaExtension

from api import metrics

LOG = logging.getLogger("zuwu")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(slots=True)
class Seen:
    """A request. operation: query, mutation, subscription; none, if it is not about GraphQL.

    status: what was answered; 500 as long as nothing was.
    """

    operation: str = "none"
    status: int = 500
    begun: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.begun


_SEEN: ContextVar[Seen | None] = ContextVar("seen", default=None)


def note(operation: str) -> None:
    """Notes of the request at hand what sort of operation it asks for."""
    seen = _SEEN.get()
    if seen is not None:
        seen.operation = operation


class Sorted(SchemaExtension):
    """Notes of a request what sort of operation it asks for."""

    def on_operation(self) -> Iterator[None]:
        """Looks when the document has been parsed."""
        yield
        asked = self.execution_context
        if asked.graphql_document is None:
            return
        named = asked._provided_operation_name
        operation = get_operation_ast(asked.graphql_document, named)
        if operation is not None:
            note(operation.operation.value)


class Observed:
    """Around every request: counts it, and writes a line if that is wanted."""

    def __init__(self, app: ASGIApp, *, lines: bool) -> None:
        self.app = app
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        seen = Seen()
        _SEEN.set(seen)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            metrics.answered(seen.operation, _route(scope), seen.status, seen.seconds)
            if self.lines:
                line(scope["method"], _route(scope), seen)


def _route(scope: Scope) -> str:
    """The address as a pattern; every page of the site is `/`."""
    return getattr(scope.get("route"), "path", "") or "/"


def line(method: str, route: str, seen: Seen) -> None:
    """Writes a line on a request."""
    facts = {
        "method": method if method in METHODS else "other",
        "route": route,
        "operation": seen.operation,
        "status": seen.status,
        "milliseconds": round(1000 * seen.seconds, 1),
    }
    LOG.info("request", extra={"facts": facts})
