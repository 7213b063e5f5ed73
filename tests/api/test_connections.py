"""Connections: slow clients are ended, and those who ask meanwhile notice nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from api import connections
from api.room import Room

LARGE = 8_000_000

GOOD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def _answer(request: Request) -> Response:
    await request.body()
    return PlainTextResponse("ok")


async def _early(request: Request) -> Response:
    return PlainTextResponse("no", 413)


async def _large(request: Request) -> Response:
    return Response(b"x" * LARGE)


async def _streamed(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGE // 50_000):
            yield b"x" * 50_000

    return StreamingResponse(pieces())


async def _never(request: Request) -> Response:
    await asyncio.sleep(60)
    return PlainTextResponse("late")


APP = Starlette(
    routes=[
        Route("/", _answer, methods=["GET", "POST"]),
        Route("/early", _early, methods=["POST"]),
        Route("/large", _large),
        Route("/streamed", _streamed),
        Route("/never", _never),
    ]
)


@asynccontextmanager
async def served(in_all: int = 500, per_address: int = 500) -> AsyncIterator[tuple[int, Room]]:
    """The port of a running server, and the room in it."""
    room = Room(in_all, per_address, frozenset())
    http = connections.limited(room, lambda headers, body: None)
    config = uvicorn.Config(APP, port=0, http=http, ws="none", log_config=None, lifespan="off")
    config.timeout_graceful_shutdown = 1
    server = connections.WatchingServer(config)
    running = asyncio.ensure_future(server.serve())
    while not server.started:  # noqa: ASYNC110  it has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1], room
    finally:
        server.should_exit = True
        await running


async def said(port: int, sent: bytes, within: float = 5.0) -> bytes:
    """Everything that comes back until the server ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        async with asyncio.timeout(within):
            with suppress(ConnectionResetError):
                return await reader.read()
            return b""
    finally:
        writer.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that waits for a second only."""
    monkeypatch.setattr(connections, "SLOWEST_HEAD", 0.5)
    monkeypatch.setattr(connections, "STALLED", 1.0)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"GET / HT", b"408", id="half a line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"408", id="half a header"),
        pytest.param(b"\r\n", b"408", id="empty lines before a request"),
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00", b"400", id="TLS in clear"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 110, b"400", id="many headers"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"y" * 600_000, b"431", id="an endless header"),
        pytest.param(b"GET /" + b"y" * 600_000, b"431", id="an endless address"),
    ],
)
async def test_a_head_that_does_not_come_to_an_end_is_ended(
    impatient: None, sent: bytes, status: bytes
) -> None:
    async with served() as (port, room):
        answer = await said(port, sent)
        assert answer[9:12] == status
        if answer:
            body = json.loads(answer.partition(b"\r\n\r\n")[2])
            assert set(body["errors"][0]["extensions"]) == {"code", "correlationId"}
        await asyncio.sleep(0.1)
        assert not room.taken


async def test_the_second_head_on_a_connection_is_timed_too(impatient: None) -> None:
    async with served() as (port, _):
        answer = await said(port, GOOD + b"GET / HT")
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"HTTP/1.1 408" in answer


async def test_the_rest_of_a_body_that_nobody_reads_is_not_awaited(impatient: None) -> None:
    async with served() as (port, _):
        sent = b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\nhalf"
        assert (await said(port, sent)).startswith(b"HTTP/1.1 413")


async def test_many_requests_at_once_on_one_connection_are_ended(impatient: None) -> None:
    async with served() as (port, _):
        assert (await said(port, GOOD * 10 + GOOD[:-4] + b"\r\nConnection: close\r\n\r\n")).count(
            b"200 OK"
        ) == 11
        assert (await said(port, b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n" * 30)) == b""


@pytest.mark.parametrize("path", ["/large", "/streamed"])
async def test_a_reader_who_does_not_read_is_ended(impatient: None, path: str) -> None:
    async with served() as (port, room):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await asyncio.sleep(4)
        assert not room.taken
        writer.close()


async def test_a_slow_reader_is_served(impatient: None) -> None:
    async with served() as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        size = 0
        while piece := await reader.read(200_000):
            size += len(piece)
            await asyncio.sleep(0.005)
        writer.close()
        assert size > LARGE


async def test_connections_are_limited_from_one_address_and_in_all() -> None:
    for limits in ({"in_all": 3}, {"per_address": 3}):
        async with served(**limits) as (port, _):
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
            await asyncio.sleep(0.05)
            answer = await said(port, GOOD)
            assert answer.startswith(b"HTTP/1.1 503")
            assert b"retry-after: 5" in answer
            held.pop()[1].close()
            await asyncio.sleep(0.05)
            assert b"200 OK" in await said(port, GOOD[:-2] + b"Connection: close\r\n\r\n")
            for _, writer in held:
                writer.close()


def test_a_proxy_speaks_for_many() -> None:
    room = Room(in_all=3, per_address=1, proxies=(ip_network("10.0.0.1"),))
    assert [room.enter("10.0.0.1"), room.enter("10.0.0.1"), room.enter("10.0.0.2")] == [True] * 3
    room.leave("10.0.0.1")
    assert not room.enter("10.0.0.2")
    assert room.enter("10.0.0.3")
    assert not room.enter("10.0.0.1")


async def test_two_hundred_slow_clients_are_not_noticed_by_others() -> None:
    async with served() as (port, _):
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        slowest = 0.0
        for n in range(40):
            for _, writer in slow:
                writer.write(b"GET / HTTP/1.1\r\n" if n == 0 else b"X: y\r\n")
            started = time.perf_counter()
            assert b"200 OK" in await said(port, GOOD[:-2] + b"Connection: close\r\n\r\n")
            slowest = max(slowest, time.perf_counter() - started)
        assert slowest < 1
        for _, writer in slow:
            writer.close()
