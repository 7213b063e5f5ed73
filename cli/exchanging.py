"""`zuwu import`, `zuwu export` and `zuwu template`: files of committees, in and out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from api.settings import Settings
from cli.lock import writing
from cli.trouble import Trouble
from publisher import disk
from schema import database, officers
from schema.base.context import SHANGHAI, Context
from schema.base.garbage import undisturbed
from schema.base.profile import profiles
from schema.base.scope import ANYONE, Actor, AreaPath
from schema.exchange import exporting, importing
from schema.exchange.exporting import Book
from schema.exchange.importing import Delivery, Progress, Report

CHAPTER = "Files of committees"


@dataclass(frozen=True, slots=True)
class Errand:
    """Who takes files in or out, and for which area where the rows do not say so."""

    officer: str
    area: AreaPath | None
    now: datetime


async def take_in(
    settings: Settings, errand: Errand, files: Sequence[Path], *, check: bool
) -> list[str]:
    """Takes files in, one after the other; a line for each that says what came of it.

    The first file with something wrong ends it: what came before stays, that file leaves nothing.
    """
    said = []
    with writing(settings, "zuwu import"), undisturbed():
        async with database.opened(settings.database_url):
            context = await _context(errand)
            for file in files:
                delivery = Delivery(file.name, _read(file), errand.area)
                with bar(file.name, "行") as progress:
                    report = await importing.run(context, delivery, check=check, progress=progress)
                if report.complaints:
                    raise _wrong(file, report)
                said.append(f"{file.name}: {_told(report)}")
    return said


async def exported(settings: Settings, errand: Errand) -> list[Book]:
    """The workbooks of the errand's area."""
    assert errand.area is not None
    async with database.opened(settings.database_url):
        return await exporting.export(await _context(errand), errand.area)


def written(books: Iterable[Book], folder: Path) -> list[Path]:
    """Puts workbooks into a folder, each whole or not at all; answers their files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for book in books:
        disk.put(folder / book.name, book.content)
        files.append(folder / book.name)
    return files


async def _context(errand: Errand) -> Context:
    """The officer of this name, with the offices held today."""
    actor: Actor = await officers.known(errand.officer, errand.now.astimezone(SHANGHAI).date())
    if actor is ANYONE:
        raise Trouble(
            f"nobody here is called {errand.officer}",
            "Name an officer; `zuwu token create` appoints one",
            "Officers and accounts",
        )
    return Context(actor=actor, now=errand.now, profiles=profiles())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        mend = "Name a file that is there and may be read"
        raise Trouble(f"{file} cannot be read ({fault.strerror})", mend, CHAPTER) from fault


@contextmanager
def bar(name: str, unit: str) -> Iterator[Progress]:
    """A progress bar on a terminal; nothing elsewhere."""
    with tqdm(desc=name, unit=unit, leave=False, disable=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def _wrong(file: Path, report: Report) -> Trouble:
    lines = "".join(f"\n  {each}" for each in report.complaints)
    what = (
        f"{len(report.complaints)} places of {file.name} are not right:{lines}\nNothing of it was"
    )
    return Trouble(f"{what} written", "Mend them and deliver it again", CHAPTER)


def _told(report: Report) -> str:
    tally = report.tally
    return f"{tally.created} new, {tally.changed} changed, {tally.unchanged} as before"
