"""What is told to whoever watches over the service: whether it lives, whether it is ready.

Everyone may ask, so the answers name what is wrong and no more, and asking often costs nothing.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from tortoise.exceptions import BaseORMException

from api.settings import Settings
from api.stopping import Leaving
from schema import database

NO_STORE = {"Cache-Control": "no-store"}

FRESH = 1.0
"""Seconds for which what was found is told again."""

SLOWEST = 2.0
"""Seconds in which the database must answer."""

FAILING = (TimeoutError, *database.UNREACHABLE, database.SLOW, BaseORMException, sqlite3.Error)
"""How a database can fail to say anything."""


async def health(request: Request) -> Response:
    """The service lives: it answers. Nothing else is looked at, for a restart would mend nothing
    else.
    """
    return PlainTextResponse("ok\n", headers=NO_STORE)


class Readiness:
    """The address /ready."""

    def __init__(self, settings: Settings, leaving: Leaving) -> None:
        self.settings = settings
        self.leaving = leaving
        self.looking = asyncio.Lock()
        self.found: dict[str, bool] = {}
        self.at = float("-inf")

    async def respond(self, request: Request) -> Response:
        """200 where requests can be served, 503 where not; each thing that is needed by name."""
        async with self.looking:
            if time.monotonic() - self.at > FRESH:
                self.found = await self._look()
                self.at = time.monotonic()
        found = {**self.found, "staying": not self.leaving.begun}
        ready = all(found.values())
        body = {"ready": ready, "checks": found}
        return JSONResponse(body, 200 if ready else 503, headers=NO_STORE)

    async def _look(self) -> dict[str, bool]:
        return {
            "database": await self._answers(),
            "migrations": await self._current(),
            "folder": await asyncio.to_thread(_writable, self.settings.home),
        }

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(SLOWEST):
                await database.client(self.settings.database_url).execute_query("SELECT 1")
        except FAILING:
            return False
        return True

    async def _current(self) -> bool:
        try:
            async with asyncio.timeout(SLOWEST):
                return await database.current(self.settings.database_url)
        except FAILING:
            return False


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")
    except OSError:
        return False
    return True
