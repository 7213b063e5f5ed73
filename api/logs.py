"""What the service writes down: one line per event on stderr, without a word about anybody.

An event of ours is a short name with facts beside it. Of what libraries report, only the fixed
first line is kept: what they fill in can be anything.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson

from api import correlation, faults

OURS = "zuwu"


def entry(record: logging.LogRecord) -> dict[str, Any]:
    """The facts of an event: time, level, name, and what belongs to it."""
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        **({} if correlation.current() == correlation.NONE else {"id": correlation.current()}),
    }
    if record.name == OURS:
        return told | {"event": record.getMessage(), **getattr(record, "facts", {})}
    first = str(record.msg).partition("\n")[0]
    return told | {"event": "library", "logger": record.name, "message": first}


class AsText(faults.Reticent):
    """For people who look on: time, level, event, facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The event, with its trace on lines of its own."""
        told = _with_trace(self, record)
        trace = told.pop("trace", None)
        begin = " ".join(str(told.pop(name)) for name in ("time", "level", "event"))
        facts = "".join(f" {name}={value}" for name, value in told.items())
        return begin + facts + (f"\n{trace}" if trace else "")


class AsJson(faults.Reticent):
    """For programs that collect: one object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """The event as JSON."""
        return orjson.dumps(_with_trace(self, record), default=str).decode()


FORMS = {"json": AsJson, "text": AsText}


def configure(form: str) -> None:
    """Writes down from now on in this form."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMS[form]())
    root, ours = logging.getLogger(), logging.getLogger(OURS)
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    ours.setLevel(logging.INFO)
    # Else every odd request writes a line.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    # A line that cannot be written would be printed with all that was to be filled in.
    logging.raiseExceptions = False


def _with_trace(formatter: faults.Reticent, record: logging.LogRecord) -> dict[str, Any]:
    told = entry(record)
    if record.exc_info:
        told["trace"] = formatter.formatException(record.exc_info)
    return told
