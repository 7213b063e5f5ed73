"""A town of any size is taken in and published; its seed makes it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from cli import peopling
from cli.main import main
from cli.peopling import Census
from cli.scale import Size
from cli.trouble import Trouble
from schema import database
from schema.base.edition import EditionRecord, State
from schema.base.record import Record
from schema.records.households import HouseholdRecord
from schema.records.persons import PersonRecord

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

TINY = Size(villages=2, groups=3, households=9, people=30, years=2, meetings=3, notices=2, rounds=1)

OFFICERS = frozenset({"submitted_by", "decided_by"})
"""Columns that name officers, who are appointed and not drawn."""


@pytest.fixture
def empty(settings: Settings, url: str) -> Settings:
    """An installation on either database, without records."""
    return replace(settings, database_url=url)


async def made(at: Settings, seed: int) -> Census:
    """A tiny town."""
    return await peopling.people(at, TINY, seed, NOW)


async def written(at: Settings) -> dict[str, Any]:
    """Everything that a town wrote down."""
    async with database.opened(at.database_url):
        return {
            kind.__name__: [
                {name: value for name, value in row.items() if name not in OFFICERS}
                for row in await kind.all().order_by("id").values()
            ]
            for kind in (*Record.__subclasses__(), EditionRecord)
        }


@pytest.fixture
def another(empty: Settings, tmp_path: Path) -> Settings:
    """A second installation; always a file, for what is drawn is the same on both databases."""
    home = tmp_path / "another"
    return replace(empty, home=home, database_url=database.sqlite(home / "zuwu.sqlite3"))


async def test_the_same_seed_makes_the_same_town(empty: Settings, another: Settings) -> None:
    assert await made(empty, 1) == await made(another, 1)
    assert await written(empty) == await written(another)


async def test_another_seed_makes_another_town(empty: Settings, another: Settings) -> None:
    await made(empty, 1)
    await made(another, 2)
    first, second = await written(empty), await written(another)
    assert first["MeetingRecord"] and first["PersonRecord"]
    assert first["PersonRecord"] != second["PersonRecord"]
    assert [each["birth_year"] for each in first["PersonRecord"]] != [
        each["birth_year"] for each in second["PersonRecord"]
    ]


async def test_a_town_is_as_large_as_asked_and_all_of_it_is_public(empty: Settings) -> None:
    census = await made(empty, 1)
    async with database.opened(empty.database_url):
        assert await HouseholdRecord.all().count() == TINY.households
        assert await PersonRecord.all().count() == TINY.people
        public = await EditionRecord.filter(state=State.PUBLISHED).count()
        assert public == census.editions == await EditionRecord.all().count()


async def test_a_town_is_not_made_where_there_are_records(empty: Settings) -> None:
    await made(empty, 1)
    with pytest.raises(Trouble, match="there are records already"):
        await made(empty, 1)


def test_a_size_that_nobody_knows_is_refused(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--scale", "planet"])
    assert "town" in capsys.readouterr().err
