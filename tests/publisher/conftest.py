"""A database, a data folder and an object storage for the whole job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import buckets
import pytest
from buckets import Storage


@pytest.fixture
def dialect() -> str:
    """The publisher reads through the schema alone, so one database will do."""
    return "sqlite"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """An object storage, for which each test takes a prefix of its own."""
    with buckets.storage(tmp_path_factory.mktemp("storage")) as running:
        yield running
