"""What every request and every response goes through, whatever address it is for.

A request gets its id, and one too many is sent away at once, so that those under way are finished.
A response gets the headers that keep a browser from being used against its reader.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import answering, correlation
from api.codes import Code

BUSY = 200
"""Requests that are answered at the same time."""

AGAIN = "1"
"""Seconds after which one that was sent away may ask again."""

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)

ENCRYPTED_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
"""For a service whose public address is https: browsers never ask it in clear again."""

UNKEPT = (b"cache-control", b"no-store")
"""Unless an answer says otherwise, nobody on the way keeps a copy."""


def headers(*, encrypted: bool) -> tuple[tuple[bytes, bytes], ...]:
    """What every response says; `encrypted` says that the service is reached by https only."""
    return (*HEADERS, ENCRYPTED_ONLY) if encrypted else HEADERS


class Guarded:
    """Stands before the whole service; `encrypted` says that it is reached by https only."""

    def __init__(self, app: ASGIApp, *, encrypted: bool, busy: int = BUSY) -> None:
        self.app = app
        self.headers = headers(encrypted=encrypted)
        self.busy = busy
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, if there is room for it."""
        named = correlation.begin(scope.get("headers", [])).encode()
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*self._completed(message["headers"], named)]
            await send(message)

        if self.under_way >= self.busy:
            await _busy(scope, receive, guarded)
            return
        self.under_way += 1
        try:
            await self.app(scope, receive, guarded)
        finally:
            self.under_way -= 1

    def _completed(
        self, headers: Iterable[tuple[bytes, bytes]], named: bytes
    ) -> Iterable[tuple[bytes, bytes]]:
        kept = False
        for each in headers:
            kept = kept or each[0] == b"cache-control"
            yield each
        if not kept:
            yield UNKEPT
        yield (correlation.HEADER, named)
        yield from self.headers


async def _busy(scope: Scope, receive: Receive, send: Send) -> None:
    said = answering.mistake(503, Code.LIMITS_BUSY, "Too many requests at once; ask again soon.")
    response = answering.response(said, answering.PLAIN, **{"Retry-After": AGAIN})
    await response(scope, receive, send)


def shared_with(origins: Iterable[str]) -> Middleware:
    """Lets pages of these origins ask here, with a token that they hold and without cookies."""
    return Middleware(
        CORSMiddleware,
        allow_origins=[*origins],
        allow_methods=["GET", "POST", "PUT"],
        allow_headers=["Authorization", "Content-Type", "Content-Disposition"],
        expose_headers=["X-Correlation-Id", "Retry-After"],
        max_age=600,
    )
