"""One process at a time writes to a database file; a lock in the data folder keeps it so."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from api.settings import Settings
from cli.trouble import Trouble


class Occupied(Trouble):
    """Another process writes to the data folder."""


@contextmanager
def writing(settings: Settings, what: str) -> Iterator[None]:
    """Holds the data folder as long as the block runs; `what` tells others who does.

    A server of its own keeps its writers apart, so with one there is nothing to hold.
    """
    if not settings.embedded:
        yield
        return
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "zuwu.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            file.seek(0)
            holder = file.read().strip() or "another command"
            raise Occupied(
                f"{holder} is writing to {settings.home}",
                "Stop it first, or move to PostgreSQL, which takes many writers",
                "Databases",
            ) from held
        file.truncate(0)
        file.write(what)
        file.flush()
        yield
