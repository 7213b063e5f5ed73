"""Reads the profiles: the thresholds, deadlines and the catalogue of each jurisdiction."""

from __future__ import annotations

from functools import cache
from importlib import resources

from schema.rules.profile import Profile, parse


@cache
def profiles() -> tuple[Profile, ...]:
    """Every profile that is shipped, read once."""
    folder = resources.files("schema.rules") / "profiles"
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(parse((folder / name).read_text(encoding="utf-8")) for name in files)
