"""`zuwu token create`: appoints an officer and makes a token for a program that acts for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.settings import Settings
from cli.lock import writing
from cli.trouble import Trouble
from schema import database, officers
from schema.base.act import transaction
from schema.base.context import SHANGHAI
from schema.base.scope import AreaPath
from schema.officers import OfficerRecord
from schema.records.areas import AreaRecord
from schema.rules.roles import Role

DAYS = 365
"""How long a token is good for unless told."""


async def create(
    settings: Settings, name: str, role: Role, area: AreaPath, *, days: int, now: datetime
) -> str:
    """A new token for the officer of this name, who holds the office from today at the latest."""
    with writing(settings, "zuwu token create"):
        async with database.opened(settings.database_url):
            if not await AreaRecord.filter(path=area).exists():
                raise Trouble(
                    f"there is no area {area}",
                    "Found it first, by `zuwu init` or the mutation draftArea",
                    "Officers and accounts",
                )
            async with transaction():
                await officers.appoint(name, role, area, now.astimezone(SHANGHAI).date())
                if await OfficerRecord.filter(name=name, disabled_at__isnull=False).exists():
                    raise Trouble(
                        f"the account of {name} is disabled",
                        "Enable it first, by the mutation enableAccount or `zuwu account code`",
                        "Officers and accounts",
                    )
                return await officers.issue(name, now, now + timedelta(days=days))
