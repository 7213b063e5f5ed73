"""What the publisher must live through; each ordeal answers one line with its counts.

A small town has a release, and something in it was published, corrected and withdrawn since. The
next publication is disturbed at one of the system calls with which it changes the disk, while
somebody reads the site all the time.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import village as v
from torture.ordeals import small_disk
from torture.presses import Press, press
from torture.pressing import LATER
from village import Village

from api.settings import Settings
from cli import sealing
from publisher import disk
from publisher.trees import BESIDE
from schema import database
from schema.seals.appending import Settled

CHANGING = (
    *("openat", "write", "sendfile", "copy_file_range", "ftruncate", "fsync", "syncfs"),
    *("rename", "link", "linkat", "symlink", "mkdir", "unlink", "unlinkat", "rmdir"),
)
"""The system calls that change a disk; of `openat` only those that make a file."""

FAULTS = ("signal=SIGKILL:when={}", "error=EIO:when={}", "error=ENOSPC:when={}+")
"""A kill before the k-th call; a disk that fails once; one that is full from then on."""

Files = Mapping[str, str]
"""SHA-256 of files by their paths."""


@dataclass(frozen=True, slots=True)
class Call:
    """The k-th call of its name in the thread that publishes."""

    name: str
    k: int


@dataclass(slots=True)
class Reader:
    """Somebody who reads the whole live site again and again. passes: how often so far.

    Each page must be that of one of the two releases; as long as the site is not swapped, all of
    them, and none missing.
    """

    site: Path
    releases: tuple[Files, ...]
    passes: int = 0
    faults: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Reads everything once."""
        live = self.site / "current"
        before = os.readlink(live)
        paths = {path for each in self.releases for path in each}
        found = {path: _digest(live / path) for path in paths}
        for path, digest in found.items():
            if digest not in {each.get(path) for each in self.releases}:
                self.faults.append(f"{path} is of no release")
        there = {path: digest for path, digest in found.items() if digest}
        if os.readlink(live) == before and there not in self.releases:
            self.faults.append("the site is mixed of two releases")
        self.passes += 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads while the block runs, and once after it."""
        over = threading.Event()

        def go_on() -> None:
            while not over.wait(0.01):
                self.read()

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
        self.read()


def _digest(file: Path) -> str | None:
    try:
        return disk.digest(file)
    except FileNotFoundError:
        return None


def files(home: Path) -> Files:
    """The files of the live release; what lies beside it, such as the log, goes its own way."""
    top = home / "site" / "current"
    return {path: disk.digest(top / path) for path in disk.files(top, BESIDE)}


@dataclass(frozen=True, slots=True)
class Trial:
    """A town of which the next publication is to be disturbed. home: a copy is taken each time.

    old, new: its release, and the one that an undisturbed publication makes.
    """

    press: Press
    home: Path
    old: Files
    new: Files

    @contextmanager
    def copy(self, folder: Path | None = None) -> Iterator[tuple[Path, Reader]]:
        """A copy of the town, and somebody who reads its site; afterwards it publishes again, and
        must make exactly what was to be made."""
        home = (folder or self.home.parent) / "copy"
        subprocess.run(["cp", "-a", self.home, home], check=True)
        yield home, Reader(home / "site", (self.old, self.new))
        again = self.press.publish(home)
        assert again.status == 0, again.said
        assert files(home) == self.new, "the release after that is another one"
        left = [*(home / "site").rglob(f"*{disk.ASIDE}")]
        assert not left, f"{left[0]} was left over"
        shutil.rmtree(home)

    def calls(self) -> tuple[Call, ...]:
        """Every call by which the publication changes the disk."""
        told = self.home.with_name("told")
        with self.copy() as (home, _):
            traced = self.press.publish(home, "-e", f"trace={','.join(CHANGING)}", "-o", str(told))
            assert traced.status == 0, traced.said
            return tuple(_calls(told.read_text(encoding="utf-8", errors="replace"), home))

    def killed(self, after: float) -> bool:
        """Whether a publication was still at it after so many seconds, when it was killed."""
        with self.copy() as (home, reader):
            with reader.reading():
                ended = self.press.publish(home, after=after)
            assert reader.faults == [], f"killed after {after} s: {reader.faults[0]}"
        return ended.killed

    def disturbed(self, call: Call, fault: str) -> bool:
        """Whether a publication ended by itself at that call, or because of it."""
        with self.copy() as (home, reader):
            injected = f"inject={call.name}:{fault.format(call.k)}"
            with reader.reading():
                ended = self.press.publish(home, "-e", f"trace={call.name}", "-e", injected)
            assert reader.faults == [], f"{injected}: {reader.faults[0]}"
            assert ended.killed or ended.told, f"{injected}: {ended.said}"
        return ended.status != 0


@contextmanager
def trial(top: Path) -> Iterator[Trial]:
    """The town; its next publication is made once undisturbed, in a copy."""
    home, first = top / "home", top / "first"
    home.mkdir(parents=True)
    with press() as pressing:
        asyncio.run(_founded(home, pressing))
        subprocess.run(["cp", "-a", home, first], check=True)
        assert pressing.publish(first).status == 0
        begun = Trial(pressing, home, files(home), files(first))
        assert begun.new != begun.old
        yield begun


def _calls(told: str, home: Path) -> Iterator[Call]:
    lines = [
        found for line in told.splitlines() if (found := re.match(r"(\d+) +(\w+)\((.*)", line))
    ]
    main = next(found[1] for found in lines if _changes(found, home))
    counts: dict[str, int] = {}
    for found in lines:
        if found[1] != main:
            continue
        name = found[2]
        counts[name] = counts.get(name, 0) + 1
        if _changes(found, home):
            yield Call(name, counts[name])


def _changes(found: re.Match[str], home: Path) -> bool:
    """Whether a call changes the site, and does not only read it."""
    return str(home / "site") in found[3] and (found[2] != "openat" or "O_CREAT" in found[3])


async def _founded(home: Path, pressing: Press) -> None:
    url = database.sqlite(home / "zuwu.sqlite3")
    await database.migrate(url)
    async with database.opened(url, everywhere=True):
        village = await Village.founded()
        corrected, _ = await _hung(village, "停水通知")
        _, wrong = await _hung(village, "贴错的通知")
    assert (await asyncio.to_thread(pressing.publish, home)).status == 0
    async with database.opened(url, everywhere=True):
        await v.published(village, "OPEN_NOTICE", corrected, changeNote="改了。")
        given = {"edition": wrong["id"], "expectedVersion": wrong["version"]}
        await village.supervisor.does("withdraw", "ReasonedRuling", **given, reason="贴错了。")
        await _hung(village, "修路通知")
        # Salts are drawn by chance when the log takes in what happened; so it does that once.
        await sealing.append(Settings.from_environ({"ZUWU_HOME": str(home)}), LATER, Settled())


async def _hung(village: Village, title: str) -> tuple[Any, Any]:
    body = await v.body(village.clerk, name=f"{title}会", classification="OTHER")
    notice = await v.notice(village.clerk, body, title=title)
    return notice, await v.published(village, "OPEN_NOTICE", notice)


def kills(top: Path, many: int) -> str:
    """Kills a publication at so many moments of the time that it takes."""
    with trial(top) as tried:
        with tried.copy() as (home, _):
            begun = time.monotonic()
            assert tried.press.publish(home).status == 0
            took = time.monotonic() - begun
        seen = sum(tried.killed(took * number / many) for number in range(many))
    assert seen, "it was never at it any more"
    return f"{seen} kills of the publisher: the site was whole, the next right"


def disturbances(top: Path, fault: str, every: int) -> str:
    """Disturbs a publication at every n-th call that changes the disk."""
    with trial(top) as tried:
        calls = tried.calls()
        chosen = calls[::every]
        seen = sum(tried.disturbed(call, fault) for call in chosen)
    assert seen >= len(chosen) * 0.8, f"only {seen} of {len(chosen)} were met"
    what = fault.partition(":")[0]
    return (
        f"{what} at {seen} of {len(calls)} changes of the disk: the site was whole, the next right"
    )


def full_disks(top: Path, rooms: tuple[int, ...]) -> str:
    """Publishes on disks with so many kilobytes left: the site stays, and is made with more."""
    failed = 0
    with trial(top) as tried, small_disk(top / "disk", "40m") as folder:
        for room in rooms:
            with tried.copy(folder) as (home, reader):
                stuffing = folder / "stuffing.tmp"
                _fill(stuffing, room)
                with reader.reading():
                    ended = tried.press.publish(home)
                stuffing.unlink()
                assert reader.faults == [], f"{room} KB left: {reader.faults[0]}"
                assert ended.told, f"{room} KB left: {ended.said}"
                failed += ended.code == 2
    assert failed, "every disk had room enough"
    return f"{failed} full disks of {len(rooms)}: the site was whole, and was made with more room"


def _fill(file: Path, room: int) -> None:
    """Leaves so many kilobytes."""
    state = os.statvfs(file.parent)
    left = state.f_bavail * state.f_frsize - room * 1024
    with file.open("wb") as opened:
        opened.write(bytes(max(left, 0)))


def two_at_once(top: Path) -> str:
    """Publishes while another publisher is at it: one says wait, and the site is the new one."""
    with trial(top) as tried, press() as beside:
        first = next(call for call in tried.calls() if call.name == "rename")
        held = f"inject=rename:signal=SIGSTOP:when={first.k}"
        with tried.copy() as (home, reader), reader.reading(), ThreadPoolExecutor(1) as aside:
            slow = aside.submit(tried.press.publish, home, "-e", "trace=rename", "-e", held)
            while (home / "site" / "lock").read_bytes() == b"0":  # nobody is at work
                time.sleep(0.01)
            second = beside.publish(home)
            while not slow.done():
                os.kill(tried.press.child, signal.SIGCONT)
                time.sleep(0.05)
        assert slow.result().code == 0, slow.result().said
        assert second.code == 2, second.said
        assert "wait until it is done" in second.said
        assert reader.faults == [], reader.faults[0]
    return "two publishers at once: one published, one was told to wait"
