"""The national profile and the folder of laws, as the tests of the rules want them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schema.rules import profile
from schema.rules.profile import Profile

ROOT = Path(__file__).resolve().parents[2]
PROFILES = ROOT / "schema" / "rules" / "profiles"


@pytest.fixture(scope="session")
def national() -> Profile:
    """The profile of national law from 2026."""
    return profile.parse((PROFILES / "national-2026.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def law_text() -> Callable[[str], str]:
    """The text of a law by its file name; without the folder of laws the test is skipped."""
    folder = Path(os.environ.get("LAW_TEXTS", ROOT.parent / "shared" / "law"))
    if not folder.is_dir():
        pytest.skip(f"no texts of law at {folder}; name their folder in LAW_TEXTS")
    return lambda name: (folder / name).read_text(encoding="utf-8")
