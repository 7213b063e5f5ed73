"""Whether the data folder can be written to, keeps its secrets, has room, and holds its release."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from api.settings import Settings
from cli.backup import files
from cli.finding import Finding
from publisher import disk
from publisher import release as releases
from publisher.trees import BESIDE
from schema import database

ROOM = 200_000_000
"""Bytes that should be free: a release, a backup, and what is written meanwhile."""


def findings(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the folder and its files."""
    home = settings.home
    if not home.is_dir():
        mend = "Run `zuwu init`, restore a backup, or correct ZUWU_HOME"
        yield Finding(f"{home} is not there", mend, "Installing")
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        mend = "Give it to the user that runs Zuwu, by chown"
        yield Finding(f"{home} cannot be written to", mend, "Settings")
    yield from _room(settings)
    for path in _readable(settings):
        fact = f"{path.name} can be read by others than its owner"
        yield Finding(fact, f"chmod 600 {path}", "Checking")


def _room(settings: Settings) -> Iterator[Finding]:
    base = database.file(settings.database_url)
    wanted = ROOM + 2 * (base.stat().st_size if base and base.exists() else 0)
    free = shutil.disk_usage(settings.home).free
    if free < wanted:
        fact = f"{free // 1_000_000} MB are free where {settings.home} lies"
        yield Finding(fact, f"Make room for {wanted // 1_000_000} MB", "Checking")


def _readable(settings: Settings) -> Iterator[Path]:
    """Files that others can read: keys and database by nobody else, the rest not by everyone."""
    base = database.file(settings.database_url)
    if base and base.exists() and base.stat().st_mode & 0o077:
        yield base
    closed = not settings.home.stat().st_mode & 0o001
    for path in files(settings):
        key = path.is_relative_to(settings.home / "keys")
        if path.stat().st_mode & (0o077 if key else 0o004) and (key or not closed):
            yield path


def release(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the live release, if there is one."""
    site = releases.of(settings.home)
    if releases.current(site) is None:
        return
    manifest, wanted = None, None
    try:
        manifest = releases.live(site)
        wanted = releases.digests(site, manifest) if manifest else None
    except (OSError, ValueError):
        pass
    if manifest is None or wanted is None:
        yield Finding("the live release is not whole", "Run `zuwu publish`", "Publishing")
        return
    folder = releases.folder(site, manifest.id)
    there = {path: disk.digest(folder / path) for path in disk.files(folder, BESIDE)}
    for path in sorted({*wanted, *there}):
        if wanted.get(path) != there.get(path):
            fact = f"{path} of the live release is not as it was published"
            yield Finding(fact, "Run `zuwu publish --afresh`", "Publishing")
