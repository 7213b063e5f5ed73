"""A town of any size is made through the import and published; its seed makes it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.settings import Settings
from cli import peopling
from cli.peopling import Census
from cli.scale import Size
from cli.trouble import Trouble
from schema import database
from schema.base.edition import EditionRecord, State
from schema.base.record import Record
from schema.base.scope import Scope
from schema.records.areas import AreaRecord
from schema.records.households import HouseholdRecord
from schema.records.persons import PersonRecord

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TINY = Size(villages=2, groups=3, households=9, people=30, years=2, meetings=3, notices=2, rounds=1)


async def made(settings: Settings, seed: int) -> tuple[Census, Any]:
    """A tiny town, and everything that it wrote down but who did it."""
    census = await peopling.people(settings, TINY, seed, NOW)
    async with database.opened(settings.database_url):
        kept: dict[str, Any] = {}
        for kind in (*Record.__subclasses__(), EditionRecord):
            rows = await kind.all().order_by("id").values()
            kept[kind.__name__] = [
                {key: each for key, each in row.items() if not key.endswith("ted_by")}
                for row in rows
            ]
    return census, kept


@pytest.fixture
def at(settings: Settings, url: str) -> Settings:
    """An installation on either database, its tables empty."""
    settings.home.mkdir()
    return replace(settings, database_url=url)
