"""The demonstration as its tests tell it, and what is written to the log meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api import logs
from api.settings import Settings
from cli import demo

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

OURS = ("api", "cli", "publisher", "schema", "zuwu")


async def prepared(settings: Settings, now: datetime) -> dict[str, Any]:
    """The tokens of a demonstration, as if it had been published: no pages are built here."""
    settings.site.mkdir(parents=True)
    return await demo.prepare(settings, now)


@contextmanager
def overheard(file: Path, level: int = logging.INFO) -> Iterator[None]:
    """Writes down what `zuwu serve` would log, in more detail than it ever does.

    Our own loggers say everything and the libraries what they say at this level.
    """
    with file.open("a", encoding="utf-8") as stream, _restored():
        logs.configure("text")
        root = logging.getLogger()
        root.handlers = [handler := logging.StreamHandler(stream)]
        handler.setFormatter(logs.AsText())
        root.setLevel(level)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.DEBUG)
        # The client of the tests, not the service.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        yield


@contextmanager
def _restored() -> Iterator[None]:
    """Logging as it was, afterwards."""
    root = logging.getLogger()
    handlers, level, raises = list(root.handlers), root.level, logging.raiseExceptions
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.raiseExceptions = raises
        for name in (*OURS, "httpx2"):
            logging.getLogger(name).setLevel(logging.NOTSET)
