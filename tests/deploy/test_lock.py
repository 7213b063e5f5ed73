"""What the lock pins runs on every Python that is promised, not only on the one that wrote it."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PROMISED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
PINNED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements-check.txt").read_text(), re.MULTILINE)


@pytest.mark.parametrize("package", PINNED)
def test_a_package_runs_on_the_oldest_python_that_is_promised(package: str) -> None:
    needed = SpecifierSet(metadata.metadata(package).get("Requires-Python") or "")
    assert needed.contains(f"{PROMISED.removeprefix('>=')}.0")
