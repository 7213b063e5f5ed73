"""What a request asks: one operation, read from a body or an address and nothing else believed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

LARGEST_BODY = 1_000_000
"""Bytes; an operation with its variables is far shorter."""

SLOWEST_BODY = 15.0
"""Seconds until a body must have arrived."""


class Unreadable(Exception):
    """A request that asks nothing that could be answered; `status` is that of HTTP."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, its variables, and which of the document's operations it is."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


async def from_body(request: Request) -> Asked:
    """What a POST asks."""
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != "application/json" or _charset(parameters) not in {"", "utf-8"}:
        raise Unreadable(415, "Send application/json in UTF-8.")
    return _asked(_json(await body(request, LARGEST_BODY), "The body"))


def from_address(request: Request) -> Asked:
    """What a GET asks."""
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode(errors="replace"), f'"{name}"')
    return _asked(given)


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


async def body(request: Request, largest: int) -> bytes:
    """The body of a request, if it arrives in time and has at most so many bytes."""
    async with arriving(SLOWEST_BODY):
        return await _streamed(request, largest)


@asynccontextmanager
async def arriving(slowest: float) -> AsyncIterator[None]:
    """Within, a body arrives; told what is the matter if it does not within so many seconds."""
    try:
        async with asyncio.timeout(slowest):
            yield
    except TimeoutError as slow:
        raise Unreadable(408, "The body did not arrive in time.") from slow
    except ClientDisconnect as gone:
        raise Unreadable(400, "The body ended early.") from gone


async def _streamed(request: Request, largest: int) -> bytes:
    return b"".join([piece async for piece in pieces(request, largest)])


async def pieces(request: Request, largest: int) -> AsyncIterator[bytes]:
    """A body as it arrives; refused as soon as it is, or says that it is, too large."""
    told = request.headers.get("content-length", "")
    size = int(told) if told.isascii() and told.isdecimal() else 0
    if size > largest:
        raise Unreadable(413, f"A body has at most {largest} bytes.")
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > largest:
            raise Unreadable(413, f"A body has at most {largest} bytes.")
        yield piece


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        raise Unreadable(400, f"{what} is not JSON.") from fault


def _asked(given: Any) -> Asked:
    if not isinstance(given, dict):
        raise Unreadable(400, "The body is not a JSON object.")
    query = given.get("query")
    if not isinstance(query, str) or not query.strip():
        raise Unreadable(400, 'Give an operation as the text "query".')
    for each in ("variables", "extensions"):
        if not isinstance(given.get(each), dict | None):
            raise Unreadable(400, f'"{each}" is not a JSON object.')
    name = given.get("operationName")
    if not isinstance(name, str | None):
        raise Unreadable(400, '"operationName" is not a text.')
    return Asked(query, given.get("variables"), name or None)
