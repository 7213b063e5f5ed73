"""`zuwu init`: the tables, a county, a town, its administrator; `zuwu migrate`: the tables only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from api.settings import Settings
from cli.lock import writing
from cli.trouble import Trouble
from schema import database, officers
from schema.access import accounts
from schema.base import act, journal
from schema.base.context import SHANGHAI
from schema.base.journal import JournalRecord
from schema.base.scope import AreaPath, area_path
from schema.officers import OfficerRecord
from schema.records.areas import AreaRecord, Level
from schema.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Named:
    """An area as it is typed: its code and its name, such as 101=清溪镇."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Founding:
    """What an installation begins with: everything else hangs below."""

    county: Named
    town: Named
    administrator: str

    @property
    def path(self) -> AreaPath:
        """Where the town stands; a `ValueError` says what the codes look like."""
        return area_path(f"{self.county.code}/{self.town.code}")


async def migrate(settings: Settings) -> None:
    """Brings the tables up to date."""
    with writing(settings, "zuwu migrate"):
        await database.migrate(settings.database_url)


async def init(settings: Settings, founding: Founding, now: datetime) -> str:
    """Makes the installation; answers the code by which the administrator opens an account."""
    with writing(settings, "zuwu init"):
        await database.migrate(settings.database_url)
        async with database.opened(settings.database_url):
            if await AreaRecord.exists():
                raise Trouble(
                    "this database has areas already",
                    "Use `zuwu account code` if nobody can sign in",
                    "Officers and accounts",
                )
            async with act.transaction():
                await found(founding, now)
                administrator = await OfficerRecord.get(name=founding.administrator)
                return await accounts.invite(administrator.id, now)


async def found(founding: Founding, now: datetime, fresh_id: Callable[[], UUID] = uuid4) -> None:
    """Writes down the two areas above which there is nothing, and who answers for them.

    Every other area is founded by an officer below one that exists; these two have none above
    them, so they are written here, with their line in the journal.
    """
    since = now.astimezone(SHANGHAI).date()
    await officers.appoint(founding.administrator, Role.ADMINISTRATOR, founding.path, since)
    officer = await OfficerRecord.get(name=founding.administrator)
    county = AreaPath(founding.county.code)
    for path, level, name in (
        (county, Level.COUNTY, founding.county.name),
        (founding.path, Level.TOWN, founding.town.name),
    ):
        area = await AreaRecord.create(
            id=fresh_id(),
            version=1,
            changed_at=now,
            path=path,
            level=level,
            name=name,
            valid_from=since,
            predecessors=[],
            figures=[],
        )
        await _journalled(area.id, path, officer.id, now)


async def _journalled(area: UUID, path: AreaPath, officer: UUID, now: datetime) -> None:
    after = (await AreaRecord.filter(id=area).values())[0]
    await JournalRecord.create(
        at=now,
        officer_id=officer,
        office=Role.ADMINISTRATOR,
        path=path,
        act="init",
        kind="Area",
        record_id=area,
        before=None,
        after=journal.digest(after),
    )
