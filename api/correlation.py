"""The id by which a client, its operator and the log speak of the same request."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = b"x-correlation-id"
"""A proxy may send an id of its own in it; every response carries one."""

NONE = "-"
"""What it is where no request is being answered."""

_CURRENT: ContextVar[str] = ContextVar("correlation", default=NONE)

_FIT = re.compile(rb"[A-Za-z0-9_-]{8,64}")


def current() -> str:
    """The id of the request that is being answered."""
    return _CURRENT.get()


def begin(headers: list[tuple[bytes, bytes]]) -> str:
    """The id of a request that begins: the one it came with, if that is fit, or a fresh one."""
    given = next((value for name, value in headers if name == HEADER), b"")
    chosen = given.decode() if _FIT.fullmatch(given) else fresh()
    _CURRENT.set(chosen)
    return chosen


def fresh() -> str:
    """An id that nobody used before."""
    return secrets.token_hex(6)
