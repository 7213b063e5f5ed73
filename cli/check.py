"""`zuwu check`: what is wrong with this installation, and how to mend it. It changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from tortoise.connection import get_connections

from api.settings import Settings
from cli import check_folder, check_records, check_tables
from cli.finding import Finding
from schema import database


async def check(settings: Settings, now: datetime) -> tuple[Finding, ...]:
    """Everything that is not as it should be; nothing, if all is well."""
    found = list(check_folder.findings(settings))
    async with database.opened(settings.database_url):
        found += [each async for each in _database(settings, now)]
    return (*found, *check_folder.release(settings))


async def _database(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """The records are only looked at in tables that are as this release knows them."""
    [name] = get_connections().db_config
    client = get_connections().get(name)
    whole = True
    async for each in check_tables.findings(client, database.config(settings.database_url)["apps"]):
        whole = False
        yield each
    if whole:
        async for each in check_records.findings(now):
            yield each
