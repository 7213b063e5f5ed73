"""Backups: whole under load, the same on both databases, refused when a byte is not as written."""

from __future__ import annotations

import asyncio
import io
import os
import resource
import shutil
import sqlite3
import sys
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import attaching as a
import buckets
import pytest
import sealing as s
import village as v
from books_kept import journal_agrees
from specimens import specimens
from village import Village

from api import keys
from api.settings import Settings
from cli import archive
from cli.backup import backup
from cli.lock import writing
from cli.main import main
from cli.restore import restore
from publisher.seal import files
from schema import database, tables
from schema.base import codec
from schema.papers import store
from tests.cli.test_sealing import ahead


@pytest.fixture
def installed(settings: Settings, url: str) -> Settings:
    """An installation on a database of the test's own, on both."""
    settings.home.mkdir(parents=True)
    return replace(settings, database_url=url)


@pytest.fixture
def elsewhere(tmp_path: Path, url: str, request: pytest.FixtureRequest) -> Settings:
    """An empty installation on the other database: SQLite for PostgreSQL, and the reverse."""
    home = tmp_path / "elsewhere"
    other = request.getfixturevalue("blank") if url.startswith("sqlite") else None
    given = {"ZUWU_HOME": str(home)} | ({"DATABASE_URL": other} if other else {})
    return Settings.from_environ(given)


async def filled() -> None:
    """A record of every kind, editions, journal, and a public log of more than a tile."""
    await specimens(await Village.founded())
    await s.append(await s.grown(300))


async def held() -> dict[str, tuple[int, str]]:
    """How many rows each table of the open database has, and what they say."""
    async with tables.snapshot() as connection:
        found = {each.name: await tables.tally(connection, each) for each in tables.tables()}
    return {name: (each.rows, each.digest) for name, each in found.items()}


