"""How the databases are spoken to: in as few steps as may be, and never in fewer than must be."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import village as v
from statements import counted
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction
from village import NOW, Village

from schema import database
from schema.base import reading
from schema.base.act import transaction
from schema.base.inserting import insert
from schema.base.key import KeyRecord
from schema.engines.glancing import Glance
from schema.engines.pool import Pool

LONG = """WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000)
SELECT max(x) FROM n"""

SHORT = """WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?)
SELECT max(x) FROM n"""

OFFICER = uuid4()


async def write(key: str) -> None:
    """Writes a row."""
    row = {"key": key, "officer_id": OFFICER, "digest": "", "record_id": uuid4()}
    await insert((KeyRecord, [row | {"answer": None, "at": NOW}]))


async def written() -> list[str]:
    """The rows that are seen."""
    rows = await reading.rows(KeyRecord.all().order_by("key"), {"key": "key"})
    return [row["key"] for row in rows]


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_one_record_takes_one_question_and_one_statement_that_writes(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    body = await v.body(village.clerk)
    with counted(caplog) as statements:
        await v.notice(village.clerk, body)
    asked, wrote = statements
    assert asked.startswith("SELECT")
    assert 'INSERT INTO "notice"' in wrote
    assert 'INSERT INTO "journal"' in wrote


@pytest.mark.usefixtures("village")
async def test_what_is_written_is_seen_by_who_wrote_it_and_kept_as_a_whole() -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await write("a")
            assert await written() == ["a"]
            raise RuntimeError
    assert await written() == []
    async with transaction():
        await write("a")
        await write("b")
        assert await asyncio.ensure_future(written()) == ["a", "b"]
    assert await written() == ["a", "b"]


@pytest.mark.usefixtures("village")
async def test_a_part_is_undone_alone() -> None:
    async with transaction():
        await write("a")
        with pytest.raises(RuntimeError):
            async with in_transaction():
                await write("b")
                raise RuntimeError
        async with in_transaction():
            await write("c")
    assert await written() == ["a", "c"]


@pytest.mark.usefixtures("village")
async def test_a_row_that_cannot_be_is_told_at_the_latest_at_the_end() -> None:
    await write("a")
    with pytest.raises(IntegrityError):
        async with transaction():
            await write("a")
    with pytest.raises(IntegrityError):
        async with transaction():
            await write("b")
            await write("a")
    assert await written() == ["a"]


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_a_connection_comes_back_as_it_was_or_not_at_all(url: str) -> None:
    async with database.opened(url):
        client = database.client(url)
        await client.execute_query("SELECT 1")
        pool: Any = client._pool
        assert isinstance(pool, Pool)
        first = await pool.acquire()
        await first.execute("BEGIN")
        await pool.release(first)
        assert first.is_closed()
        for _ in range(20):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.02):
                    await client.execute_query("SELECT pg_sleep(5)")
            _, rows = await client.execute_query("SELECT 1 AS one")
            assert rows[0]["one"] == 1
        assert client.busy == 0


def test_a_long_question_is_broken_off_and_not_tried_again(migrated_file: Path) -> None:
    glance = Glance(str(migrated_file))
    assert [tuple(row) for row in glance.rows("SELECT ?", [1]) or ()] == [(1,)]
    assert glance.rows(LONG, []) is None
    assert glance.rows(LONG, []) is None
    assert glance.rows("SELECT 1", []) is not None
    assert glance.rows("DELETE FROM area", []) is None
    glance.close()


def test_a_short_question_stays_one_however_often_it_is_asked(migrated_file: Path) -> None:
    glance = Glance(str(migrated_file))
    for _ in range(2000):
        assert glance.rows(SHORT, [1000]) is not None
    glance.close()


def test_others_go_first_after_some_short_questions_or_one_that_is_less_short(
    migrated_file: Path,
) -> None:
    glance = Glance(str(migrated_file))
    for steps, questions in ((1, 8), (8000, 1)):
        for _ in range(questions):
            assert not glance.tired()
            glance.rows(SHORT, [steps])
        assert glance.tired()
        assert not glance.tired()
    glance.close()
