"""The installation's own keys: made once, for nobody else to read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api import keys


def test_a_key_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "webhooks.key"
    made = keys.kept(file)
    assert (len(made), keys.kept(file)) == (32, made)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "webhooks.key"
    with ThreadPoolExecutor(16) as many:
        made = set(many.map(lambda _: keys.kept(file), range(64)))
    assert len(made) == 1
    assert [each.name for each in file.parent.iterdir()] == ["webhooks.key"]
