"""GraphQL over HTTP: who may ask how, and what comes back.

Everyone may POST. Only a token opens GET and introspection, so that addresses with questions
in them do not lie about in logs by default, and the schema is read from the manual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from strawberry import Schema
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from api import answering, asking, console, faults, identity
from api.answering import Answer
from api.asking import Asked, Unreadable
from api.limits import Limits
from schema import root
from schema.base.context import Context
from schema.base.profile import profiles
from schema.base.scope import Actor
from schema.rules.webhooks import Outgoing

SLOWEST = 20.0
"""Seconds until an operation is given up; what it had begun to write is rolled back."""

READING = frozenset({OperationType.QUERY})
EVERYTHING = frozenset({OperationType.QUERY, OperationType.MUTATION})


def bounded() -> Schema:
    """The schema, with limits before the caches of parsed and validated documents."""
    schema = root.build()
    schema.extensions = (
        Limits,
        lambda: ParserCache(maxsize=256),
        lambda: ValidationCache(maxsize=256),
    )
    return schema


class Endpoint:
    """The address /graphql."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        reference: Callable[[], str],
        outgoing: Outgoing,
        *,
        demo: bool,
    ) -> None:
        self.schema = bounded()
        self.clock = clock
        self.reference = reference
        self.outgoing = outgoing
        self.demo = demo

    async def respond(self, request: Request) -> Response:
        """The response to any request."""
        if self.demo and request.method == "GET" and console.wanted(request):
            return HTMLResponse(console.page(), headers=console.HEADERS)
        media = answering.media(request.headers.get("accept"))
        try:
            if media is None:
                raise Unreadable(406, f"Accept {answering.PLAIN} or {answering.EXACT}.")
            return answering.response(await self._answer(request, media), media)
        except Unreadable as fault:
            said = answering.mistake(fault.status, fault.message)
            return answering.response(said, media or answering.PLAIN, **fault.headers)

    async def _answer(self, request: Request, media: str) -> Answer:
        now = self.clock()
        try:
            actor = await identity.actor(request.headers.get("authorization"), now)
        except identity.TokenUnknown as fault:
            told = "The token is unknown or has expired."
            raise Unreadable(401, told, **identity.CHALLENGE) from fault
        known = actor.officer is not None
        if request.method == "POST":
            return await self._execute(await asking.from_body(request), actor, now, media)
        if request.method == "GET" and known:
            asked = asking.from_address(request)
            return await self._execute(asked, actor, now, media, reading=True)
        allowed = "GET, POST" if known else "POST"
        raise Unreadable(405, f"Use {allowed}.", Allow=allowed)

    async def _execute(
        self, asked: Asked, actor: Actor, now: datetime, media: str, *, reading: bool = False
    ) -> Answer:
        try:
            async with asyncio.timeout(SLOWEST):
                result = await self.schema.execute(
                    asked.query,
                    asked.variables,
                    Context(actor, now, profiles(), outgoing=self.outgoing),
                    operation_name=asked.operation_name,
                    allowed_operation_types=READING if reading else EVERYTHING,
                )
        except TimeoutError:
            return answering.mistake(503, "The operation took too long.", code="timed-out")
        except CannotGetOperationTypeError as fault:
            raise Unreadable(400, "Name one of the document's operations.") from fault
        except InvalidOperationTypeError as fault:
            raise Unreadable(405, "Only queries are answered here.", Allow="POST") from fault
        ours = _before_execution(result)
        if ours is not None:
            named = self.reference()
            faults.record(named, ours)
            return answering.mistake(500, faults.masked(named))
        return answering.answer(result, media, self.reference)


def _before_execution(result: object) -> Exception | None:
    """A fault of ours that came before the execution; none if it is the client's mistake."""
    if not isinstance(result, PreExecutionError):
        return None
    causes = [error.original_error for error in result.errors or []]
    ours = [each for each in causes if each is not None and not isinstance(each, RecursionError)]
    return next(iter(ours), None)
