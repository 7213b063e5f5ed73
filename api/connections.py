"""Connections: how long a request may take to arrive, and to be fetched.

uvicorn waits for ever for the rest of a request, and for a reader who does not read. Here a
connection says whether it is overdue, and the server asks all of them once a second; nothing is
armed and disarmed for every request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

import orjson
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api import asking, correlation
from api.codes import Code
from api.room import Room

SLOWEST_HEAD = 10.0
"""Seconds until the line and the headers of a request must have arrived."""

IDLE = 75
"""Seconds a connection is kept for the next request; longer than proxies keep theirs."""

STALLED = 20.0
"""Seconds in which a reader must fetch something of what waits for it."""

LINGERING = 2.0
"""Seconds in which one that was sent away may fetch the answer; ended at once, it would lose it."""

SLOWEST_FETCH = 20_000
"""Bytes that it must fetch in that time."""

ASKED = b"/graphql"
"""The address of what may be known by heart."""

WORTH_COPYING = 50_000
"""Bytes of a body up to which it is quicker to send it together with its head."""

LONGEST_HEAD = 32_000
"""Bytes of line and headers."""

MOST_HEADERS = 100

MOST_PIPELINED = 16
"""Requests that wait behind the one that is being answered on the same connection."""

PHRASES = {
    400: b"Bad Request",
    408: b"Request Timeout",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}


ByHeart: TypeAlias = Callable[[Sequence[tuple[bytes, bytes]], bytes], tuple[bytes, bytes] | None]
"""What answers a question from its headers and its body, with headers and a body, if it can."""


class Unheard(Exception):
    """A request that nobody sends in earnest: too much of it, or framed in an unknown way."""


class Connection(HttpToolsProtocol):
    """One connection of a client."""

    room: Room
    by_heart: ByHeart
    """Both are set once, by `limited`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address: str | None = None
        self.refused_since: float | None = None
        self.owing_since: float | None = None
        self.head = 0
        self.in_body = False
        self.waiting_since: float | None = None
        self.waiting = 0
        self.held: bytearray | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a place, or is sent away."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if self.room.enter(address):
            self.address = address
            self.owing_since = time.monotonic()
        else:
            self._refuse(503, Code.LIMITS_CONNECTIONS, "Too many connections; ask again soon.")

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        self._left()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """A socket is watched by those who speak on it."""
        self._left()
        super().handle_websocket_upgrade()

    def _left(self) -> None:
        if self.address is not None:
            self.room.leave(self.address)
            self.address = None

    def data_received(self, data: bytes) -> None:
        """Bytes of a head begin its time; those of a body are timed by who reads it."""
        if self.refused_since is not None or self.transport.is_closing():
            return
        if not self.in_body and self.owing_since is None:
            self.owing_since, self.head = time.monotonic(), 0
        self.head += len(data)
        super().data_received(data)
        if self.held is not None:
            self._pass_on()  # the rest of the body is for the service to wait for
        if not self.in_body and self.owing_since is not None and self.head > LONGEST_HEAD:
            told = f"The line and the headers have at most {LONGEST_HEAD} bytes."
            self._refuse(431, Code.REQUEST_HEAD_TOO_LONG, told)

    def on_message_begin(self) -> None:
        """The first byte of a request; how many follow in the same piece is not known."""
        self.owing_since, self.head = time.monotonic(), 1
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Stops at too many of them, and at a body whose end nobody could know."""
        unknown = name.lower() == b"transfer-encoding" and value.lower() != b"chunked"
        if unknown or len(self.headers) >= MOST_HEADERS:
            raise Unheard
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has arrived."""
        if len(self.pipeline) >= MOST_PIPELINED:
            raise Unheard
        self.owing_since, self.in_body = None, True
        if self.url == ASKED and self.parser.get_method() == b"POST" and self._at_rest():
            self.held = bytearray()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        if self.held is None:
            super().on_body(body)
        else:
            self.held += body

    def on_message_complete(self) -> None:
        """The body has arrived too: perhaps its answer is known by heart."""
        self.owing_since, self.in_body = None, False
        if self.held is not None:
            arrived = bytes(self.held)
            if (response := self.by_heart(self.headers, arrived)) is not None:
                self.held = None
                return self._respond(*response)
            cast(dict[str, Any], self.scope)[asking.ARRIVED] = arrived
            self._pass_on()
        super().on_message_complete()

    def _at_rest(self) -> bool:
        """Whether nothing is being answered, read or fetched, and nothing unusual is asked."""
        answered = self.cycle is None or self.cycle.response_complete
        usual = self.parser.should_keep_alive() and not self.parser.should_upgrade()
        return answered and usual and not self.flow.write_paused

    def _respond(self, head: bytes, body: bytes) -> None:
        date = b"".join([b"%b: %b\r\n" % each for each in self.server_state.default_headers])
        head = b"HTTP/1.1 200 OK\r\n%b%b\r\n" % (date, head)
        if len(body) < WORTH_COPYING:
            self.transport.write(head + body)
        else:
            self.transport.write(head)
            self.transport.write(body)
        self.on_response_complete()

    def _pass_on(self) -> None:
        """Gives the service what was held back."""
        held, self.held = self.held, None
        super().on_headers_complete()
        if held:
            super().on_body(bytes(held))

    def resume_writing(self) -> None:
        """The reader has fetched nearly everything that waited."""
        self.waiting_since = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is answered as everything else is."""
        self._refuse(400, Code.REQUEST_MALFORMED, "This is no HTTP request.")

    def _refuse(self, status: int, code: Code, message: str) -> None:
        """Answers without the service, unless that is still answering, and ends the connection."""
        if self.refused_since is not None or self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
            return
        named = correlation.fresh()
        extensions = {"code": code, "correlationId": named}
        body = orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
        self.transport.write(
            b"HTTP/1.1 %d %s\r\ncontent-type: application/json; charset=utf-8\r\n"
            b"content-length: %d\r\ncache-control: no-store\r\nx-correlation-id: %s\r\n%b"
            b"connection: close\r\n\r\n%b"
            % (
                status,
                PHRASES[status],
                len(body),
                named.encode(),
                b"retry-after: 5\r\n" if status == 503 else b"",
                body,
            )
        )
        self.transport.write_eof()
        self.refused_since = time.monotonic()

    def watch(self, now: float) -> None:
        """Ends the connection if its client is overdue."""
        if self.refused_since is None:
            self._watch_arriving(now)
            self._watch_fetching(now)
        elif now - self.refused_since > LINGERING:
            self.transport.abort()

    def _watch_arriving(self, now: float) -> None:
        """A head is owed, or the rest of a body whose request has been answered already."""
        if self.cycle is not None and not self.cycle.response_complete:
            return
        if self.owing_since is None:
            if self.in_body:
                self.owing_since = now
        elif now - self.owing_since > SLOWEST_HEAD:
            if self.in_body or not self.head:
                self.transport.close()
            else:
                told = "The line and the headers did not arrive in time."
                self._refuse(408, Code.REQUEST_HEAD_TOO_SLOW, told)

    def _watch_fetching(self, now: float) -> None:
        waiting = self.transport.get_write_buffer_size()
        if not waiting:
            self.waiting_since = None
        elif self.waiting_since is None or waiting <= self.waiting - SLOWEST_FETCH:
            self.waiting_since, self.waiting = now, waiting
        elif now - self.waiting_since > STALLED:
            self.transport.abort()


class WatchingServer(uvicorn.Server):
    """A server that looks after its connections."""

    async def on_tick(self, counter: int) -> bool:
        """Once a second, asks each of them."""
        if counter % 10 == 0:
            now = time.monotonic()
            for each in list(self.server_state.connections):
                if isinstance(each, Connection):
                    each.watch(now)
        return await super().on_tick(counter)


def limited(room: Room, by_heart: ByHeart) -> type[Connection]:
    """The connections of one server."""
    own = {"room": room, "by_heart": staticmethod(by_heart)}
    return type("LimitedConnection", (Connection,), own)
