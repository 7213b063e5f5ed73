"""The service over HTTP, with a village behind it and a token for each of its officers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from village import NOW, TODAY, TOWN, Village

from api.app import create_app
from api.settings import Settings
from schema import database, officers
from schema.rules.roles import Role
from tests.api.service import Clock, Service


@pytest.fixture
def dialect() -> str:
    """One database: nothing here depends on which."""
    return "sqlite"


@pytest.fixture
def service(url: str, tmp_path: Path) -> Iterator[Service]:
    """The service, with the administrator's token."""
    environ = {"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url}
    clock = Clock()
    token = asyncio.run(_founded(url))
    app = create_app(Settings.from_environ(environ), clock=clock)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Service(client, clock, tmp_path, token)


async def _founded(url: str) -> str:
    async with database.opened(url):
        await Village.founded()
        await officers.appoint("镇管理员甲", Role.ADMINISTRATOR, TOWN, TODAY)
        return await officers.issue("镇管理员甲", NOW, NOW + timedelta(days=30))
