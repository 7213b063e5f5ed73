"""Short questions to a database file, answered at once and where they are asked.

To go to a thread and back takes longer than most questions do, and whoever computes meanwhile
keeps the thread waiting. A question that turns out not to be short is broken off, and remembered as
one for a thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

SHORT = 200_000
"""Steps of SQLite's machine that a question may take: some milliseconds."""

REMEMBERED = 1000
"""Questions that are remembered as long."""


class Glance:
    """A connection of its own to a file, which only reads and never waits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._connection: sqlite3.Connection | None = None
        self._long: set[str] = set()

    def rows(self, question: str, values: Sequence[Any]) -> list[Any] | None:
        """The rows, if they are had in short; None leaves the question to a thread."""
        if question in self._long:
            return None
        try:
            return self._opened().execute(question, values).fetchall()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                self._remember(question)
            return None

    def close(self) -> None:
        """Lets the file go; asked again, it is opened again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _remember(self, question: str) -> None:
        if len(self._long) >= REMEMBERED:
            self._long.clear()
        self._long.add(question)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            address = f"file:{quote(self.file)}?mode=ro"
            opened = sqlite3.connect(
                address, timeout=0, uri=True, isolation_level=None, check_same_thread=False
            )
            opened.execute("PRAGMA query_only=ON")
            opened.row_factory = sqlite3.Row
            opened.set_progress_handler(lambda: True, SHORT)
            self._connection = opened
        return self._connection
