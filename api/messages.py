"""Messages of the protocol graphql-transport-ws: read from frames, or the frame is refused.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson
from starlette.types import Message

from api import asking
from api.asking import Asked, Unreadable

PROTOCOL = "graphql-transport-ws"

LARGEST_MESSAGE = 100_000
"""Bytes; a subscription with its variables is far shorter."""

LONGEST_ID = 100
"""Signs of the id that a client gives its subscription."""


class Closing(Exception):
    """The end of a connection: the code and the reason that the other side is told."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Init:
    """Says who asks: what would stand in the header `Authorization`, if anything."""

    authorization: str | None


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks whether we are there."""


@dataclass(frozen=True, slots=True)
class Pong:
    """Says that the client is there."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Asks for the answers to an operation, under an id that the client gives."""

    id: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Complete:
    """Wants no more answers under this id."""

    id: str


Said: TypeAlias = Init | Ping | Pong | Subscribe | Complete


def read(received: Message) -> Said:
    """What a frame says; `Closing` says what is wrong with it."""
    text = received.get("text")
    if not isinstance(text, str):
        raise Closing(4400, "Send text frames.")
    try:
        message = orjson.loads(text)
    except ValueError as fault:  # what is no UTF-8 at all does not come as far as here
        raise Closing(4400, "The message is not JSON.") from fault
    if not isinstance(message, dict):
        raise Closing(4400, "The message is not a JSON object.")
    reader = READERS.get(message["type"]) if isinstance(message.get("type"), str) else None
    if reader is None:
        raise Closing(4400, '"type" is not one that a client sends.')
    return reader(message)


def _init(message: dict[str, Any]) -> Init:
    given = [value for name, value in _payload(message).items() if name.lower() == "authorization"]
    if len(given) > 1 or not all(isinstance(value, str | None) for value in given):
        raise Closing(4400, '"authorization" is not one text.')
    return Init(given[0] if given else None)


def _ping(message: dict[str, Any]) -> Ping:
    _payload(message)
    return Ping()


def _pong(message: dict[str, Any]) -> Pong:
    _payload(message)
    return Pong()


def _subscribe(message: dict[str, Any]) -> Subscribe:
    given = _id(message)
    try:
        return Subscribe(given, asking.operation(message.get("payload")))
    except Unreadable as fault:
        raise Closing(4400, f"The payload asks nothing: {fault.message}") from fault


def _complete(message: dict[str, Any]) -> Complete:
    return Complete(_id(message))


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    if not isinstance(payload, dict | None):
        raise Closing(4400, '"payload" is not a JSON object.')
    return payload or {}


def _id(message: dict[str, Any]) -> str:
    given = message.get("id")
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID:
        raise Closing(4400, f'"id" is not a text of 1 to {LONGEST_ID} signs.')
    return given


READERS: Mapping[str, Callable[[dict[str, Any]], Said]] = {
    "connection_init": _init,
    "ping": _ping,
    "pong": _pong,
    "subscribe": _subscribe,
    "complete": _complete,
}
