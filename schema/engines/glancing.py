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

STEPS = 10_000
"""Steps of SQLite's machine after which it is looked whether a question is still short.

SQLite goes on counting where the last asking of the same text left off, so a question may meet a
look that its own steps did not call for: one look says nothing yet.
"""

LOOKS = 20
"""How often it may be looked while a question is answered: some milliseconds."""

TURN = 8
"""Short questions after which others go first; each look at one counts as another."""

REMEMBERED = 1000
"""Questions that are remembered as long."""


class Glance:
    """A connection of its own to a file, which only reads and never waits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._connection: sqlite3.Connection | None = None
        self._long: set[str] = set()
        self._looks = 0
        self._taken = 0

    def tired(self) -> bool:
        """Whether it is time that others go first; whoever asks lets them."""
        if self._taken < TURN:
            return False
        self._taken = 0
        return True

    def rows(self, question: str, values: Sequence[Any]) -> list[Any] | None:
        """The rows, if they are had in short; None leaves the question to a thread."""
        if question in self._long:
            return None
        self._looks = 0
        try:
            return self._opened().execute(question, values).fetchall()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                self._remember(question)
            return None
        finally:
            self._taken += 1 + self._looks

    def close(self) -> None:
        """Lets the file go; asked again, it is opened again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _too_long(self) -> bool:
        self._looks += 1
        return self._looks > LOOKS

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
            opened.set_progress_handler(self._too_long, STEPS)
            self._connection = opened
        return self._connection
