"""What a command says when it cannot go on: the fact, the mending, and where to read on."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from tortoise.exceptions import OperationalError

from api.settings import SettingsWrong
from publisher.job import Held
from schema import database


class Trouble(Exception):
    """A command that cannot be carried out; nothing was changed by it, unless it says so.

    what: the fact; mend: what to do, without a full stop; chapter: of docs/operating.md.
    """

    def __init__(self, what: str, mend: str, chapter: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.chapter = chapter

    def __str__(self) -> str:
        """The one line that is printed."""
        return f'zuwu: {self.what}. {self.mend}; see docs/operating.md, "{self.chapter}".'


TROUBLES: tuple[type[Exception], ...] = (
    Trouble,
    SettingsWrong,
    Held,
    OperationalError,
    *database.UNREACHABLE,
)
"""What a command can run into, and can be told in a line that says what to do."""


def told(fault: Exception) -> str:
    """The line that tells what to do about it; above it, a line for each finding of the gate."""
    if isinstance(fault, SettingsWrong):
        return str(Trouble("; ".join(fault.faults), "Correct or unset them", "Settings"))
    if isinstance(fault, Held):
        mend = "Correct or withdraw what is named; everything else stays as it was published"
        if fault.by:
            above = Trouble("not published, for what is named above", mend, "Publishing")
            return "\n".join((*fault.reasons, str(above)))
        return str(Trouble(f"not published: {'; '.join(fault.reasons)}", mend, "Publishing"))
    if isinstance(fault, database.UNREACHABLE):
        url = urlsplit(os.environ.get("DATABASE_URL", ""))
        where = f"{url.hostname or 'no host'}:{url.port or 5432}"
        mend = "Start it, correct its name or password, or unset DATABASE_URL to use SQLite"
        what = f"DATABASE_URL names a server that does not answer ({where})"
        return str(Trouble(what, mend, "Databases"))
    if isinstance(fault, OperationalError):
        mend = "Run `zuwu migrate`; for a new installation `zuwu init`"
        return str(Trouble("the database does not have today's tables", mend, "Databases"))
    return str(fault)
