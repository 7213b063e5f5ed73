"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publisher import disk


def test_a_file_is_synced_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (told.append("sync"), sync(handle)))
    monkeypatch.setattr(os, "replace", lambda *given: (told.append("name"), replace(*given)))
    assert disk.put(tmp_path / "folder" / "file", b"one")
    assert told == ["sync", "name"]
    assert [*(tmp_path / "folder").iterdir()] == [tmp_path / "folder" / "file"]


def test_a_file_that_says_the_same_already_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "file"
    disk.put(file, b"one")
    before = file.stat().st_ino, file.stat().st_mtime_ns
    assert not disk.put(file, b"one")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == before
    assert disk.put(file, b"two")
    assert file.read_bytes() == b"two"


def test_whoever_is_stopped_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    disk.put(file, b"one")

    def stopped(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(OSError, match="No space"):
        disk.put(file, b"two")
    assert file.read_bytes() == b"one"


def test_what_somebody_left_is_swept_once_though_the_live_release_leads_to_it_too(
    tmp_path: Path,
) -> None:
    release = tmp_path / "releases" / "one"
    release.mkdir(parents=True)
    (tmp_path / "log").mkdir()
    (release / "log").symlink_to("../../log")
    (tmp_path / "current").symlink_to("releases/one")
    (tmp_path / "log" / f"checkpoint{disk.ASIDE}").write_text("half")
    with disk.alone(tmp_path) as ended:
        assert not ended
    assert not [*tmp_path.rglob(f"*{disk.ASIDE}")]
    with disk.alone(tmp_path) as ended:
        assert ended


def test_a_link_that_leads_where_one_did_before_is_that_one(tmp_path: Path) -> None:
    before = tmp_path / "before"
    disk.lead(str(before), "there", "")
    for name, target, same in (("like", "there", True), ("unlike", "elsewhere", False)):
        link = tmp_path / name
        disk.lead(str(link), target, str(before))
        assert os.readlink(link) == target
        assert (link.lstat().st_ino == before.lstat().st_ino) is same


def test_where_a_link_cannot_have_two_names_another_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*given: str, **told: bool) -> None:
        raise PermissionError

    before, link = tmp_path / "before", tmp_path / "link"
    disk.lead(str(before), "there", "")
    monkeypatch.setattr(os, "link", refused)
    disk.lead(str(link), "there", str(before))
    assert os.readlink(link) == "there"
