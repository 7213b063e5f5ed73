"""Whether editions are what was approved, and records what the journal says of them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise import Tortoise
from tortoise.connection import get_connections
from tortoise.functions import Count
from tortoise.models import Model

from cli import check_tables
from cli.finding import RESTORE, Finding
from schema.base import journal
from schema.base.edition import EditionRecord
from schema.base.journal import JournalRecord
from schema.base.record import Stored

CHAPTER = "Checking"

PAGE = 2000
"""Rows looked at in one statement."""

AHEAD = timedelta(minutes=5)
"""By how much clocks of several machines may differ."""

Row = Mapping[str, Any]


async def findings(now: datetime) -> AsyncIterator[Finding]:
    """What is wrong with the records."""
    assert Tortoise.apps is not None
    models = sorted(Tortoise.apps["zuwu"].values(), key=lambda each: each._meta.db_table)
    [name] = get_connections().db_config
    for model in models:
        async for each in check_tables.broken(get_connections().get(name), model):
            yield each
    async for each in _editions():
        yield each
    async for each in _clock(now):
        yield each
    async for each in _journal(models):
        yield each


async def _rows(model: type[Model]) -> AsyncIterator[Row]:
    """All rows by key, a page at a time."""
    query = model.all().order_by("id").limit(PAGE)
    page = await query.values()
    while page:
        for row in page:
            yield row
        page = await query.filter(id__gt=page[-1]["id"]).values()


async def _editions() -> AsyncIterator[Finding]:
    """A snapshot that was erased is empty, and its digest stays."""
    async for row in _rows(EditionRecord):
        content = row["snapshot"]
        # SQLite keeps a text in a column of bytes, if somebody puts it there.
        approved = isinstance(content, bytes) and hashlib.sha256(content).hexdigest()
        if content and approved != row["digest"]:
            yield Finding(f"edition {row['id']} is not what was approved", RESTORE, CHAPTER)
    newest = EditionRecord.filter(newest=True).annotate(count=Count("id"))
    for row in (
        await newest.group_by("document", "record_id")
        .filter(count__gt=1)
        .values("document", "record_id")
    ):
        fact = f"{row['document']} of record {row['record_id']} has more than one newest edition"
        yield Finding(fact, RESTORE, CHAPTER)


async def _clock(now: datetime) -> AsyncIterator[Finding]:
    last = await JournalRecord.all().order_by("-at").limit(1).values("at")
    if last and last[0]["at"] > now + AHEAD:
        fact = f"the clock says {now:%Y-%m-%d %H:%M} UTC, and something was done after that"
        yield Finding(fact, "Set the clock, and let it be kept by NTP", CHAPTER)


async def _journal(models: list[type[Model]]) -> AsyncIterator[Finding]:
    """Each line begins where the last one about the same record ended; the record stands there."""
    stands: dict[UUID, str] = {}
    async for line in _rows(JournalRecord):
        record = line["record_id"]
        if record in stands and line["before"] != stands[record]:
            fact = f"lines about {line['kind']} {record} are missing from the journal"
            yield Finding(fact, RESTORE, CHAPTER)
        stands[record] = line["after"]
    for model in models:
        if issubclass(model, Stored):
            async for row in _rows(model):
                if stands.get(row["id"], journal.digest(row)) != journal.digest(row):
                    fact = f"row {row['id']} of {model._meta.db_table} is not as the journal says"
                    yield Finding(fact, RESTORE, CHAPTER)
