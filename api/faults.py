"""Faults: logged under an id without a word of what was asked, and masked for the client.

Messages of exceptions often hold the values they stumbled over, and those can be personal
data. So only the kinds of exceptions and the places in the code are written down.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

LOG = logging.getLogger("zuwu")


def told(fault: BaseException) -> str:
    """A fault and what caused it: kinds and places, no messages."""
    return "\n".join(line for each in _chain(fault) for line in _lines(each))


def masked(reference: str) -> str:
    """What the client learns of a fault."""
    return f"internal fault, quote id {reference}"


def record(reference: str, fault: BaseException) -> None:
    """Writes a fault down under the id that the client was told."""
    LOG.error("fault", extra={"facts": {"id": reference, "trace": told(fault)}})


class Reticent(logging.Formatter):
    """Formats log lines of the whole process, exceptions without their messages."""

    def formatException(  # noqa: N802  the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The exception of a log record."""
        return told(ei[1]) if ei[1] is not None else ""


def _chain(fault: BaseException) -> Iterator[BaseException]:
    cause = fault.__cause__ or fault.__context__
    if cause is not None and cause is not fault:
        yield from _chain(cause)
    yield fault


def _lines(fault: BaseException) -> Iterator[str]:
    kind = type(fault)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
