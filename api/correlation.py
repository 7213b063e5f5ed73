"""The id by which a client, its operator and the log speak of the same request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
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
    """The id of a request that begins, which is the current one from now on."""
    begun = chosen(next((value for name, value in headers if name == HEADER), b""))
    _CURRENT.set(begun)
    return begun


@contextmanager
def during(named: str) -> Iterator[None]:
    """Within, this is the current id."""
    before = _CURRENT.set(named)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def chosen(given: bytes) -> str:
    """The id that a request came with, if that is fit, or a fresh one."""
    return given.decode() if _FIT.fullmatch(given) else fresh()


def fresh() -> str:
    """An id that nobody used before."""
    return secrets.token_hex(6)
