"""The demonstration as its tests tell it, and what is written to the log meanwhile."""

from __future__ import annotations

import copy
import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.app import LOGGING
from api.settings import Settings
from cli import demo

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

OURS = ("api", "cli", "publisher", "schema", "zuwu")


async def prepared(settings: Settings, now: datetime) -> dict[str, Any]:
    """The tokens of a demonstration, as if it had been published: no pages are built here."""
    settings.site.mkdir(parents=True)
    return await demo.prepare(settings, now)


@contextmanager
def overheard(file: Path) -> Iterator[None]:
    """Writes down what `zuwu serve` would log, in more detail than it ever does.

    Our own loggers say everything and the libraries what they think worth knowing; what `LOGGING`
    keeps a library from saying stays unsaid.
    """
    told: dict[str, Any] = copy.deepcopy(LOGGING)
    told["root"]["level"] = "INFO"
    told["loggers"] |= {name: {"level": "DEBUG"} for name in OURS}
    told["loggers"]["httpx2"] = {"level": "WARNING"}  # the client of the tests, not the service
    with file.open("a", encoding="utf-8") as stream, _restored():
        told["handlers"]["errors"]["stream"] = stream
        logging.config.dictConfig(told)
        yield


@contextmanager
def _restored() -> Iterator[None]:
    """Logging as it was, afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in (*OURS, "httpx2", *LOGGING["loggers"]):  # type: ignore[misc]
            logging.getLogger(name).setLevel(logging.NOTSET)
