"""The address /graphql for WebSockets: who may connect, how many at once, and how all are ended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from api import addresses
from api.conversation import Conversation, House, farewell
from api.messages import PROTOCOL, Closing


class Sockets:
    """The connections of this process.

    origins: the web pages, such as https://zuwu.example, whose scripts may connect, besides those
    that come from the same address as the service.
    """

    def __init__(self, house: House, origins: tuple[str, ...] = ()) -> None:
        self.house = house
        self.origins = origins
        self.held: Counter[str] = Counter()

    async def respond(self, socket: WebSocket) -> None:
        """Holds a connection, from the request for it to its end."""
        address = addresses.of(socket, self.house.proxies)
        if not self._welcome(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.send_denial_response(PlainTextResponse("This origin may not.\n", 403))
        elif self._full(address):
            full = PlainTextResponse("Too many connections.\n", 429, {"Retry-After": "30"})
            await socket.send_denial_response(full)
        else:
            with self._counted(address):
                await self._hold(socket)

    async def _hold(self, socket: WebSocket) -> None:
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await farewell(socket, Closing(4406, "Subprotocol not acceptable"))
            return
        await socket.accept(PROTOCOL)
        await farewell(socket, await Conversation(socket, self.house).hold())

    async def leave(self) -> None:
        """Ends all connections, and waits a moment until they are."""
        self.house.leaving.set()
        for _ in range(20):
            if not self.held.total():
                return
            await asyncio.sleep(0.05)

    def _welcome(self, origin: str | None, host: str | None) -> bool:
        """Only browsers name an origin; they do it for every page that connects."""
        return origin is None or origin in self.origins or urlsplit(origin).netloc == host

    def _full(self, address: str) -> bool:
        bounds = self.house.bounds
        return self.held[address] >= bounds.per_address or self.held.total() >= bounds.connections

    @contextmanager
    def _counted(self, address: str) -> Iterator[None]:
        self.held[address] += 1
        try:
            yield
        finally:
            self.held[address] -= 1
            self.held += Counter()  # forgets the addresses that hold none
