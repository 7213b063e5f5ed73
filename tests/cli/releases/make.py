"""Writes the backup of this release that later ones must be able to take over.

Run once for each release, from the root of the repository: `python tests/cli/releases/make.py`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER.parents[2]), str(FOLDER.parents[1])]


async def make(file: Path) -> None:
    """A record of every kind, and a document that was corrected."""
    import village as v
    from specimens import specimens

    from api.settings import Settings
    from cli.backup import backup
    from schema import database

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environ({"ZUWU_HOME": folder})
        await database.migrate(settings.database_url)
        async with database.opened(settings.database_url, everywhere=True):
            village = await v.Village.founded()
            await specimens(village)
            clerk, supervisor = village.neighbour, v.officer(v.Role.SUPERVISOR, v.SIBLING)
            notice = await v.notice(clerk, await v.body(clerk))
            for corrects in ({}, {"changeNote": "更正时间。"}):
                waiting = await v.submitted(clerk, "OPEN_NOTICE", notice, **corrects)
                await v.approved(supervisor, waiting)
        await backup(settings, file, v.NOW)


if __name__ == "__main__":
    asyncio.run(make(FOLDER / f"{version('zuwu')}.tar.gz"))