async def test_what_was_restored_on_the_other_database_is_the_same(
    installed: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    """Rows, digests of the journal, files and their modes; and the next record gets a new key."""
    key = keys.kept(keys.webhooks(installed))
    file = tmp_path / "kept.tar.gz"
    async with database.opened(installed.database_url, everywhere=True):
        await filled()
        clerk = v.officer(v.Role.CLERK, v.GROUP)
        notice = await v.notice(clerk, await v.body(clerk, classification="OTHER", name="值班室"))
        attached = await a.attached(clerk, installed.home, notice, a.photograph())
        before = await held()
    await backup(installed, file, v.NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    await restore(elsewhere, file, v.NOW, replace=False)
    async with database.opened(elsewhere.database_url, everywhere=True):
        assert await held() == before
        assert await journal_agrees() > 10
        await v.household(v.officer(v.Role.CLERK, v.GROUP), "H77", validFrom="2020-01-01")
    restored = keys.webhooks(elsewhere)
    assert (keys.kept(restored), restored.stat().st_mode & 0o777) == (key, 0o600)
    named = attached.digest
    assert store.measured(store.place(elsewhere.home, named))[0] == named


def cells(file: Path) -> dict[str, list[Any]]:
    """Every cell of a SQLite file, as it is stored."""
    opened = sqlite3.connect(file)
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    names = [row[0] for row in opened.execute(asked)]
    found = {
        name: opened.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names
    }
    opened.close()
    del found["tortoise_migrations"]
    return found


async def test_a_restored_file_has_the_same_cells(
    settings: Settings, migrated_file: Path, tmp_path: Path
) -> None:
    settings.home.mkdir()
    base = settings.home / "zuwu.sqlite3"
    shutil.copy(migrated_file, base)
    async with database.opened(settings.database_url, everywhere=True):
        await filled()
    await backup(settings, tmp_path / "kept.tar.gz", v.NOW)
    before = cells(base)
    await restore(settings, tmp_path / "kept.tar.gz", v.NOW, replace=True)
    assert cells(base) == before
    assert [each.name for each in settings.home.glob("replaced-*")] == [
        "replaced-20260503T010000.tar.gz"
    ]


@asynccontextmanager
async def writers(settings: Settings) -> AsyncIterator[list[Any]]:
    """Two officers who write as fast as they can, as long as the block runs."""
    written: list[Any] = []
    over: list[bool] = []
    async with database.opened(settings.database_url, everywhere=True):
        village = await Village.founded()
        bodies = [await v.body(ask) for ask in (village.clerk, village.neighbour)]

        async def writes(ask: v.Ask, body: dict[str, Any]) -> None:
            while not over:
                notice = await v.notice(ask, body)
                written.append(await v.submitted(ask, "OPEN_NOTICE", notice))

        tasks = [
            asyncio.ensure_future(writes(ask, body))
            for ask, body in zip((village.clerk, village.neighbour), bodies, strict=True)
        ]
        yield written
        over.append(True)
        await asyncio.gather(*tasks)


async def command(settings: Settings, *arguments: str) -> None:
    """Runs a command in a process of its own."""
    given = {"ZUWU_HOME": str(settings.home), "DATABASE_URL": settings.database_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", *arguments, env=os.environ | given
    )
    assert await process.wait() == 0


async def test_a_backup_beside_writers_is_of_one_moment(
    installed: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    """Each record stands as its last line in the journal says, and no reference is broken."""
    taken = [tmp_path / f"{number}.tar.gz" for number in range(3)]
    async with writers(installed) as written:
        for file in taken:
            await command(installed, "backup", str(file))
    assert len(written) > len(taken)
    seen = []
    for file in taken:
        await restore(elsewhere, file, v.NOW.replace(second=len(seen)), replace=True)
        async with database.opened(elsewhere.database_url):
            seen.append(await journal_agrees())
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]


@pytest.fixture
def kept(settings: Settings, migrated_file: Path, tmp_path: Path) -> Path:
    """A backup of a small installation."""
    settings.home.mkdir()
    shutil.copy(migrated_file, settings.home / "zuwu.sqlite3")
    init = ["--county", "439901=示例县", "--town", "101=清溪镇", "--administrator", "镇管理员甲"]
    assert main(["init", *init]) == 0
    (settings.home / "attachments").mkdir()
    (settings.home / "attachments" / "one").write_bytes(b"1" * 100_000)
    file = tmp_path / "kept.tar.gz"
    assert main(["backup", str(file)]) == 0
    return file


def test_what_is_made_anew_is_left_out(kept: Path, settings: Settings) -> None:
    for name in ("site/releases/1/html/index.html", "backups/old", "replaced-1.tar.gz"):
        path = settings.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"1")
    again = kept.with_name("again.tar.gz")
    assert main(["backup", str(again)]) == 0
    made = [each.path for each in archive.verified(again).files]
    assert made == ["files/attachments/one", "files/keys/seal.key"]


def test_a_backup_takes_no_other_files_place(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.read_bytes()
    assert main(["backup", str(kept)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert kept.read_bytes() == before
    assert main(["backup", str(kept.with_name("kept.zip"))]) == 2
    assert main(["backup", str(kept.with_name("none") / "kept.tar.gz")]) == 2
    assert "cannot be written to" in capsys.readouterr().err


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_nothing_is_left(
    kept: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (settings.home / "attachments" / "large").write_bytes(os.urandom(2_000_000))
    with room_for(1_000_000):
        assert main(["backup", str(folder / "kept.tar.gz")]) == 2
    assert "there is no room" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_database_that_cannot_be_read_is_not_taken_for_an_empty_one(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite writes beside its file to read it, and on a full disk it cannot."""
    with room_for(100):
        assert main(["backup", str(tmp_path / "again.tar.gz")]) == 2
    assert "the database cannot be read" in capsys.readouterr().err


def test_an_installation_is_not_replaced_unasked(
    kept: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.home / "attachments" / "two").write_bytes(b"2")
    assert main(["restore", str(kept)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", str(kept), "--replace"]) == 0
    assert [each.name for each in (settings.home / "attachments").iterdir()] == ["one"]
    [aside] = settings.home.glob("replaced-*.tar.gz")
    assert "files/attachments/two" in {each.path for each in archive.verified(aside).files}


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9, 0.93, 0.96, 0.99])
def test_a_backup_with_another_byte_is_not_restored(
    kept: Path, settings: Settings, capsys: pytest.CaptureFixture[str], place: float
) -> None:
    before = cells(settings.home / "zuwu.sqlite3")
    content = bytearray(kept.read_bytes())
    content[int(len(content) * place)] ^= 1
    kept.write_bytes(content)
    assert main(["restore", str(kept), "--replace"]) == 2
    assert "nothing was changed" in capsys.readouterr().err
    assert cells(settings.home / "zuwu.sqlite3") == before


@pytest.mark.parametrize("length", [0, 10, 2_000])
def test_half_a_backup_is_not_restored(
    kept: Path, capsys: pytest.CaptureFixture[str], length: int
) -> None:
    kept.write_bytes(kept.read_bytes()[:length])
    assert main(["restore", str(kept), "--replace"]) == 2
    assert "it is no backup, or not the whole of one" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["files/../out", "/files/out", "files/one"])
def test_a_backup_with_a_member_of_its_own_is_not_restored(
    kept: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with tarfile.open(kept, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name))
    assert main(["restore", str(kept), "--replace"]) == 2
    assert "nothing was changed" in capsys.readouterr().err


def test_a_database_of_another_release_is_told(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.home.mkdir()
    assert main(["backup", str(tmp_path / "kept.tar.gz")]) == 2
    assert "the database stands at nothing" in capsys.readouterr().err


def test_a_backup_of_a_later_release_is_not_restored(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "later.tar.gz"
    manifest = archive.Manifest(archive.FORMAT, "9.0", "9999_later", v.NOW, (), ())
    with archive.fresh(later, v.NOW) as pack:
        pack.add(archive.MANIFEST, io.BytesIO(codec.canonical(manifest)))
    assert main(["restore", str(later)]) == 2
    assert "made by release 9.0, which is later" in capsys.readouterr().err


@pytest.fixture
def storage(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[buckets.Storage]:
    """An object storage into which the site is put, too."""
    with buckets.storage(tmp_path / "storage") as running:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "S3RVER")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "S3RVER")
        address = f"http://127.0.0.1:{running.port}"
        monkeypatch.setenv("ZUWU_SITE_BUCKET", f"s3://site/town?endpoint={address}")
        yield running


def test_nothing_is_signed_on_a_new_machine_that_the_bucket_contradicts(
    kept: Path, settings: Settings, storage: buckets.Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    ahead(settings, 5)
    assert main(["seal", "adopt"]) == 0
    shutil.rmtree(files.folder(settings.home))
    assert main(["publish"]) == 0
    before = storage.files("town/")["log/checkpoint"]

    shutil.rmtree(settings.home)
    capsys.readouterr()
    assert main(["restore", str(kept)]) == 0
    assert "the next publication fetches it from s3://site/town/" in capsys.readouterr().out
    assert main(["publish"]) == 2
    assert "the public log has 5 entries and the database 0" in capsys.readouterr().err
    assert (files.folder(settings.home) / "checkpoint").read_bytes() == before
    assert main(["seal", "adopt"]) == 0
    assert main(["publish"]) == 0
    assert storage.files("town/")["log/checkpoint"] == before


def test_nothing_is_signed_on_a_new_machine_while_the_bucket_is_silent(
    kept: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "S3RVER")
    monkeypatch.setenv("ZUWU_SITE_BUCKET", "s3://site/town?endpoint=http://127.0.0.1:9")
    with writing(settings, "zuwu serve"):  # which appends to the log beside it
        assert main(["publish"]) == 2
    assert "nor to be had from s3://site/town/: the storage does not" in capsys.readouterr().err
    assert main(["publish"]) == 2
    assert not files.folder(settings.home).exists()


def test_who_restores_is_told_where_the_public_log_comes_from(
    kept: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(kept), "--replace"]) == 0
    assert "copy the log/ of that site there first" in capsys.readouterr().out
    assert main(["publish"]) == 0
    capsys.readouterr()
    assert main(["restore", str(kept), "--replace"]) == 0
    assert "site/log" not in capsys.readouterr().out
