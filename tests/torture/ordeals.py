"""What an installation must live through; each ordeal answers one line with its counts.

An ordeal that is not passed raises an AssertionError that says what was lost.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import killing
import village as v
from books_kept import journal_agrees
from specimens import specimens
from torture.serving import Installation

from api import app
from api.settings import Settings
from cli.backup import backup
from cli.check import check
from cli.restore import restore
from schema import database
from schema.records.households import HouseholdRecord
from schema.records.notices import NoticeRecord
from schema.records.votes import VoteRecord

LATER = v.NOW.replace(year=2099)


async def votes(url: str, many: int) -> str:
    """Casts one vote many times at once: one is left."""
    async with database.opened(url, everywhere=True):
        village = await v.Village.founded()
        found = await specimens(village)
        voter = await v.person(village.clerk, name="塘乙")
        given = {"motion": found["Motion"]["id"], "person": voter["id"], "option": "YES"}
        before = await VoteRecord.all().count()
        cast = (village.clerk.act("draftVote", "VoteDraft", **given) for _ in range(many))
        answers = await asyncio.gather(*cast)
        kept = await VoteRecord.all().count() - before
        done = sum(answer["__typename"] != "Refused" for answer in answers)
    assert (kept, done) == (1, 1), f"{many} casts left {kept} votes, {done} were acknowledged"
    return f"{many} casts of one vote at once: 1 kept, {many - 1} refused"


async def edits(url: str, many: int) -> str:
    """Changes one notice many times at once, each again until it is done: none is lost."""
    async with database.opened(url, everywhere=True):
        village = await v.Village.founded()
        body = await v.body(village.clerk)
        notice = await v.notice(village.clerk, body)

        async def change() -> int:
            tries = 1
            while True:
                row = (await NoticeRecord.filter(id=v.key(notice)).values())[0]
                given = {"id": notice["id"], "expectedVersion": row["version"]}
                given |= {"body": body["id"], "text": row["text"] + "改。"}
                given |= {"title": "停水通知", "contact": "组务室"}
                given |= {"postedFrom": "2026-05-03", "postedUntil": "2026-06-02"}
                answer = await village.clerk.act("draftNotice", "NoticeDraft", **given)
                if answer["__typename"] != "Refused":
                    return tries
                assert answer["code"] == "records.version-stale", answer
                tries += 1

        tries = sum(await asyncio.gather(*(change() for _ in range(many))))
        row = (await NoticeRecord.filter(id=v.key(notice)).values())[0]
    assert row["text"].count("改。") == many, f"{many - row['text'].count('改。')} edits were lost"
    return f"{many} edits at once: {many} kept, {tries - many} were stale and tried again"


def kills(home: Path, url: str | None, many: int) -> str:
    """Kills the service again and again under writes: what it acknowledged is there."""
    installed = Installation(home, url)
    with installed.writers() as acknowledged, installed.nursery() as again:
        for number in range(many):
            again()
            before = len(acknowledged) + number % 9
            _until(lambda before=before: len(acknowledged) > before)
    return f"{many} kills of the service: {_kept(installed, acknowledged)}"


def restarts(home: Path, url: str, restart: Callable[[], None], many: int) -> str:
    """Restarts PostgreSQL at once, as after a power cut, under writes."""
    installed = Installation(home, url)
    with installed.writers() as acknowledged, installed.served():
        for _ in range(many):
            before = len(acknowledged)
            time.sleep(0.5)
            restart()
            _until(lambda before=before: len(acknowledged) > before)
    return f"{many} restarts of PostgreSQL: {_kept(installed, acknowledged)}"


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < until, "nothing is written any more"
        time.sleep(0.05)


def _kept(installed: Installation, acknowledged: set[str]) -> str:
    """Looks whether every acknowledged write is there, and all is well."""
    settings = Settings.from_environ(installed.environ)

    async def look() -> int:
        async with database.opened(settings.database_url):
            there = set(await HouseholdRecord.all().values_list("number", flat=True))
            lost = acknowledged - there
            assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged writes were lost"
            await journal_agrees()
        found = [each.fact for each in await check(settings, LATER)]
        assert found == [], found
        return len(there)

    there = asyncio.run(look())
    assert acknowledged, "nothing was written"
    return f"{len(acknowledged)} acknowledged writes, 0 lost, {there} there"


def migrations(fresh: Callable[[], str], every: int) -> str:
    """Kills a migration before every n-th statement and runs it again."""
    kills, statement = 0, 1
    while killing.killed(url := fresh(), statement):
        asyncio.run(database.migrate(url))
        kills, statement = kills + 1, statement + every
    return f"{kills} kills of a migration, one before every {every}th statement: all ended right"


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of this size; `OSError` where that is not allowed."""
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        raise OSError(errno.EPERM, "only root may mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def full_disk(home: Path) -> str:
    """Fills the disk of the data folder under writes, makes room again: writing goes on."""
    with small_disk(home, "100m"):
        installed = Installation(home)
        with installed.writers() as acknowledged, installed.served() as process:
            _until(lambda: len(acknowledged) > 10)
            stuffing = home / "stuffing.tmp"
            _fill(stuffing)
            time.sleep(3)
            on_full = len(acknowledged)
            _backups_on_full(installed, home)
            assert process.poll() is None, "the service ended when the disk was full"
            stuffing.unlink()
            _until(lambda: len(acknowledged) > on_full)
        return f"a full disk: {_kept_on_little(installed, acknowledged)}"


def _backups_on_full(installed: Installation, home: Path) -> None:
    """A backup finds no room there and says so; on another disk it is made."""
    for folder, told in ((home, (2, "there is no room")), (home.parent, (0, "rows"))):
        file = folder / "full.tar.gz"
        command = [sys.executable, "-m", "cli.main", "backup", str(file)]
        ended = subprocess.run(
            command, env=installed.environ, capture_output=True, check=False, timeout=120
        )
        said = (ended.stdout + ended.stderr).decode()
        assert ended.returncode == told[0], said
        assert told[1] in said, said
        assert file.exists() is (told[0] == 0)


def backups(home: Path, url: str | None, many: int) -> str:
    """Takes backups beside writers; each is restored, and all is well in it."""
    installed, moment = Installation(home, url), app.now()
    settings = Settings.from_environ(installed.environ)
    elsewhere = Settings.from_environ({"ZUWU_HOME": str(home.with_name(f"{home.name}-again"))})
    taken = [home.with_name(f"{home.name}-{number}.tar.gz") for number in range(many)]
    with installed.served(), installed.writers() as acknowledged:
        for file in taken:
            before = len(acknowledged)
            asyncio.run(backup(settings, file, moment))
            _until(lambda before=before: len(acknowledged) > before)
    rows = []
    for number, file in enumerate(taken):
        later = moment + timedelta(seconds=number)
        rows.append(asyncio.run(restore(elsewhere, file, later, replace=True)).rows)
        found = [each.fact for each in asyncio.run(check(elsewhere, LATER))]
        assert found == [], (file.name, found)
    assert rows == sorted(set(rows)), "backups did not grow"
    told = f"{rows[0]} rows in the first, {rows[-1]} in the last"
    return f"{many} backups beside writers: each restored and sound, {told}"


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as opened:
        try:
            while True:
                opened.write(bytes(4096))
        except OSError as full:
            assert full.errno == errno.ENOSPC


def _kept_on_little(installed: Installation, acknowledged: set[str]) -> str:
    """The same look; that such a disk is small is nothing to find."""
    from cli import check_folder

    room, check_folder.ROOM = check_folder.ROOM, 0
    try:
        return _kept(installed, acknowledged)
    finally:
        check_folder.ROOM = room


@dataclass(frozen=True, slots=True)
class Jump:
    """By how much a clock is wrong, and whether whoever holds a token may write by it then."""

    by: str
    writes: bool


def clocks(home: Path, jumps: tuple[Jump, ...]) -> str:
    """Runs the service with a clock that jumps: it answers, and no write is lost.

    An office that has not begun and a token that has expired by that clock open nothing, and do
    again once it is put right.
    """
    installed = Installation(home)
    acknowledged: set[str] = set()
    for jump in jumps:
        with installed.served(faketime=jump.by):
            number = f"C{jump.by}"
            assert installed.draft(number) is jump.writes, f"at {jump.by} it is otherwise"
            if jump.writes:
                acknowledged.add(number)
    return f"{len(jumps)} jumps of the clock: {_kept(installed, acknowledged)}"


def stop_at_once(folder: Path) -> None:
    """Ends a PostgreSQL server as a power cut would."""
    lock = folder / "postmaster.pid"
    os.kill(int(lock.read_text(encoding="utf-8").split()[0]), signal.SIGQUIT)
    _until(lambda: not lock.exists())
