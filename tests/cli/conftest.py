"""An installation of its own for each test of a command."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.settings import Settings
from tests.cli.telling import NOW, overheard, prepared


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration, which tests copy; beside it, what was logged."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    with overheard(home.with_name("log.txt")):
        asyncio.run(prepared(Settings.from_environ({"ZUWU_HOME": str(home), "PORT": "0"}), NOW))
    return home


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of the commands: a data folder that is empty."""
    given = {"ZUWU_HOME": str(tmp_path / "home"), "PORT": "0"}
    ours = ("DEMO", "SITE_URL", "TOWN", "PROXIES")
    for name in ("DATABASE_URL", "HOST", *(f"ZUWU_{each}" for each in ours)):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    """The same, as settings."""
    return Settings.from_environ(environ)
