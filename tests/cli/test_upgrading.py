"""Every release's records are taken over by this one; an upgrade that is killed is begun again."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date
from pathlib import Path

import killing
import pytest
import village as v
from books_kept import journal_agrees
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from cli import archive
from schema import database, migrating, officers, tables
from schema.base.edition import EditionRecord
from schema.base.scope import Grant
from schema.base.secret import digest
from schema.officers import GrantRecord

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.gz"))

REWRITTEN = {"grant", "token"}
"""Tables whose rows were carried over into others of their name, by 0008_accounts."""

TOKEN = "zuwu_of_the_first_release"
FORMER = "zuwu_that_expired"

HOLDER = "5f0c3f0e-0000-4000-8000-000000000001"

OFFICES = (
    f"INSERT INTO officer (id, name) VALUES ('{HOLDER}', '松甲')",
    'INSERT INTO "grant" (officer_id, role, path, held_from, held_to) VALUES'
    f" ('{HOLDER}', 'clerk', '439901/101/201/001', '2024-01-01', NULL),"
    f" ('{HOLDER}', 'auditor', '439901/101', '2023-01-01', '2025-12-31')",
    "INSERT INTO token (officer_id, digest, expires_at) VALUES"
    f" ('{HOLDER}', '{digest(TOKEN)}', '2027-05-03 01:00:00+00:00'),"
    f" ('{HOLDER}', '{digest(FORMER)}', '2026-05-01 01:00:00+00:00')",
)
"""Somebody who holds an office, held another, and has a token that is good and one that was."""


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
            for statement in OFFICES:
                await connection.execute_query(statement)
            return await digests(connection, kept)


async def digests(connection: BaseDBAsyncClient, kept: archive.Manifest) -> dict[str, str]:
    """What the tables of a release hold, in the columns that they had then."""
    return {
        each.name: (await tables.tally(connection, each.table)).digest
        for each in kept.tables
        if each.name not in REWRITTEN
    }


@pytest.mark.parametrize("file", RELEASES, ids=lambda file: file.name)
async def test_the_records_of_a_release_are_taken_over(empty: str, file: Path) -> None:
    """Rows, snapshots and journal stay as they were, and the service answers from them."""
    kept, before = archive.verified(file), await released(empty, file)
    await database.migrate(empty)
    async with database.opened(empty, everywhere=True):
        async with tables.snapshot() as connection:
            assert await digests(connection, kept) == before
        for row in await EditionRecord.all().values("snapshot", "digest"):
            assert hashlib.sha256(row["snapshot"]).hexdigest() == row["digest"]
        assert await journal_agrees() > 10
        asked = "{ publications { totalCount edges { node { title } } } }"
        answer = await v.Ask(v.ANYONE)(asked)
        assert answer["publications"]["totalCount"] == 2


@pytest.mark.parametrize("file", RELEASES, ids=lambda file: file.name)
async def test_offices_stay_and_tokens_stay_good(empty: str, file: Path) -> None:
    await released(empty, file)
    await database.migrate(empty)
    async with database.opened(empty, everywhere=True):
        held = (
            await GrantRecord.all()
            .order_by("held_from")
            .values("role", "path", "held_from", "held_to", "ended_at", "version")
        )
        assert [tuple(each.values()) for each in held] == [
            (v.Role.AUDITOR, v.TOWN, date(2023, 1, 1), date(2025, 12, 31), None, 1),
            (v.Role.CLERK, v.GROUP, date(2024, 1, 1), None, None, 1),
        ]
        actor = await officers.recognise(TOKEN, v.NOW, v.TODAY)
        assert (actor.name, actor.grants) == ("松甲", (Grant(v.Role.CLERK, v.GROUP),))
        written = await v.household(v.Ask(actor), "H77", validFrom="2020-01-01")
        assert written["version"] == 1
        assert await officers.recognise(FORMER, v.NOW, v.TODAY) == v.ANYONE
        later = v.NOW.replace(year=2028)
        assert await officers.recognise(TOKEN, later, later.date()) == v.ANYONE


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
