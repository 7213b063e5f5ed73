"""Towns with as many documents as is asked for, made from the town of real size.

Fewer: only the first groups keep what they made public. More: each group is copied as others of its
village, with new numbers, ids and digests, straight into the tables of areas and editions. The
copies have no records behind them, which the publisher never reads.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid5

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import town
from schema import database

PER_GROUP = 33
"""How many documents each group of the town has."""

_STEP = 100
"""Between the number of a group and that of its copy; no village has as many groups."""

_SPACE = UUID("b3e0a9a4-5a0c-4f0e-9d52-4f3c3c1f6a10")


def made(documents: int, home: Path) -> str:
    """The database of a town with about so many documents, in a folder of its own."""
    file = home / "zuwu.sqlite3"
    url = database.sqlite(file)
    if not file.exists():
        town.on_sqlite()
        home.mkdir(parents=True)
        aside = file.with_suffix(".tmp")
        shutil.copy(town.KEPT / "sqlite" / file.name, aside)
        with closing(sqlite3.connect(aside)) as connection:
            with connection:
                _sized(connection, documents // PER_GROUP)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside.rename(file)
    asyncio.run(database.migrate(url))
    return url


def environ(home: Path, data: Path) -> dict[str, str]:
    """What commands are told of a town; home: where its database is, data: where its site is."""
    return {
        "ZUWU_HOME": str(data),
        "ZUWU_DEMO": "1",
        "ZUWU_SITE_URL": "https://zuwu.example/",
        "DATABASE_URL": database.sqlite(home / "zuwu.sqlite3"),
    }


def _sized(connection: sqlite3.Connection, groups: int) -> None:
    paths = "SELECT path FROM area WHERE level = 'GROUP'"
    found = [str(row[0]) for row in connection.execute(paths)]
    known = sorted(found, key=lambda path: (path[-3:], path))
    for path in known[groups:]:
        connection.execute("DELETE FROM edition WHERE area_id = ?", [path])
    for copy in range(1, groups // len(known)):
        for path in known:
            _copy(connection, path, f"{path[:-3]}{int(path[-3:]) + copy * _STEP}")


def _copy(connection: sqlite3.Connection, path: str, other: str) -> None:
    """Another group like one of the village, and its documents."""
    names = [f"第{int(each[-3:])}组" for each in (path, other)]
    changed = ((path, other), (names[0], names[1]))
    for table, column in (("area", "path"), ("edition", "area_id")):
        told = connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", [path])
        columns = [each[0] for each in told.description]
        rows = [tuple(_fresh(columns, row, other, changed)) for row in told]
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _fresh(
    columns: Sequence[str], row: Sequence[object], path: str, changed: Sequence[tuple[str, str]]
) -> Iterator[object]:
    """A row of another group: its texts tell of that, and its ids are others."""
    ids = {
        str(value): str(uuid5(_SPACE, f"{path} {value}"))
        for name, value in zip(columns, row, strict=True)
        if name in {"id", "record_id", "about_id"} and value is not None
    }
    told = {}
    for name, value in zip(columns, row, strict=True):
        text = value.decode() if isinstance(value, bytes) else value
        if isinstance(text, str):
            for old, new in (*changed, *ids.items()):
                text = text.replace(old, new)
        told[name] = text.encode() if isinstance(value, bytes) and isinstance(text, str) else text
    if isinstance(snapshot := told.get("snapshot"), bytes):
        told["digest"] = hashlib.sha256(snapshot).hexdigest()
    return iter(told.values())
