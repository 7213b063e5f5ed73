"""How long readers wait while somebody writes: 50 %, 99 % and the longest, in milliseconds.

Run from the root of the source:

    .venv/bin/python bench/reading.py

on a SQLite file of its own, or the empty PostgreSQL database that DATABASE_URL names. The first
line is without a writer; in the second a transaction is open for 0.2 s out of every 0.25 s; the
third says how long the write-ahead log became while somebody always read.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from cli import founding
from cli.founding import Founding, Named
from schema import database
from schema.base.act import transaction
from schema.records.areas import AreaRecord

TOWN = Founding(Named("439901", "示例县"), Named("101", "清溪镇"), "清溪镇管理员")
SECONDS = 5.0
READERS = 8


async def read(until: float) -> list[float]:
    """Reads again and again; how long each reading took."""
    took = []
    while (begun := time.monotonic()) < until:
        await AreaRecord.all().values("path", "name")
        took.append(time.monotonic() - begun)
    return took


async def write(held: float, pause: float) -> None:
    """Changes the areas again and again, in transactions that stay open for a while."""
    while True:
        async with transaction():
            await AreaRecord.all().update(figures=["清溪街一号"] * 100)
            await asyncio.sleep(held)
        await asyncio.sleep(pause)


async def measured(beside: Callable[[], Awaitable[None]] | None = None) -> str:
    """What readers wait while something else is done."""
    other = asyncio.ensure_future(beside()) if beside else None
    until = time.monotonic() + SECONDS
    took = sorted(chain(*await asyncio.gather(*(read(until) for _ in range(READERS)))))
    if other:
        other.cancel()
        with suppress(asyncio.CancelledError):
            await other
    at = [took[len(took) // 2], took[len(took) * 99 // 100], took[-1]]
    return f"{len(took)} readings: " + " / ".join(f"{1000 * each:.1f}" for each in at)


async def told(url: str) -> None:
    """Prints the lines."""
    await database.migrate(url)
    async with database.opened(url):
        await founding.found(TOWN, datetime(2026, 5, 3, 1, tzinfo=UTC))
        print("alone", await measured())
        print("beside a writer", await measured(lambda: write(0.2, 0.05)))
        print("beside short writes", await measured(lambda: write(0, 0)))
        print(f"write-ahead log: {database.client(url).log_size / 1e6:.1f} MB")


def main() -> None:
    """What the module says."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "zuwu.sqlite3"
        url = os.environ.get("DATABASE_URL") or database.sqlite(file)
        asyncio.run(told(url))


if __name__ == "__main__":
    main()
