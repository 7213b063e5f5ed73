"""`zuwu restore`: an installation from a backup, on SQLite or PostgreSQL, whichever made it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from api.settings import Settings
from cli import archive, sealing
from cli.archive import Manifest
from cli.backup import backup, files
from cli.lock import writing
from cli.trouble import Trouble
from publisher import release
from publisher.targets import cargo
from schema import database, migrating, tables
from schema.base.durable import sync
from schema.migrating import Apps

CHAPTER = "Restoring"


async def restore(settings: Settings, file: Path, now: datetime, *, replace: bool) -> Manifest:
    """Makes the installation what it was; everything is checked before anything is touched."""
    kept = _whole(file)
    with writing(settings, "zuwu restore"):
        settings.home.mkdir(parents=True, exist_ok=True)
        if await _holds(settings):
            if not replace:
                what = "this installation holds records or files already"
                mend = "Name an empty ZUWU_HOME and database, or say --replace"
                raise Trouble(what, mend, CHAPTER)
            aside = settings.home / f"replaced-{now:%Y%m%dT%H%M%S}{archive.ENDING}"
            await backup(settings, aside, now)
        with _unpacked(settings, file) as folder:
            await _rebuild(settings, file, kept)
            _put(folder, settings)
    if not (release.of(settings.home) / cargo.CHECKPOINT).exists():
        print(_lacking(settings))
    return kept


def _lacking(settings: Settings) -> str:
    """What is to be done about the public log, which no backup holds."""
    if settings.bucket is not None:
        return f"site/log is not there: the next publication fetches it from {settings.bucket}"
    return (
        "site/log is not there: if anything was published, copy the log/ of that site there first;"
        f' see docs/operating.md, "{sealing.CHAPTER}"'
    )


def _whole(file: Path) -> Manifest:
    try:
        return archive.verified(file)
    except archive.Damaged as fault:
        what = f"{file.name} cannot be restored: {fault}"
        raise Trouble(what, "Take another backup; nothing was changed", CHAPTER) from fault


async def _holds(settings: Settings) -> bool:
    """Whether there is anything that a restored installation would take the place of."""
    if next(files(settings), None) is not None:
        return True
    async with database.opened(settings.database_url), tables.snapshot() as connection:
        counts = [await tables.count(connection, name) for name in await tables.present(connection)]
    return any(counts)


@contextmanager
def _unpacked(settings: Settings, file: Path) -> Iterator[Path]:
    """The files of the backup in a folder of their own, until the database is there."""
    folder = settings.home / "restoring.tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        archive.unpack(file, folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def _put(folder: Path, settings: Settings) -> None:
    """Moves the files to their places; those that the backup does not have go."""
    for path in files(settings):
        path.unlink()
    for path in sorted(folder.rglob("*")):
        place = settings.home / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            os.replace(path, place)
    sync(settings.home)


async def _rebuild(settings: Settings, file: Path, kept: Manifest) -> None:
    """The database: a file is made aside and takes its name when it is whole; on a server all is
    one transaction. So the old records are there until the new ones are."""
    base = database.file(settings.database_url)
    if base is None:
        await _fill(settings.database_url, file, kept)
        return
    aside = base.with_name(f"{base.name}.tmp")
    _remove(aside)
    aside.touch(mode=0o600)
    try:
        await _fill(database.sqlite(aside), file, kept)
        sync(aside)
        # What the old file had not taken over yet would be taken over by the new one.
        for end in database.BESIDE:
            base.with_name(base.name + end).unlink(missing_ok=True)
        os.replace(aside, base)
        sync(base.parent)
    finally:
        _remove(aside)


def _remove(base: Path) -> None:
    for end in ("", *database.BESIDE):
        base.with_name(base.name + end).unlink(missing_ok=True)


async def _fill(url: str, file: Path, kept: Manifest) -> None:
    apps = database.config(url)["apps"]
    async with database.opened(url):
        [name] = get_connections().db_config
        await migrating.prepare(get_connections().get(name), apps)
        async with in_transaction(name) as connection:
            await tables.drop(connection)
            await migrating.forget(connection)
            await _migrated(connection, apps, kept)
            await tables.clear(connection, [each.name for each in reversed(kept.tables)])
            for each, rows in archive.each_table(file, kept):
                await tables.write(connection, each.table, rows)
            await _compare(connection, kept)
            await migrating.advance(connection, apps, migrating.LATEST)


async def _migrated(connection: BaseDBAsyncClient, apps: Apps, kept: Manifest) -> None:
    """The tables as they were when the backup was made."""
    try:
        await migrating.advance(connection, apps, kept.schema)
    except migrating.UnknownSchema as fault:
        what = f"the backup was made by release {kept.zuwu}, which is later than this one"
        raise Trouble(what, "Install that release first", CHAPTER) from fault


async def _compare(connection: BaseDBAsyncClient, kept: Manifest) -> None:
    """What the database gives back is what the backup holds."""
    for each in kept.tables:
        found = await tables.tally(connection, each.table)
        if (found.rows, found.digest) != (each.rows, each.digest):
            what = (
                f"the database gives {found.rows} rows of {each.name} back otherwise than written"
            )
            raise Trouble(what, "Nothing was changed; tell the makers", CHAPTER)
