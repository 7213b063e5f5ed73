"""The service: its addresses, and what is open as long as it runs."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import answering, faults, logs, metrics, outage, probes
from api.endpoint import Endpoint
from api.listening import listening
from api.observing import Observed, reference
from api.settings import Settings
from api.site import Site
from api.stopping import FINISHING, Leaving, Server
from api.uploads import Uploads
from schema import database

Beside = Callable[[], Awaitable[None]]
"""Something that runs as long as the service does, such as the publisher."""

METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""Every method reaches the endpoint, which alone knows who may use which."""

CHECKPOINT = 10.0
"""Seconds between two looks at the log of a database file."""


def now() -> datetime:
    """The moment it is; the one place where the service asks."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    beside: tuple[Beside, ...] = (),
    leaving: Leaving | None = None,
) -> Starlette:
    """The whole service; `beside` runs while it is up."""
    endpoint = Endpoint(clock, reference, demo=settings.demo)
    readiness = probes.Readiness(settings, leaving or Leaving())
    return Starlette(
        routes=[
            Route("/graphql", endpoint.respond, methods=METHODS),
            Route("/uploads", Uploads(clock).respond, methods=["PUT"]),
            Route("/health", probes.health),
            Route("/ready", readiness.respond),
            Mount("/", Site(settings.site)),
        ],
        middleware=[
            Middleware(Observed, lines=settings.running.access_log),
            Middleware(Guarded),
        ],
        exception_handlers={Exception: fault, **dict.fromkeys(outage.PASSING, outage.response)},
        lifespan=lambda app: _open(settings, beside),
    )


@asynccontextmanager
async def _open(settings: Settings, beside: Sequence[Beside]) -> AsyncIterator[None]:
    """The database is open and the work beside goes on as long as the service is up."""
    url, bounds = settings.database_url, settings.running.bounds
    async with database.opened(url, everywhere=True, bounds=bounds):
        metrics.watch(url)
        running = [_begun(work) for work in (*beside, _checkpoints(url))]
        try:
            yield
        finally:
            await _ended(running)


async def fault(request: Request, found: Exception) -> Response:
    """The answer to a fault outside of any operation."""
    named = reference()
    faults.record(named, found)
    said = answering.mistake(500, faults.masked(named))
    return answering.response(said, answering.PLAIN)


class Guarded:
    """Adds to every response what keeps a browser from being used against its reader."""

    HEADERS = (
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.HEADERS]
            await send(message)

        await self.app(scope, receive, guarded)


def serve(settings: Settings, *beside: Beside) -> None:
    """Runs the service until it is told to stop."""
    running = settings.running
    leaving = Leaving(running.notice)
    config = uvicorn.Config(
        create_app(settings, beside=(_settled, *beside), leaving=leaving),
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,  # addresses can hold questions, and questions personal data
        server_header=False,
        limit_concurrency=500,
        timeout_graceful_shutdown=FINISHING,
    )
    with listening(settings.host, settings.port) as socket, metrics.told(running):
        logs.configure(running.log)
        Server(config, leaving).run(sockets=[socket])


def _checkpoints(url: str) -> Beside:
    """What keeps the log of a database file from growing as long as somebody always reads."""

    async def watch() -> None:
        while True:
            await database.client(url).checkpoint()
            await asyncio.sleep(CHECKPOINT)

    return watch


async def _settled() -> None:
    """What lives as long as the process need not be looked at again and again."""
    gc.collect()
    gc.freeze()


def _begun(work: Beside) -> asyncio.Future[None]:
    """Work that runs from now on; should it break off, that is written down at once."""
    running = asyncio.ensure_future(work())
    running.add_done_callback(_broken_off)
    return running


def _broken_off(work: asyncio.Future[None]) -> None:
    broken = None if work.cancelled() else work.exception()
    if broken is not None:
        faults.record(reference(), broken)


async def _ended(running: Sequence[asyncio.Future[None]]) -> None:
    for work in running:
        work.cancel()
    await asyncio.gather(*running, return_exceptions=True)
