"""The ordeals of `make torture`, each in its short form."""

from __future__ import annotations

from pathlib import Path

import pytest
from torture import ordeals


async def test_one_of_many_casts_of_a_vote_is_kept(url: str) -> None:
    assert "10 casts of one vote at once: 1 kept" in await ordeals.votes(url, 10)


async def test_no_edit_of_many_is_lost(url: str) -> None:
    assert "5 edits at once: 5 kept" in await ordeals.edits(url, 5)


def test_a_killed_service_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    assert "0 lost" in ordeals.kills(tmp_path / "home", None, 3)


def test_each_ordeal_can_fail(tmp_path: Path) -> None:
    """A write that is taken away is missed."""
    installed = ordeals.Installation(tmp_path / "home")
    with pytest.raises(AssertionError, match="1 of 1 acknowledged writes were lost"):
        ordeals._kept(installed, {"H01"})
