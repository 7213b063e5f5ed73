"""A database and a data folder for the whole job."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def dialect() -> str:
    """The publisher reads through the schema alone, so one database will do."""
    return "sqlite"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path / "home"
