"""A receiver of webhooks on this machine: it keeps what it is sent and answers as it is told."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

SILENCE = 0
"""In the place of a status: no answer for now."""


@dataclass
class Message:
    """What came in: path, headers in small letters, body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The header `webhook-id`."""
        return self.headers["webhook-id"]

    @property
    def told(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers with `status` and the headers in `says`; if that is silence, once it is let go on."""

    status: int = 204
    says: str = ""
    port: int = 0
    got: list[Message] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Its address."""
        return f"{scheme}://{host}:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        """The ids of what came in."""
        return [message.id for message in self.got]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes one message on a connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.got.append(Message(first.split()[1], headers, body))
            self.arrived.set()
            if self.status == SILENCE:
                await self.let_go.wait()
            said = f"HTTP/1.1 {self.status} said\r\ncontent-length: 0\r\nconnection: close\r\n"
            writer.write(f"{said}{self.says}\r\n".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*, tls: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[Receiver]:
    """A receiver that listens as long as the block runs."""
    receiver = Receiver(**how)
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.close()
