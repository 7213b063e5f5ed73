"""The SQL statements that something takes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def counted(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """The statements sent within."""
    statements: list[str] = []
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        caplog.clear()
        yield statements
    statements += [r.getMessage() for r in caplog.records if r.name == "tortoise.db_client"]
