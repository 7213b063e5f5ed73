"""What is read on the supposition that something still is as it was when it was last looked up.

The supposition is asked with the first rows that are read under it, in one and the same statement,
so that it costs no round trip of its own. Whoever supposes has to look whether it held before
anybody learns what was read; what is written is rolled back where it did not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Proviso:
    """Something that may be true.

    condition: SQL that says whether it is; `?` stands for each value. held: what was answered;
    none as long as nobody has asked.
    """

    condition: str
    values: tuple[Any, ...]
    held: bool | None = None

    def heard(self, answer: object) -> None:
        """Takes note of an answer; one that was not so stays."""
        self.held = bool(answer) and self.held is not False


_CURRENT: ContextVar[Proviso | None] = ContextVar("proviso", default=None)


@contextmanager
def under(proviso: Proviso) -> Iterator[None]:
    """Within, what is read is read under this proviso."""
    before = _CURRENT.set(proviso)
    try:
        yield
    finally:
        _CURRENT.reset(before)


class Unsettled(Exception):
    """Something was to be done under a proviso that was not found to hold; nothing was done."""


def settle() -> None:
    """Refuses to go on under a proviso that was not found to hold."""
    proviso = _CURRENT.get()
    if proviso is not None and not proviso.held:
        raise Unsettled


def unasked() -> Proviso | None:
    """The proviso that the next rows have to ask; none where it was asked, or there is none."""
    proviso = _CURRENT.get()
    return proviso if proviso is not None and proviso.held is None else None
