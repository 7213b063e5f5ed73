"""How a message is posted to an address that somebody else named, and to no other place.

The name is resolved here and the connection made to the very address that was judged, so that a
name cannot lead elsewhere a moment later; certificate and `Host` are still those of the name. No
redirect is followed, no proxy asked, no cookie kept, and little of the answer read.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Self

import httpcore2

from schema.rules.addresses import Address, Reach

SLOWEST = 15.0
"""Seconds that a receiver has to answer, all in all."""

READ = 4096
"""Bytes of an answer that are read; nothing in it matters but the status."""

IDLE = 5.0
"""Seconds that a connection is kept for the next message to the same receiver."""

HEADERS = {"content-type": "application/json", "user-agent": "Zuwu-Webhooks"}


Resolve = Callable[[str, int], Iterable[Any]]
"""Asks for the addresses of a name, each as the last of a tuple, as the system does."""


class AddressForbidden(Exception):
    """A name that leads to an address which is not called from here."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered. retry_after: the header, as it came."""

    status: int
    retry_after: str | None


class Judging(httpcore2.AsyncNetworkBackend):
    """Makes connections to judged addresses only."""

    def __init__(self, reach: Reach, resolve: Resolve, *, encrypted: bool) -> None:
        self.reach = reach
        self.resolve = resolve
        self.encrypted = encrypted
        self.network = httpcore2.AnyIOBackend()
        self.asking = ThreadPoolExecutor(32, "resolving")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to the first address of this name that answers."""
        addresses = await self._resolved(host, port)
        if not all(self.reach.admits(each, encrypted=self.encrypted) for each in addresses):
            raise AddressForbidden
        for address in addresses[:-1]:
            try:
                return await self.network.connect_tcp(str(address), port, timeout)
            except httpcore2.ConnectError:
                continue
        return await self.network.connect_tcp(str(addresses[-1]), port, timeout)

    async def _resolved(self, host: str, port: int) -> list[Address]:
        """Asked by threads of its own, so that a slow name delays nothing but its receiver."""
        found = await asyncio.get_running_loop().run_in_executor(
            self.asking, self.resolve, host, port
        )
        return list(dict.fromkeys(ip_address(place[0]) for *_, place in found))

    def close(self) -> None:
        """Ends the threads."""
        self.asking.shutdown(wait=False, cancel_futures=True)


class Postman:
    """Posts messages, within `reach`; open as a context."""

    def __init__(
        self,
        reach: Reach,
        trusted: ssl.SSLContext | None = None,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        self.judging = {
            scheme: Judging(reach, resolve, encrypted=scheme == "https")
            for scheme in ("http", "https")
        }
        trusted = trusted or ssl.create_default_context()
        self.pools = {scheme: _pool(each, trusted) for scheme, each in self.judging.items()}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for pool in self.pools.values():
            await pool.aclose()
        for judging in self.judging.values():
            judging.close()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The answer; an `OSError`, `AddressForbidden` or exception of httpcore where none came."""
        pool = self.pools[url.partition(":")[0].lower()]
        told = [*HEADERS.items(), *headers.items()]
        async with (
            asyncio.timeout(SLOWEST),
            pool.stream("POST", url, headers=told, content=body) as answer,
        ):
            read = 0
            async for piece in answer.aiter_stream():
                read += len(piece)
                if read > READ:
                    break
            after = {name.lower(): value for name, value in answer.headers}.get(b"retry-after")
            return Reply(answer.status, after.decode("latin-1") if after else None)


def _pool(judging: Judging, trusted: ssl.SSLContext) -> httpcore2.AsyncConnectionPool:
    return httpcore2.AsyncConnectionPool(
        ssl_context=trusted,
        max_connections=None,
        keepalive_expiry=IDLE,
        network_backend=judging,
    )
