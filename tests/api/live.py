"""A service on a port of its own, with real connections to it: over HTTP, and over WebSocket."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import httpx2
import village as v
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api import app as service
from api.conversation import Bounds
from api.settings import Settings
from api.stopping import Leaving
from cli.previewing import Previews
from schema import database, officers
from schema.base.scope import AreaPath
from schema.rules.roles import Role
from tests.api.service import Clock

PUBLICATIONS = """subscription($area: AreaPath, $documents: [DocumentType!]) {
    publicationsChanged(area: $area, documents: $documents) {
      act path document
      now { ... on Publication { id title number } ... on Unpublishing { id ending } } } }"""

RECORDS = """subscription($area: AreaPath, $kinds: [RecordKind!]) {
    recordsChanged(area: $area, kinds: $kinds) { act kind path record { id version } } }"""

STAFF: Mapping[str, tuple[Role, AreaPath]] = {
    "clerk": (Role.CLERK, v.GROUP),
    "supervisor": (Role.SUPERVISOR, v.GROUP),
    "neighbour": (Role.CLERK, v.SIBLING),
}


@dataclass(frozen=True)
class Caller(v.Ask):
    """An officer who asks over HTTP; the builders of the village take it for any other."""

    url: str = ""
    token: str = ""

    async def raw(self, query: str, **variables: Any) -> Any:
        """The whole answer."""
        headers = {"Authorization": f"Bearer {self.token}"}
        asked = {"query": query, "variables": variables}
        async with httpx2.AsyncClient() as client:
            response = await client.post(f"{self.url}/graphql", json=asked, headers=headers)
        told = response.json()
        return SimpleNamespace(errors=told.get("errors"), data=told.get("data"))


class Ear:
    """Somebody who listens over a WebSocket."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire

    async def say(self, type: str, **more: Any) -> None:
        """Sends a message."""
        await self.wire.send(json.dumps({"type": type, **more}))

    async def hear(self, patience: float = 10.0) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(patience):
            told: dict[str, Any] = json.loads(await self.wire.recv())
        return told

    async def begin(self, token: str | None = None) -> Self:
        """Says who asks."""
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await self.say("connection_init", payload=payload)
        assert await self.hear() == {"type": "connection_ack"}
        return self

    async def ask(self, query: str, id: str = "1", **variables: Any) -> None:
        """Subscribes, and waits a moment, for nothing says that it has begun."""
        await self.say("subscribe", id=id, payload={"query": query, "variables": variables})
        await asyncio.sleep(0.4)

    async def event(self, patience: float = 10.0) -> dict[str, Any]:
        """What the next event of the only field says."""
        told = await self.hear(patience)
        assert told["type"] == "next", told
        [event] = told["payload"]["data"].values()
        return dict(event)

    async def is_silent(self, while_: float = 0.7) -> bool:
        """Whether nothing is told for a while."""
        try:
            await self.hear(while_)
        except TimeoutError:
            return True
        return False

    async def ended(self, patience: float = 10.0) -> tuple[int, str]:
        """Code and reason of the end, which must come."""
        async with asyncio.timeout(patience):
            try:
                while True:
                    await self.wire.recv()
            except ConnectionClosed as closed:
                assert closed.rcvd is not None, "1006"
                return closed.rcvd.code, closed.rcvd.reason


@dataclass
class Live:
    """A running service.

    Only of one in this process: the clock that it reads, how it is stopped, and how many
    WebSockets it holds.
    """

    port: int
    tokens: Mapping[str, str]
    clock: Clock = field(default_factory=Clock)
    stop: Callable[[], None] = lambda: None
    connections: Callable[[], int] = lambda: 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def caller(self, name: str) -> Caller:
        """An officer."""
        actor = v.officer(*STAFF[name]).actor
        return Caller(actor, url=self.url, token=self.tokens[name])

    @property
    def village(self) -> v.Village:
        """The officers, all over HTTP."""
        return v.Village(**{name: self.caller(name) for name in STAFF})

    def line(self, **more: Any) -> connect:
        """A connection on which nothing was said yet."""
        protocols = [Subprotocol("graphql-transport-ws")]
        url = f"ws://127.0.0.1:{self.port}/graphql"
        return connect(url, subprotocols=protocols, proxy=None, **more)

    @asynccontextmanager
    async def ear(self, name: str | None = None) -> AsyncIterator[Ear]:
        """A connection of an officer, or of anyone."""
        async with self.line() as wire:
            yield await Ear(wire).begin(self.tokens[name] if name else None)

    async def notice(self) -> dict[str, Any]:
        """An open notice that is published."""
        body = await v.body(self.village.clerk, classification="OTHER")
        notice = await v.notice(self.village.clerk, body)
        await v.published(self.village, "OPEN_NOTICE", notice)
        return notice


async def staffed(url: str) -> dict[str, str]:
    """A village in the database, and a token for each of its officers."""
    async with database.opened(url):
        await v.Village.founded()
        for name, (role, path) in STAFF.items():
            await officers.appoint(name, role, path, v.TODAY)
        expires = v.NOW + timedelta(days=3650)
        return {name: await officers.issue(name, v.NOW, expires) for name in STAFF}


@contextmanager
def living(
    url: str,
    home: Path,
    tokens: Mapping[str, str],
    buffer: int = 0,
    previews: Callable[[Settings], Previews] | None = None,
    **bounds: float,
) -> Iterator[Live]:
    """The service in a thread.

    buffer: bytes that the system keeps for a client that is slow; previews: who makes them.
    """
    settings = Settings.from_environ({"ZUWU_HOME": str(home), "DATABASE_URL": url})
    clock = Clock()
    more: dict[str, Any] = {"bounds": Bounds(**bounds)}  # type: ignore[arg-type]
    if previews:
        made = previews(settings)
        more |= {"beside": (made.run,), "previewer": made.preview}
    app = service.create_app(settings, clock=clock, **more)
    server = service.server(settings, app, Leaving())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        if buffer:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        thread = threading.Thread(target=server.run, args=([listening],))

        def stop() -> None:
            server.should_exit = True
            thread.join()

        thread.start()
        held = app.state.sockets.held.total
        live = Live(listening.getsockname()[1], tokens, clock, stop, held)
        try:
            _answering(live)
            yield live
        finally:
            stop()


@contextmanager
def beside(url: str, home: Path, tokens: Mapping[str, str]) -> Iterator[Live]:
    """The service in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {"ZUWU_HOME": str(home), "DATABASE_URL": url, "PORT": str(port)}
    code = "import os; from api import app, settings as s;"
    code += "app.serve(s.Settings.from_environ(os.environ))"
    running = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, **environ})
    live = Live(port, tokens)
    try:
        _answering(live)
        yield live
    finally:
        running.terminate()
        running.wait()


def _answering(live: Live) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx2.get(f"{live.url}/health").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service does not answer")
