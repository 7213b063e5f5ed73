"""`zuwu backup`: one file with everything that cannot be made anew, while everybody works on."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from api.settings import Settings
from cli import archive
from cli.archive import KeptTable, Manifest, Pack
from cli.trouble import Trouble
from schema import database, migrating, tables
from schema.base import codec

ANEW = ("site", "previews", "backups")
"""Folders of the data folder that are left out: pages are made anew, backups are backups."""

PASSING = (".lock", ".tmp", archive.ENDING)
"""How the names end, at the top of the data folder, of what else is left out."""


async def backup(settings: Settings, file: Path, now: datetime) -> Manifest:
    """Writes a backup that did not exist; what is in it stood so at one moment."""
    _examine(file)
    async with database.opened(settings.database_url):
        schema = await _schema(settings)
        with archive.fresh(file, now) as pack:
            async with tables.snapshot() as connection:
                kept = [await _keep(connection, each, pack, file) for each in tables.tables()]
            # Rows first: a file comes before the row that speaks of it.
            for path in files(settings):
                _add(pack, settings.home, path)
            members = tuple(pack.members)
            release = version("zuwu")
            manifest = Manifest(archive.FORMAT, release, schema, now, tuple(kept), members)
            pack.add(archive.MANIFEST, io.BytesIO(codec.canonical(manifest)))
    return manifest


def _examine(file: Path) -> None:
    if not file.name.endswith(archive.ENDING):
        what = f"a backup's name ends in {archive.ENDING}, and {file.name} does not"
        raise Trouble(what, "Name it so", "Backup")
    if file.exists():
        what = f"{file} is there already"
        raise Trouble(what, "Name another file, such as one with today's date", "Backup")


async def _schema(settings: Settings) -> str:
    """The schema of the database, which must be this release's: its tables are read by name."""
    [name] = get_connections().db_config
    client = get_connections().get(name)
    try:
        stands = await migrating.standing(client)
    except OperationalError as fault:
        what = "the database cannot be read, as where the disk under it is full"
        mend = "Make room there, and see that this user may write beside its file"
        raise Trouble(what, mend, "Backup") from fault
    latest = await migrating.latest(client, database.config(settings.database_url)["apps"])
    if stands != latest:
        what = f"the database stands at {stands or 'nothing'} and this release at {latest}"
        mend = "Back up with the release that made it, or run `zuwu migrate`"
        raise Trouble(what, mend, "Upgrading")
    return latest


async def _keep(
    connection: BaseDBAsyncClient, table: tables.Table, pack: Pack, file: Path
) -> KeptTable:
    """A table, by way of a nameless file on the same disk: a member's size comes before it."""
    counted = tables.Tally()
    with TemporaryFile(dir=file.parent) as written:
        async for row in tables.read(connection, table):
            counted.add(row)
            written.write(tables.line(row))
        kept = KeptTable(table.name, table.columns, counted.rows, counted.digest)
        pack.add(kept.path, written)
    return kept


def files(settings: Settings) -> Iterator[Path]:
    """What lies in the data folder and cannot be made anew, but for the database."""
    base = database.file(settings.database_url)
    apart = {base.with_name(base.name + end) for end in ("", *database.BESIDE)} if base else set()
    for path in sorted(settings.home.rglob("*")):
        top = path.relative_to(settings.home).parts[0]
        if path.is_file() and path not in apart and top not in ANEW and not top.endswith(PASSING):
            yield path


def _add(pack: Pack, home: Path, path: Path) -> None:
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        return  # it was erased since the folder was listed
    with opened:
        mode = os.fstat(opened.fileno()).st_mode & 0o777
        pack.add(f"files/{path.relative_to(home).as_posix()}", opened, mode)
