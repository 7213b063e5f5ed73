"""`zuwu check`: what is wrong with this installation, and how to mend it. It changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from tortoise.connection import get_connections

from api.settings import Settings
from cli import check_files, check_folder, check_records, check_tables
from cli.finding import Finding
from schema import database


async def check(settings: Settings, now: datetime) -> tuple[Finding, ...]:
    """Everything that is not as it should be; nothing, if all is well."""
    found = list(check_folder.findings(settings))
    async with database.opened(settings.database_url):
        found += [each async for each in _database(settings, now)]
    return (*found, *check_folder.release(settings))


async def _database(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Records are only looked at in tables that are as this release knows them."""
    [name] = get_connections().db_config
    client, apps = get_connections().get(name), database.config(settings.database_url)["apps"]
    foreign = [each async for each in check_tables.foreign(client, apps)]
    for each in foreign:
        yield each
    if foreign:
        return
    for looks in (
        check_tables.damaged(client),
        check_tables.unguarded(client, apps),
        check_records.findings(now),
        check_files.findings(settings),
    ):
        async for each in looks:
            yield each
