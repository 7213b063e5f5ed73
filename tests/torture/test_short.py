"""The ordeals of `make torture`, each in its short form."""

from __future__ import annotations

from pathlib import Path

import pytest
from torture import ordeals, releases

from publisher import disk


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


def test_a_killed_publisher_leaves_a_whole_site_and_the_next_makes_it_new(tmp_path: Path) -> None:
    assert "kills of the publisher" in releases.kills(tmp_path / "town", 5)


def test_a_page_of_no_release_and_a_mixture_of_two_are_noticed(tmp_path: Path) -> None:
    live = tmp_path / "1"
    live.mkdir()
    (tmp_path / "current").symlink_to("1")
    for page in ("a", "b"):
        (live / page).write_text(page)
    whole = {page: disk.digest(live / page) for page in ("a", "b")}
    for releases_there, fault in (
        ((whole, {"a": "other"}), []),
        (({"a": whole["a"]}, {"b": whole["b"]}), ["the site is mixed of two releases"]),
        (({**whole, "b": "other"},), ["b is of no release", "the site is mixed of two releases"]),
        (({**whole, "c": "other"},), ["c is of no release", "the site is mixed of two releases"]),
    ):
        reader = releases.Reader(tmp_path, releases_there)
        reader.read()
        assert reader.faults == fault
