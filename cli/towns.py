"""Which town a command is about, where the database may hold several."""

from __future__ import annotations

from api.settings import Settings
from cli.trouble import Trouble
from schema.base.scope import AreaPath
from schema.records.areas import AreaRecord, Level


async def published(settings: Settings) -> AreaPath:
    """The town whose site it is: the one that is set, or the only one there is."""
    rows = await AreaRecord.filter(level=Level.TOWN).order_by("path").values("path")
    towns = [AreaPath(row["path"]) for row in rows]
    if settings.town is None and len(towns) == 1:
        return towns[0]
    if settings.town is not None and settings.town in towns:
        return settings.town
    named = f"no town {settings.town}" if settings.town else f"{len(towns)} towns"
    raise Trouble(f"the database holds {named}", "Set ZUWU_TOWN to one of its towns", "Publishing")
