"""`zuwu account code`: the way back in for an officer whom nobody else can let in."""

from __future__ import annotations

from datetime import datetime

from api.settings import Settings
from cli.lock import writing
from cli.trouble import Trouble
from schema import database
from schema.access import accounts
from schema.base import journal
from schema.base.act import transaction
from schema.base.journal import JournalRecord
from schema.base.secret import Secret
from schema.base.served import Row
from schema.officers import GrantRecord, OfficerRecord


async def code(settings: Settings, name: str, now: datetime) -> Secret:
    """A new activation code of the officer of this name, whose account is open to it again."""
    with writing(settings, "zuwu account code"):
        async with database.opened(settings.database_url), transaction():
            before = await _row(name)
            await accounts.enable(before["id"])
            made = await accounts.invite(before["id"], now)
            await _journalled(before, await _row(name), now)
            return made


async def _row(name: str) -> Row:
    found = await OfficerRecord.filter(name=name).values()
    if not found:
        raise Trouble(
            f"no officer is called {name}",
            "Appoint somebody first, by the mutation appoint or `zuwu token create`",
            "Officers and accounts",
        )
    return found[0]


async def _journalled(before: Row, after: Row, now: datetime) -> None:
    """A line under the officer's own office: whoever sits at the machine holds none."""
    held = GrantRecord.filter(officer_id=before["id"]).order_by("-held_from", "id")
    [office] = await held.limit(1).values("role", "path")
    await JournalRecord.create(
        at=now,
        officer_id=before["id"],
        office=office["role"],
        path=office["path"],
        act="account code",
        kind="Officer",
        record_id=before["id"],
        before=journal.digest(before),
        after=journal.digest(after),
    )
