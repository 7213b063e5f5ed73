"""Every release's records are taken over by this one; an upgrade that is killed is begun again."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import killing
import pytest
import village as v
from books_kept import journal_agrees
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from cli import archive
from schema import database, migrating, tables
from schema.base.edition import EditionRecord

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.gz"))


@pytest.fixture
def empty(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables, on both."""
    if dialect == "sqlite":
        return database.sqlite(tmp_path / "empty.sqlite3")
    return str(request.getfixturevalue("blank"))


async def released(url: str, file: Path) -> dict[str, str]:
    """Makes the tables of a release and fills them; what they hold, by digest."""
    kept, apps = archive.verified(file), database.config(url)["apps"]
    async with database.opened(url):
        [name] = get_connections().db_config
        await migrating.prepare(get_connections().get(name), apps)
        async with in_transaction(name) as connection:
            await migrating.advance(connection, apps, kept.schema)
            for each, rows in archive.each_table(file, kept):
                await tables.write(connection, each.table, rows)
    return {each.name: each.digest for each in kept.tables}


@pytest.mark.parametrize("file", RELEASES, ids=lambda file: file.name)
async def test_the_records_of_a_release_are_taken_over(empty: str, file: Path) -> None:
    """Rows, snapshots and journal stay as they were, and the service answers from them."""
    kept, before = archive.verified(file), await released(empty, file)
    await database.migrate(empty)
    async with database.opened(empty, everywhere=True):
        async with tables.snapshot() as connection:
            after = {
                each.name: (await tables.tally(connection, each.table)).digest
                for each in kept.tables
            }
        assert after == before
        for row in await EditionRecord.all().values("snapshot", "digest"):
            assert hashlib.sha256(row["snapshot"]).hexdigest() == row["digest"]
        assert await journal_agrees() > 10
        asked = "{ publications { totalCount edges { node { title } } } }"
        answer = await v.Ask(v.ANYONE)(asked)
        assert answer["publications"]["totalCount"] == 2


def test_there_is_a_release_to_take_over() -> None:
    assert RELEASES


@pytest.mark.parametrize("statement", [2, 40, 80])
def test_a_migration_that_is_killed_is_begun_again(empty: str, statement: int) -> None:
    """It leaves nothing that the next run would stumble over."""
    assert killing.killed(empty, statement)
    assert asyncio.run(stands(empty)) is None
    asyncio.run(database.migrate(empty))
    assert asyncio.run(stands(empty)) is not None


async def stands(url: str) -> str | None:
    """The last migration of the database."""
    async with database.opened(url):
        [name] = get_connections().db_config
        return await migrating.standing(get_connections().get(name))
