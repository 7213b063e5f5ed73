"""What a check finds when something is broken on purpose, on both databases."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import attaching as a
import pytest
import village as v
from tortoise.connection import get_connections
from village import Village

from api import keys
from api.settings import Settings
from cli import check_folder
from cli.check import check
from cli.main import main
from publisher import disk, trees
from publisher import release as releases
from publisher.release import Branch, Manifest
from publisher.trees import Grown, Leaf, Tree
from schema import database
from schema.papers import store

LATER = v.NOW + timedelta(hours=1)

BREAKAGES = {
    "a guard that was dropped": (
        ["DROP INDEX edition_newest"],
        ["DROP INDEX edition_newest"],
        "no longer keeps edition_newest",
    ),
    "a trigger that was dropped": (
        ["DROP TRIGGER journal_no_update"],
        ["ALTER TABLE journal DISABLE TRIGGER journal_append_only"],
        "no longer keeps journal_",
    ),
    "a check that was dropped": (
        ["DROP TRIGGER edition_check_d83071fa_insert"],
        ["ALTER TABLE edition DROP CONSTRAINT edition_check_d83071fa"],
        "no longer keeps edition_check_",
    ),
    "a snapshot that was changed": (
        ["DROP TRIGGER edition_fixed", "UPDATE edition SET snapshot = 'x'"],
        ["DROP TRIGGER edition_fixed ON edition", "UPDATE edition SET snapshot = 'x'"],
        "is not what was approved",
    ),
    "two newest editions": (
        ["DROP INDEX edition_newest", "UPDATE edition SET newest = 1"],
        ["DROP INDEX edition_newest", "UPDATE edition SET newest = true"],
        "more than one newest edition",
    ),
    "a row that is not there": (
        ["PRAGMA foreign_keys = OFF", "DELETE FROM body"],
        ["SET session_replication_role = replica; DELETE FROM body"],
        "1 rows of notice name a body that is not there",
    ),
    "a line that is missing": (
        ["DROP TRIGGER journal_no_delete", "DELETE FROM journal WHERE act = 'approve'"],
        [
            "ALTER TABLE journal DISABLE TRIGGER journal_append_only",
            "DELETE FROM journal WHERE act = 'approve'",
        ],
        "is not as the journal says",
    ),
    "a line that is missing between two": (
        ["DROP TRIGGER journal_no_delete", "DELETE FROM journal WHERE id = 4"],
        [
            "ALTER TABLE journal DISABLE TRIGGER journal_append_only",
            "DELETE FROM journal WHERE id = 4",
        ],
        "are missing from the journal",
    ),
    "a record that was changed": (
        ["UPDATE notice SET title = '改'"],
        ["UPDATE notice SET title = '改'"],
        "of notice is not as the journal says",
    ),
    "a column that is missing": (
        ["ALTER TABLE notice DROP COLUMN text"],
        ["ALTER TABLE notice DROP COLUMN text"],
        "the table notice is not there, or lacks a column",
    ),
    "tables of an earlier release": (
        ["DELETE FROM tortoise_migrations WHERE name > '0004'"],
        ["DELETE FROM tortoise_migrations WHERE name > '0004'"],
        "the tables stand at 0003_regulation_guards",
    ),
    "tables of a later release": (
        ["UPDATE tortoise_migrations SET name = '9999_later' WHERE name LIKE '0005%'"],
        ["UPDATE tortoise_migrations SET name = '9999_later' WHERE name LIKE '0005%'"],
        "Install the later release",
    ),
}
"""Statements for SQLite and for PostgreSQL, and what is found then."""


@pytest.fixture
async def sound(settings: Settings, url: str) -> AsyncIterator[Settings]:
    """An installation with a notice that was published and corrected."""
    settings.home.mkdir(parents=True)
    async with database.opened(url, everywhere=True):
        village = await Village.founded()
        notice = await v.notice(village.clerk, await v.body(village.clerk))
        await v.published(village, "OPEN_NOTICE", notice)
        await v.published(village, "OPEN_NOTICE", notice, changeNote="更正时间。")
    (file := database.file(url)) and file.chmod(0o600)
    yield replace(settings, database_url=url)


async def facts(settings: Settings, now: datetime = LATER) -> list[str]:
    """What is found, a line each."""
    return [str(each) for each in await check(settings, now)]


async def test_nothing_is_found_where_all_is_well(sound: Settings) -> None:
    assert await facts(sound) == []


@pytest.mark.parametrize("broken", BREAKAGES)
async def test_what_is_broken_in_the_database_is_found(sound: Settings, broken: str) -> None:
    sqlite, postgresql, told = BREAKAGES[broken]
    async with database.opened(sound.database_url):
        [name] = get_connections().db_config
        for statement in sqlite if name == "sqlite" else postgresql:
            await get_connections().get(name).execute_script(statement)
    found = await facts(sound)
    assert [line for line in found if told in line], found


async def test_a_clock_that_stands_before_the_last_act_is_found(sound: Settings) -> None:
    [line] = await facts(sound, v.NOW - timedelta(days=1))
    assert line.startswith("the clock says 2026-05-02 01:00 UTC")


def test_a_folder_that_is_not_there_is_found(settings: Settings) -> None:
    [found] = check_folder.findings(settings)
    assert "is not there" in found.fact


def test_a_secret_that_others_can_read_is_found(settings: Settings) -> None:
    (settings.home / "keys").mkdir(parents=True)
    key = settings.home / "keys" / "seal"
    key.write_bytes(b"key")
    key.chmod(0o644)
    [found] = check_folder.findings(settings)
    assert found.mend == f"chmod 600 {key}"
    key.chmod(0o600)
    assert list(check_folder.findings(settings)) == []


async def test_a_key_that_is_gone_or_none_is_found_where_webhooks_are_signed_with_it(
    sound: Settings,
) -> None:
    file = keys.webhooks(sound)
    keys.kept(file)
    async with database.opened(sound.database_url, everywhere=True):
        await v.webhook(v.officer(v.Role.ADMINISTRATOR, v.TOWN))
    assert await facts(sound) == []
    file.write_text("00", encoding="ascii")
    [line] = await facts(sound)
    assert line.startswith("webhooks.key holds no key")
    file.unlink()
    [line] = await facts(sound)
    assert line.startswith("webhooks.key is not there, and 1 webhooks are signed with it")


async def test_a_file_of_an_attachment_that_is_gone_or_changed_is_found(sound: Settings) -> None:
    async with database.opened(sound.database_url, everywhere=True):
        clerk = v.officer(v.Role.CLERK, v.GROUP)
        notice = await v.notice(clerk, await v.body(clerk, classification="OTHER", name="值班室"))
        await a.attached(clerk, sound.home, notice, a.photograph())
    assert await facts(sound) == []
    [file] = (sound.home / store.FOLDER).glob("??/*")
    file.write_bytes(b"another")
    [line] = await facts(sound)
    assert line.startswith(f"the file {file.name} is not as it was handed in")
    file.unlink()
    [line] = await facts(sound)
    assert line.startswith(f"the file {file.name} of an attachment is not there")


def test_a_disk_without_room_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.home.mkdir(parents=True)
    monkeypatch.setattr(check_folder, "ROOM", 1 << 60)
    [found] = check_folder.findings(settings)
    assert "MB are free" in found.fact


def published(home: Path) -> Path:
    """A live release of one page; its folder."""
    site = releases.of(home)
    with disk.alone(site), disk.workshop(site, "work") as work:
        (work / "index.html").write_text("<p>", encoding="utf-8")
        leaf = Leaf("", {"index.html": "another digest"})
        grown = Grown(Tree((), {"index.md": leaf}), leaf.files.keys(), work)
        trees.put(site, "", "000001", grown, None, {})
        branches = {"": Branch("000001", "", 1)}
        manifest = Manifest(releases.FORMAT, "000001", v.TOWN, v.NOW, None, "", "", branches)
        releases.put(site, manifest)
    return site / "releases" / "000001"


def test_a_page_that_is_not_as_it_was_published_is_found(settings: Settings) -> None:
    folder = published(settings.home)
    [found] = check_folder.release(settings)
    assert found.fact == "index.html of the live release is not as it was published"
    (folder / "manifest.json").unlink()
    [found] = check_folder.release(settings)
    assert found.fact == "the live release is not whole"


def test_the_command_tells_people_and_programs(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    init = ["--county", "439901=示例县", "--town", "101=清溪镇", "--administrator", "镇管理员甲"]
    assert main(["init", *init]) == 0
    capsys.readouterr()
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "all is well\n"
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}
    (Path(environ["ZUWU_HOME"]) / "zuwu.sqlite3").chmod(0o644)
    assert main(["check", "--json"]) == 1
    [found] = json.loads(capsys.readouterr().out)["findings"]
    assert found["chapter"] == "Checking"
