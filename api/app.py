"""The service: its addresses, and what is open as long as it runs."""

from __future__ import annotations

import asyncio
import gc
import logging.config
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute

from api import answering, connections, correlation, faults, guarded
from api.conversation import Bounds, House
from api.endpoint import Endpoint
from api.framing import Frames
from api.guarded import Guarded
from api.messages import LARGEST_MESSAGE
from api.settings import Settings
from api.site import Site
from api.sockets import Sockets
from api.uploads import Uploads
from schema import database
from schema.base.changes import Changes
from schema.base.edition import EditionRecord
from schema.base.watching import watching

Beside = Callable[[], Awaitable[None]]
"""Something that runs as long as the service does, such as the publisher."""

METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""Every method reaches the endpoint, which alone knows who may use which."""

BOUNDS = Bounds()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"correlated": {"()": correlation.Correlated}},
    "formatters": {
        "reticent": {"()": faults.Reticent, "format": "%(asctime)s %(correlation)s %(message)s"}
    },
    "handlers": {
        "errors": {
            "class": "logging.StreamHandler",
            "formatter": "reticent",
            "filters": ["correlated"],
        }
    },
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        "zuwu": {"level": "INFO"},
        "uvicorn.error": {"level": "ERROR"},  # else every odd request writes a line
    },
}


class PortTaken(OSError):
    """Somebody else listens there."""


def now() -> datetime:
    """The moment it is; the one place where the service asks."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    beside: tuple[Beside, ...] = (),
    bounds: Bounds = BOUNDS,
) -> Starlette:
    """The whole service; `beside` runs while it is up."""
    changes = Changes()
    endpoint = Endpoint(clock, changes, demo=settings.demo)
    house = House(endpoint.schema, changes, clock, bounds, asyncio.Event())
    sockets = Sockets(house, settings.origins)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with database.opened(settings.database_url, everywhere=True), watching(changes):
            running = [asyncio.ensure_future(work()) for work in beside]
            try:
                yield
            finally:
                await _ended(running)

    app = Starlette(
        routes=[
            Route("/graphql", endpoint.respond, methods=METHODS),
            WebSocketRoute("/graphql", sockets.respond),
            Route("/uploads", Uploads(clock).respond, methods=["PUT"]),
            Route("/health", health),
            Mount("/", Site(settings.site)),
        ],
        middleware=[*_before(settings)],
        exception_handlers={Exception: fault},
        lifespan=lifespan,
    )
    app.state.sockets = sockets
    return app


async def health(request: Request) -> Response:
    """Whether the service answers and reaches its database."""
    await EditionRecord.exists()
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def fault(request: Request, found: Exception) -> Response:
    """The answer to a fault outside of any operation."""
    faults.record(correlation.current(), found)
    return answering.response(answering.fault(), answering.PLAIN)


def _before(settings: Settings) -> Iterator[Middleware]:
    """What stands before the routes, the outermost first."""
    yield Middleware(Guarded, encrypted=settings.site_url.startswith("https:"))
    if settings.origins:
        yield guarded.shared_with(settings.origins)


def serve(settings: Settings, *beside: Beside) -> None:
    """Runs the service until it is told to stop."""
    logging.config.dictConfig(LOGGING)
    app = create_app(settings, beside=(_settled, *beside))
    with _listening(settings) as listening, suppress(KeyboardInterrupt):
        server(settings, app).run(sockets=[listening])


def server(settings: Settings, app: Starlette) -> connections.Server:
    """What speaks HTTP and WebSocket for the service."""
    room = connections.Room(
        settings.connections, settings.connections_per_address, settings.proxies
    )
    config = uvicorn.Config(
        app,
        http=connections.limited(room),
        ws=Frames,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # what a small frame unfolds to has a bound, too
        log_config=None,
        access_log=False,  # addresses can hold questions, and questions personal data
        server_header=False,
        timeout_keep_alive=connections.IDLE,
        timeout_graceful_shutdown=5,
    )
    return connections.Server(config, app.state.sockets.leave)


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
