"""Connections: readers wait for no writer, a transaction sees itself, and waiting has an end."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import asyncpg
import pytest
import village as v
from tortoise.exceptions import OperationalError
from village import Village

from schema import database
from schema.base.act import transaction
from schema.base.edition import EditionRecord
from schema.engines import sqlite
from schema.records.areas import AreaRecord

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
HUNDREDTHS = ENDLESS.replace("FROM n)", "FROM n WHERE x < 300000)")


async def name() -> str:
    """What the group is called."""
    [row] = await AreaRecord.filter(path=v.GROUP).values("name")
    return str(row["name"])


async def rename(to: str) -> None:
    """Calls the group otherwise."""
    await AreaRecord.filter(path=v.GROUP).update(name=to)


@pytest.mark.usefixtures("village")
async def test_readers_do_not_wait_for_a_transaction_that_stays_open() -> None:
    held, done = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with transaction():
            await rename("改名组")
            held.set()
            await done.wait()

    writing = asyncio.ensure_future(write())
    await held.wait()
    took = []
    try:
        async with asyncio.timeout(20):
            for _ in range(100):
                begun = time.monotonic()
                assert await name() == "第一组"
                took.append(time.monotonic() - begun)
    finally:
        done.set()
        await writing
    assert sorted(took)[98] < 0.2
    assert await name() == "改名组"


@pytest.mark.usefixtures("village")
async def test_a_transaction_sees_what_it_wrote_and_nobody_else_does() -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await rename("改名组")
            assert await name() == "改名组"
            assert await asyncio.ensure_future(name()) == "改名组"
            raise RuntimeError
    assert await name() == "第一组"


async def test_an_acknowledged_act_is_read_at_once_by_everyone(village: Village) -> None:
    for number in range(20):
        made = await v.household(village.clerk, f"H{number}")
        asked = "query($id: ID!) { node(id: $id) { id } }"
        found = await asyncio.gather(*(village.clerk(asked, id=made["id"]) for _ in range(6)))
        assert all(each["node"] == {"id": made["id"]} for each in found)


@pytest.mark.usefixtures("village")
async def test_nobody_overtakes_a_reader_who_waits() -> None:
    until = time.monotonic() + 0.5

    async def read() -> int:
        count = 0
        while time.monotonic() < until:
            await EditionRecord.all().count()
            count += 1
        return count

    counts = await asyncio.gather(*(read() for _ in range(3 * sqlite.READERS)))
    assert min(counts) > max(counts) / 4


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> str:
    """A SQLite database, for what only that has."""
    copy = tmp_path / "only.sqlite3"
    copy.write_bytes(migrated_file.read_bytes())
    return database.sqlite(copy)


async def test_a_reading_connection_cannot_write(file: str) -> None:
    async with database.opened(file):
        asked = 'WITH one AS (SELECT 1) DELETE FROM "area" WHERE 0'
        with pytest.raises(OperationalError, match="readonly"):
            await database.client(file).execute_query(asked)


async def test_a_reading_given_up_leaves_its_connection_usable(file: str) -> None:
    async with database.opened(file):
        for _ in range(2 * sqlite.READERS):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await database.client(file).execute_query(ENDLESS)
        async with asyncio.timeout(2):
            assert await AreaRecord.all().count() == 0
        assert database.client(file).busy == 0


async def test_the_log_is_taken_back_although_somebody_always_reads(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LONGEST_LOG", 1_000_000)
    async with database.opened(file):
        client = database.client(file)
        await client.execute_script("CREATE TABLE filling (text)")

        async def read() -> None:
            while True:
                await client.execute_query(HUNDREDTHS + " WHERE (SELECT count(*) FROM filling)")

        reading = [asyncio.ensure_future(read()) for _ in range(3)]
        for number in range(4):
            await asyncio.sleep(0.01 * number)
            await client.execute_query("INSERT INTO filling VALUES (zeroblob(3000000))")
        assert client.log_size > sqlite.LONGEST_LOG
        await client.checkpoint()
        assert client.log_size == 0
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_a_server_gives_up_slow_statements_locks_and_idle_transactions(url: str) -> None:
    bounds = database.Bounds(pool=3, statement=0.3, lock=0.1, idle=0.2)
    async with database.opened(url, bounds=bounds):
        client = database.client(url)
        with pytest.raises(database.SLOW):
            await client.execute_query("SELECT pg_sleep(5)")
        async with transaction():
            await database.client(url).execute_query('LOCK TABLE "area"')
            with pytest.raises(database.BUSY):
                await _elsewhere(url, 'LOCK TABLE "area"', bounds)
        with pytest.raises(database.UNREACHABLE):
            async with transaction():
                await AreaRecord.all().count()
                await asyncio.sleep(0.5)
        assert await AreaRecord.all().count() == 0


async def _elsewhere(url: str, statement: str, bounds: database.Bounds) -> None:
    host = url.partition("host=")[2]
    name_ = url.partition("@/")[2].partition("?")[0]
    connection = await asyncpg.connect(
        host=host, user="postgres", database=name_, server_settings=bounds.told
    )
    try:
        async with connection.transaction():
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_no_more_connections_are_opened_than_the_pool_holds(url: str) -> None:
    async with database.opened(url, bounds=database.Bounds(pool=2)):
        asked = "SELECT pg_sleep(0.05), count(*) FROM pg_stat_activity WHERE datname = "
        asked += "current_database() AND backend_type = 'client backend'"
        client = database.client(url)
        found = await asyncio.gather(*(client.execute_query(asked) for _ in range(8)))
        assert max(rows[0]["count"] for _, rows in found) == 2
        assert client.busy == 0


async def test_tls_is_asked_for_as_everywhere_with_postgresql(server: str) -> None:
    base = f"postgres://postgres@/postgres?host={server}"
    async with database.opened(f"{base}&sslmode=prefer"):
        await database.client(base).execute_query("SELECT 1")
    async with database.opened(f"{base}&sslmode=verify-full&sslrootcert=/nowhere/ca.pem"):
        with pytest.raises(database.UNREACHABLE, match="cannot be reached"):
            await database.client(base).execute_query("SELECT 1")


@pytest.mark.usefixtures("village")
async def test_older_tables_are_noticed(url: str) -> None:
    assert await database.current(url)
    last = """DELETE FROM "tortoise_migrations" WHERE "name" LIKE '0005%'"""
    await database.client(url).execute_query(last)
    assert not await database.current(url)
