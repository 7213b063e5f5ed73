"""The service: its addresses, and what is open as long as it runs."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute

from api import (
    answering,
    connections,
    correlation,
    faults,
    guarded,
    keys,
    logs,
    metrics,
    outage,
    previews,
    probes,
)
from api.attachments import Attachments, sweeping
from api.conversation import Bounds, House
from api.endpoint import PATH, Endpoint, Straight
from api.framing import Frames
from api.guarded import Guarded
from api.listening import listening
from api.messages import LARGEST_MESSAGE
from api.observing import Observed
from api.previews import Previewer, Previews
from api.quick import Quick
from api.room import Room
from api.settings import Settings
from api.site import Site
from api.sockets import Sockets
from api.stopping import FINISHING, Leaving, Server
from api.uploads import Uploads
from schema import database
from schema.base.changes import Changes
from schema.base.garbage import SELDOM
from schema.base.watching import watching

Beside = Callable[[], Awaitable[None]]
"""Something that runs as long as the service does, such as the publisher."""

BOUNDS = Bounds()

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
    bounds: Bounds = BOUNDS,
    leaving: Leaving | None = None,
    changes: Changes | None = None,
    previewer: Previewer = previews.nobody,
) -> Starlette:
    """The whole service; `beside` runs while it is up, and may listen to `changes` too.

    previewer: makes previews.
    """
    changes = changes or Changes()
    endpoint = Endpoint(
        clock, changes, settings.proxies, keys.outgoing(settings), demo=settings.demo
    )
    house = House(endpoint.schema, changes, clock, settings.proxies, bounds, asyncio.Event())
    sockets = Sockets(house, settings.origins)
    readiness = probes.Readiness(settings, leaving or Leaving())
    attachments = Attachments(settings.home, clock)
    submitted = Previews(settings, clock, previewer)
    app = Starlette(
        routes=[
            WebSocketRoute(PATH, sockets.respond),
            Route("/uploads", Uploads(clock).respond, methods=["PUT"]),
            Route("/attachments", attachments.take, methods=["PUT"]),
            Route("/attachments/{id}", attachments.give, methods=["GET"]),
            Route("/public/attachments/{digest}", attachments.show, methods=["GET"]),
            Route("/previews/{edition}/", submitted.respond, methods=["GET"]),
            Route("/previews/{edition}/{file}", submitted.respond, methods=["GET"]),
            Route("/health", probes.health),
            Route("/ready", readiness.respond),
            Mount("/", Site(settings.site)),
        ],
        middleware=[*_before(settings), Middleware(Straight, endpoint=endpoint)],
        exception_handlers={Exception: fault, **dict.fromkeys(outage.PASSING, outage.response)},
        lifespan=lambda app: _open(settings, changes, beside),
    )
    app.state.sockets = sockets
    app.state.quick = Quick(
        endpoint.answers,
        clock,
        encrypted=settings.site_url.startswith("https:"),
        shared=bool(settings.origins),
        lines=settings.running.access_log,
    )
    return app


@asynccontextmanager
async def _open(
    settings: Settings, changes: Changes, beside: Sequence[Beside]
) -> AsyncIterator[None]:
    """The database is open and the work beside goes on as long as the service is up."""
    url, bounds = settings.database_url, settings.running.bounds
    async with database.opened(url, everywhere=True, bounds=bounds), watching(changes):
        metrics.watch(url)
        running = [_begun(work) for work in (*beside, _checkpoints(url))]
        try:
            yield
        finally:
            await _ended(running)


async def fault(request: Request, found: Exception) -> Response:
    """The answer to a fault outside of any operation."""
    faults.record(correlation.current(), found)
    return answering.response(answering.fault(), answering.PLAIN)


def _before(settings: Settings) -> Iterator[Middleware]:
    """What stands before the routes, the outermost first."""
    yield Middleware(Observed, lines=settings.running.access_log)
    yield Middleware(Guarded, encrypted=settings.site_url.startswith("https:"))
    if settings.origins:
        yield guarded.shared_with(settings.origins)


def serve(
    settings: Settings,
    *beside: Beside,
    changes: Changes | None = None,
    previewer: Previewer = previews.nobody,
) -> None:
    """Runs the service until it is told to stop."""
    running = settings.running
    leaving = Leaving(running.notice)
    own = _settled, sweeping(settings.home, now), previews.sweeping(settings.home, now)
    app = create_app(
        settings,
        beside=(*own, *beside),
        leaving=leaving,
        changes=changes,
        previewer=previewer,
    )
    with listening(settings.host, settings.port) as socket, metrics.told(running):
        logs.configure(running.log)
        server(settings, app, leaving).run(sockets=[socket])


def server(settings: Settings, app: Starlette, leaving: Leaving) -> Server:
    """What speaks HTTP and WebSocket for the service."""
    room = Room(settings.connections, settings.connections_per_address, settings.proxies)
    config = uvicorn.Config(
        app,
        http=connections.limited(room, app.state.quick.response),
        ws=Frames,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # what a small frame unfolds to has a bound, too
        log_config=None,
        access_log=False,  # addresses can hold questions, and questions personal data
        server_header=False,
        timeout_keep_alive=connections.IDLE,
        timeout_graceful_shutdown=FINISHING,
        proxy_headers=False,  # api.addresses reads them, and only from proxies that are trusted
    )
    return Server(config, leaving, app.state.sockets.leave)


def _checkpoints(url: str) -> Beside:
    """What keeps the log of a database file from growing as long as somebody always reads."""

    async def watch() -> None:
        while True:
            await database.client(url).checkpoint()
            await asyncio.sleep(CHECKPOINT)

    return watch


async def _settled() -> None:
    """What lives as long as the process need not be looked at again and again.

    An answer of a thousand records makes many objects and no circles: looking for circles among
    them so early as Python does would take a third of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def _begun(work: Beside) -> asyncio.Future[None]:
    """Work that runs from now on; should it break off, that is written down at once."""
    running = asyncio.ensure_future(work())
    running.add_done_callback(_broken_off)
    return running


def _broken_off(work: asyncio.Future[None]) -> None:
    broken = None if work.cancelled() else work.exception()
    if broken is not None:
        faults.record(correlation.fresh(), broken)


async def _ended(running: Sequence[asyncio.Future[None]]) -> None:
    for work in running:
        work.cancel()
    await asyncio.gather(*running, return_exceptions=True)
