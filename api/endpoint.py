"""GraphQL over HTTP: who may ask how, and what comes back.

Everyone may POST. Only a token opens GET and introspection, so that addresses with questions
in them do not lie about in logs by default, and the schema is read from the manual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry import Schema
from strawberry.extensions import ParserCache
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from api import (
    addresses,
    answering,
    asking,
    console,
    correlation,
    faults,
    identity,
    metrics,
    observing,
    outage,
)
from api.answering import Answer
from api.asking import Asked, Unreadable
from api.codes import Code
from api.examining import KEPT, Examination
from api.identity import Acquaintances
from api.kept import Answers
from api.observing import Sorted
from api.prepared import Prepared
from schema import officers, root
from schema.base.changes import Changes
from schema.base.context import Context
from schema.base.profile import profiles
from schema.base.proviso import Proviso, under
from schema.base.scope import ANYONE, Actor
from schema.rules.addresses import Network
from schema.rules.webhooks import Outgoing

PATH = "/graphql"

SLOWEST = 20.0
"""Seconds until an operation is given up; what it had begun to write is rolled back."""

READING = frozenset({OperationType.QUERY})
EVERYTHING = frozenset({OperationType.QUERY, OperationType.MUTATION})


@cache
def bounded() -> Schema:
    """The schema, every operation of which is examined before it is executed; built once."""
    schema = root.build()
    schema.extensions = (Examination, Sorted, lambda: ParserCache(maxsize=KEPT))
    return schema


class Endpoint:
    """The address /graphql."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        changes: Changes,
        proxies: tuple[Network, ...],
        outgoing: Outgoing,
        *,
        demo: bool,
    ) -> None:
        self.schema = bounded()
        self.prepared = Prepared(self.schema)
        self.answers = Answers(changes)
        self.acquaintances = Acquaintances()
        self.clock = clock
        self.outgoing = outgoing
        self.demo = demo
        self.changes = changes
        self.proxies = proxies

    async def respond(self, request: Request) -> Response:
        """The response to any request."""
        if self.demo and request.method == "GET" and console.wanted(request):
            return HTMLResponse(console.page(), headers=console.HEADERS)
        media = answering.media(request.headers.get("accept"))
        try:
            if media is None:
                told = f"Accept {answering.PLAIN} or {answering.EXACT}."
                raise Unreadable(406, Code.REQUEST_NOT_ACCEPTABLE, told)
            if request.method == "POST" and "authorization" not in request.headers:
                return await self._for_everyone(request, media)
            return answering.response(await self._answer(request, media), media)
        except Unreadable as fault:
            said = answering.mistake(fault.status, fault.code, fault.message)
            return answering.response(said, media or answering.PLAIN, **fault.headers)
        except outage.PASSING as fault:
            return await outage.response(request, fault)

    async def _for_everyone(self, request: Request, media: str) -> Response:
        """The response to a question without a token, kept where it lasts."""
        now, body = self.clock(), await asking.posted(request)
        asked = body, media, _compressible(request)
        kept = self.answers.found(asked, now)
        if kept is not None:
            observing.note("query")
        else:
            generation = self.answers.generation
            context = self._context(request, ANYONE, now)
            answer = await _in_time(self._execute(asking.from_body(body), context, media))
            if not answer.lasting:
                return answering.response(answer, media)
            kept = await self.answers.keep(asked, answer, now, generation)
        return kept.response(request.headers.get("if-none-match"))

    async def _answer(self, request: Request, media: str) -> Answer:
        if request.method == "POST":
            return await self._posted(request, media)
        context = await self._known(request)
        known = context.actor.officer is not None
        if request.method == "GET" and known:
            asked = asking.from_address(request)
            return await _in_time(self._execute(asked, context, media, reading=True))
        allowed = "GET, POST" if known else "POST"
        raise Unreadable(405, Code.REQUEST_METHOD, f"Use {allowed}.", Allow=allowed)

    async def _posted(self, request: Request, media: str) -> Answer:
        """The answer to somebody with a token; nobody who is not known is listened to."""
        carried = request.headers["authorization"]
        supposed = self.acquaintances.supposed(carried, self.clock())
        if supposed is None:
            context = await self._known(request)
            asked = asking.from_body(await asking.posted(request))
            return await _in_time(self._execute(asked, context, media))
        asked = asking.from_body(await asking.posted(request))
        return await _in_time(self._supposing(asked, request, media, *supposed))

    async def _supposing(
        self, asked: Asked, request: Request, media: str, actor: Actor, proviso: Proviso
    ) -> Answer:
        """The answer to somebody who asked before, by a plan if they may do the same still.

        Whether they may is asked of the database with the first rows that are read.
        """
        with under(proviso):
            answer = await self._planned(asked, self._context(request, actor, self.clock()), media)
        if answer is not None and await officers.confirmed(proviso):
            return answer
        return await self._unplanned(asked, await self._known(request), media)

    async def _known(self, request: Request) -> Context:
        now, carried = self.clock(), request.headers.get("authorization")
        try:
            actor = await identity.actor(carried, now)
        except identity.TokenUnknown as fault:
            metrics.REFUSED.inc()
            told = "The token is unknown or has expired."
            raise Unreadable(401, Code.TOKEN_UNKNOWN, told, **identity.CHALLENGE) from fault
        self.acquaintances.met(carried, actor, now)
        return self._context(request, actor, now)

    def _context(self, request: Request, actor: Actor, now: datetime) -> Context:
        return Context(
            actor=actor,
            now=now,
            profiles=profiles(),
            changes=self.changes,
            address=addresses.of(request, self.proxies),
            outgoing=self.outgoing,
        )

    async def _execute(
        self, asked: Asked, context: Context, media: str, *, reading: bool = False
    ) -> Answer:
        planned = await self._planned(asked, context, media, reading=reading)
        return planned or await self._unplanned(asked, context, media, reading=reading)

    async def _planned(
        self, asked: Asked, context: Context, media: str, *, reading: bool = False
    ) -> Answer | None:
        """The answer by a plan; none if only the stock executor can tell it."""
        answer = await self.prepared.answer(asked, context)
        if answer is not None:
            observing.note("query")
            return answer
        done = None if reading else await self.prepared.act(asked, context)
        if done is None:
            return None
        observing.note("mutation")
        outage.raised(done)
        return answering.answer(done, media)

    async def _unplanned(
        self, asked: Asked, context: Context, media: str, *, reading: bool = False
    ) -> Answer:
        """The answer by the stock executor."""
        try:
            result = await self.schema.execute(
                asked.query,
                asked.variables,
                context,
                operation_name=asked.operation_name,
                allowed_operation_types=READING if reading else EVERYTHING,
            )
        except CannotGetOperationTypeError as fault:
            told = "Name one of the document's operations."
            raise Unreadable(400, Code.REQUEST_OPERATION_UNNAMED, told) from fault
        except InvalidOperationTypeError as fault:
            subscribing = fault.operation_type is OperationType.SUBSCRIPTION
            told = "Subscriptions are answered over a WebSocket."
            told = told if subscribing else "Only queries are answered here."
            raise Unreadable(405, Code.REQUEST_METHOD, told, Allow="POST") from fault
        outage.raised(result)
        ours = _before_execution(result)
        if ours is not None:
            faults.record(correlation.current(), ours)
            return answering.fault()
        if not result.errors:
            self.prepared.learn(asked, context)
        return answering.answer(result, media)


class Straight:
    """Takes what is for the endpoint to it, past the layers that look for whom a request is."""

    def __init__(self, app: ASGIApp, *, endpoint: Endpoint) -> None:
        self.app = app
        self.endpoint = endpoint
        self.route = Route(PATH, endpoint.respond)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or passes the request on."""
        if scope["type"] != "http" or scope["path"] != PATH:
            return await self.app(scope, receive, send)
        scope["route"] = self.route
        response = await self.endpoint.respond(Request(scope, receive))
        await response(scope, receive, send)


async def _in_time(work: Awaitable[Answer]) -> Answer:
    try:
        async with asyncio.timeout(SLOWEST):
            return await work
    except TimeoutError:
        return answering.mistake(503, Code.LIMITS_TIME, "The operation took too long.")


def _compressible(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _before_execution(result: object) -> Exception | None:
    """A fault of ours that came before the execution; none if it is the client's mistake.

    What is wrong at a place of the operation is the client's, whoever raised it.
    """
    if not isinstance(result, PreExecutionError):
        return None
    causes = [error.original_error for error in result.errors or [] if not error.nodes]
    ours = [each for each in causes if each is not None and not isinstance(each, RecursionError)]
    return next(iter(ours), None)
