"""What a request asks: one operation, read from a body or an address and nothing else believed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from api.codes import Code

LARGEST_BODY = 1_000_000
"""Bytes; an operation with its variables is far shorter."""

SLOWEST_BODY = 15.0
"""Seconds until a body must have arrived."""

ARRIVED = "zuwu.arrived"
"""Under which name a connection tells the service of a body that was there with its head."""


class Unreadable(Exception):
    """A request that asks nothing that could be answered; `status` is that of HTTP."""

    def __init__(self, status: int, code: Code, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, its variables, and which of the document's operations it is."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


async def posted(request: Request) -> bytes:
    """The body of a POST, if it is of the one media type that is read."""
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != "application/json" or _charset(parameters) not in {"", "utf-8"}:
        raise Unreadable(415, Code.REQUEST_MEDIA_TYPE, "Send application/json in UTF-8.")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Unreadable(415, Code.REQUEST_MEDIA_TYPE, "Send the body uncompressed.")
    return await body(request, LARGEST_BODY)


def from_body(posted: bytes) -> Asked:
    """What such a body asks."""
    return operation(_json(posted, "The body"))


def from_address(request: Request) -> Asked:
    """What a GET asks."""
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode(errors="replace"), f'"{name}"')
    return operation(given)


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


async def body(request: Request, largest: int) -> bytes:
    """The body of a request, if it arrives in time and has at most so many bytes."""
    arrived: bytes | None = request.scope.get(ARRIVED)
    if arrived is not None and len(arrived) <= largest:
        return arrived
    async with arriving(SLOWEST_BODY):
        return await _streamed(request, largest)


@asynccontextmanager
async def arriving(slowest: float) -> AsyncIterator[None]:
    """Within, a body arrives; told what is the matter if it does not within so many seconds."""
    try:
        async with asyncio.timeout(slowest):
            yield
    except TimeoutError as slow:
        told = "The body did not arrive in time."
        raise Unreadable(408, Code.REQUEST_BODY_TOO_SLOW, told, Connection="close") from slow
    except ClientDisconnect as gone:
        raise Unreadable(400, Code.REQUEST_BODY_INCOMPLETE, "The body ended early.") from gone


async def _streamed(request: Request, largest: int) -> bytes:
    return b"".join([piece async for piece in pieces(request, largest)])


async def pieces(request: Request, largest: int) -> AsyncIterator[bytes]:
    """A body as it arrives; refused as soon as it is, or says that it is, too large."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > largest:
        raise _too_long(largest)
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > largest:
            raise _too_long(largest)
        yield piece


def _too_long(largest: int) -> Unreadable:
    return Unreadable(413, Code.REQUEST_BODY_TOO_LONG, f"A body has at most {largest} bytes.")


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        raise Unreadable(400, Code.REQUEST_NOT_JSON, f"{what} is not JSON.") from fault


def operation(given: Any) -> Asked:
    """What a JSON value asks, if it is an operation."""
    if isinstance(given, list):
        raise Unreadable(400, Code.REQUEST_BATCH, "Send one operation at a time, not a list.")
    if not isinstance(given, dict):
        raise Unreadable(400, Code.REQUEST_NOT_AN_OBJECT, "The body is not a JSON object.")
    query = given.get("query")
    if not isinstance(query, str) or not query.strip():
        told = 'Give an operation as the text "query".'
        raise Unreadable(400, Code.REQUEST_QUERY_MISSING, told)
    for each in ("variables", "extensions"):
        if not isinstance(given.get(each), dict | None):
            raise Unreadable(400, Code.REQUEST_PARAMETER, f'"{each}" is not a JSON object.')
    name = given.get("operationName")
    if not isinstance(name, str | None):
        raise Unreadable(400, Code.REQUEST_PARAMETER, '"operationName" is not a text.')
    return Asked(query, given.get("variables"), name or None)
