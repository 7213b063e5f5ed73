"""The service: its addresses, and what is open as long as it runs."""

from __future__ import annotations

import asyncio
import gc
import logging.config
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import answering, faults
from api.attachments import Attachments, sweeping
from api.endpoint import Endpoint
from api.settings import Settings
from api.site import Site
from api.uploads import Uploads
from schema import database
from schema.base.edition import EditionRecord

Beside = Callable[[], Awaitable[None]]
"""Something that runs as long as the service does, such as the publisher."""

METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""Every method reaches the endpoint, which alone knows who may use which."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"reticent": {"()": faults.Reticent, "format": "%(asctime)s %(message)s"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "reticent"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {"zuwu": {"level": "INFO"}},
}


class PortTaken(OSError):
    """Somebody else listens there."""


def now() -> datetime:
    """The moment it is; the one place where the service asks."""
    return datetime.now(UTC)


def reference() -> str:
    """A fresh id for a fault."""
    return secrets.token_hex(6)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    beside: tuple[Beside, ...] = (),
) -> Starlette:
    """The whole service; `beside` runs while it is up."""
    endpoint = Endpoint(clock, reference, demo=settings.demo)
    attachments = Attachments(settings.home, clock)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with database.opened(settings.database_url, everywhere=True):
            running = [asyncio.ensure_future(work()) for work in beside]
            try:
                yield
            finally:
                await _ended(running)

    return Starlette(
        routes=[
            Route("/graphql", endpoint.respond, methods=METHODS),
            Route("/uploads", Uploads(clock).respond, methods=["PUT"]),
            Route("/attachments", attachments.take, methods=["PUT"]),
            Route("/attachments/{id}", attachments.give, methods=["GET"]),
            Route("/public/attachments/{digest}", attachments.show, methods=["GET"]),
            Route("/health", health),
            Mount("/", Site(settings.site)),
        ],
        middleware=[Middleware(Guarded)],
        exception_handlers={Exception: fault},
        lifespan=lifespan,
    )


async def health(request: Request) -> Response:
    """Whether the service answers and reaches its database."""
    await EditionRecord.exists()
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


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
    logging.config.dictConfig(LOGGING)
    config = uvicorn.Config(
        create_app(settings, beside=(_settled, sweeping(settings.home, now), *beside)),
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,  # addresses can hold questions, and questions personal data
        server_header=False,
        limit_concurrency=500,
        timeout_graceful_shutdown=5,
    )
    with _listening(settings) as listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


async def _settled() -> None:
    """What lives as long as the process need not be looked at again and again."""
    gc.collect()
    gc.freeze()


def _listening(settings: Settings) -> socket.socket:
    try:
        return socket.create_server((settings.host, settings.port))
    except OSError as taken:
        raise PortTaken(*taken.args) from taken


async def _ended(running: Sequence[asyncio.Future[None]]) -> None:
    for work in running:
        work.cancel()
    for work in running:
        with suppress(asyncio.CancelledError):
            await work
