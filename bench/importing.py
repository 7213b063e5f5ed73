"""How long an import takes, and how much memory: persons with their households, new and again.

Run from the root of the source, with the number of persons:

    .venv/bin/python bench/importing.py 50000

into a SQLite file of its own, or into the empty PostgreSQL database that DATABASE_URL names. Every
fourth person is the head of a household. The second line is the same file once more, which
changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parent.parent))

from cli import founding
from cli.founding import Founding, Named
from schema import database
from schema.base.context import Context
from schema.base.garbage import undisturbed
from schema.base.profile import profiles
from schema.base.scope import Actor, AreaPath, Grant
from schema.exchange import importing
from schema.exchange.importing import Delivery
from schema.rules.roles import Role
from schema.workbooks import writing
from schema.workbooks.writing import Column, Sheet

NOW = datetime(2026, 5, 3, 1, 0, tzinfo=UTC)
SINCE = date(2004, 6, 1)
TOWN = Founding(Named("439901", "示例县"), Named("101", "清溪镇"), "清溪镇管理员")


def roll(persons: int) -> bytes:
    """A workbook of so many persons."""
    households = persons // 4
    return writing.workbook(
        [
            _sheet("户", "户号 居住情况 立户日期", _households(households)),
            _sheet(
                "人员",
                "户号 姓名 出生年份 成员身份起始日期 户主 入户日期",
                _persons(persons, households),
            ),
        ]
    )


def _sheet(name: str, headings: str, rows: Iterator[list[Any]]) -> Sheet:
    columns = tuple(Column(each, "", (), "text", 12) for each in headings.split())
    return Sheet(name, columns, rows)


def _households(number: int) -> Iterator[list[Any]]:
    for place in range(number):
        yield [f"H{place:05}", "在家", SINCE]


def _persons(number: int, households: int) -> Iterator[list[Any]]:
    for place in range(number):
        head = "是" if place < households else "否"
        household, born = f"H{place % households:05}", 1950 + place % 50
        yield [household, f"居民{place:05}", born, SINCE, head, SINCE]


async def taken(url: str, persons: int) -> None:
    """Takes the roll in twice; says how long it took and the most memory so far."""
    await database.migrate(url)
    async with database.opened(url):
        await founding.found(TOWN, NOW)
        grant = Grant(Role.ADMINISTRATOR, TOWN.path)
        actor = Actor(uuid4(), TOWN.administrator, (grant,))
        context = Context(actor, NOW, profiles())
        delivery = Delivery("roll.xlsx", roll(persons), AreaPath(TOWN.path))
        for _ in range(2):
            await _measured(context, delivery)


async def _measured(context: Context, delivery: Delivery) -> None:
    wall, cpu = time.monotonic(), time.process_time()
    report = await importing.run(context, delivery, check=False)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wrong = len(report.complaints)
    print(f"{report.tally}, {wrong} complaints: {wall:.1f} s, {cpu:.1f} s of CPU, {most} MB")


def main() -> None:
    """What the module says."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or database.sqlite(Path(folder) / "zuwu.sqlite3")
        with undisturbed():
            asyncio.run(taken(url, int(sys.argv[1])))


if __name__ == "__main__":
    main()
