"""What a row may not break, kept by the database itself: written into migrations by hand.

Tortoise writes conditional constraints into a migration and does not apply them, and SQLite cannot
add a check to a table that exists.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from tortoise.migrations import operations as ops


def unique(name: str, on: str) -> ops.RunSQL:
    """A unique index such as `edition (document, record_id) WHERE newest`."""
    return ops.RunSQL(f"CREATE UNIQUE INDEX {name} ON {on}", f"DROP INDEX {name}")


class Statements(ops.TortoiseOperation):
    """What the two databases write differently, and no model knows."""

    reversible = False
    reduces_to_sql = False

    def describe(self) -> str:
        """What a list of migrations says of it."""
        return str(self.__doc__)

    def state_forward(self, app_label: str, state: Any) -> None:
        """No model changes."""

    async def database_forward(
        self, app_label: str, old_state: Any, new_state: Any, state_editor: Any = None
    ) -> None:
        """Sends the statements of the dialect; a script of them would end SQLite's transaction."""
        if state_editor is not None:
            sqlite = state_editor.client.capabilities.dialect == "sqlite"
            for statement in self.sqlite() if sqlite else self.postgresql():
                await state_editor.client.execute_query(statement)

    def sqlite(self) -> Iterator[str]:
        """The statements for SQLite."""
        raise NotImplementedError

    def postgresql(self) -> Iterator[str]:
        """The statements for PostgreSQL."""
        raise NotImplementedError


class Checks(Statements):
    """Conditions on a row, each a table and what must hold; a comparison with null holds."""

    def __init__(self, *checks: tuple[str, str]) -> None:
        self.checks = checks

    def sqlite(self) -> Iterator[str]:
        """A trigger refuses the row instead."""
        for table, condition in self.checks:
            name = _name(table, condition)
            new = re.sub(r"'[^']*'|\b[a-z_]+\b(?!\()", _new, condition)
            for event in ("INSERT", "UPDATE"):
                yield (
                    f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table}"
                    f" WHEN NOT ({new})"
                    f" BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END;"
                )

    def postgresql(self) -> Iterator[str]:
        """Named checks."""
        for table, condition in self.checks:
            name = _name(table, condition)
            yield f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition});"


def _name(table: str, condition: str) -> str:
    return f"{table}_check_{hashlib.sha256(condition.encode()).hexdigest()[:8]}"


def _new(word: re.Match[str]) -> str:
    """A column as the trigger sees it; a text in quotes as it is."""
    return word[0] if word[0].startswith("'") else f"NEW.{word[0]}"
