"""The log on disk: files that a stranger can check, and one root per size, whoever is killed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import sealing as s
from village import NOW, TOWN, Village

from publisher.seal import checkpoint, files, note
from publisher.seal.note import NoteForged, Signer
from publisher.seal.sites import Folder
from publisher.seal.tree import Tree
from schema.rules import merkle
from schema.rules.merkle import Head, Span
from schema.seals import appending, logs
from schema.seals.logs import LogBehind

ORIGIN = "zuwu.example/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))


async def publish(home: Path, *signers: Signer) -> Head:
    """Puts the log of the town on disk."""
    return await files.publish(home, TOWN, signers or (SIGNER,))


def tree(home: Path) -> Tree:
    """The log on disk, as its checkpoint says."""
    written = (files.folder(home) / "checkpoint").read_bytes()
    return Tree(Folder(home / "site"), checkpoint.opened(written, [SIGNER.verifier]))


def lying(home: Path) -> dict[str, bytes]:
    """Every file of the log."""
    top = files.folder(home)
    found = (file for file in sorted(top.rglob("*")) if file.is_file())
    return {file.relative_to(top).as_posix(): file.read_bytes() for file in found}


@pytest.mark.usefixtures("village")
async def test_the_files_of_a_log_of_300_entries(home: Path) -> None:
    head = await s.grown(300)
    assert await publish(home) == head
    assert sorted(lying(home)) == [
        "checkpoint",
        "key",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]
    assert len(lying(home)["tile/0/000"]) == 8192
    name, size, _, *_ = lying(home)["checkpoint"].decode().split("\n")
    assert (name, size) == (ORIGIN, "300")
    assert lying(home)["key"].decode() == f"{note.published(SIGNER.verifier)}\n"
    found = tree(home)
    assert list(found.faults(found.entries())) == []


@pytest.mark.usefixtures("village")
async def test_only_what_is_new_is_written(home: Path) -> None:
    await s.grown(300)
    await publish(home)
    before = {file: file.stat().st_mtime_ns for file in files.folder(home).rglob("*")}
    await s.grown(301)
    await publish(home)
    top = files.folder(home)
    same = {file for file, when in before.items() if file.stat().st_mtime_ns == when}
    assert {top / "tile/0/000", top / "tile/entries/000", top / "tile/1/000.p/1"} <= same
    assert top / "checkpoint" not in same


@pytest.mark.usefixtures("village")
async def test_the_parts_of_a_tile_go_when_it_is_whole(home: Path) -> None:
    for size in (3, 255, 256):
        await s.grown(size)
        await publish(home)
    assert "tile/0/000" in lying(home)
    assert not [path for path in lying(home) if "000.p/" in path and "/1/" not in path]


@pytest.mark.usefixtures("village")
async def test_every_entry_and_every_earlier_head_is_proved_by_the_tiles(home: Path) -> None:
    heads = []
    for size in (1, 7, 256, 300, 520):
        heads.append(await s.grown(size))
        await publish(home)
    found = tree(home)
    entries = await logs.entries(TOWN, Span(0, 520))
    assert all(found.proves(place, entry) for place, entry in enumerate(entries))
    assert not any(found.proves(place + 1, entry) for place, entry in enumerate(entries))
    assert all(found.continues(head) for head in heads)
    assert not any(found.continues(Head(head.size + 1, head.root)) for head in heads[:-1])


class Killed(BaseException):
    """The process ends here."""


OPERATIONS = ("fsync", "replace", "mkdir", "unlink", "rmdir")


def armed(monkeypatch: pytest.MonkeyPatch, at: int) -> list[int]:
    """Ends the process before its n-th operation on the disk; answers the count."""
    counted = [0]
    for name in OPERATIONS:
        real = getattr(os, name)

        def stopping(*given: Any, _real: Any = real, **named: Any) -> Any:
            counted[0] += 1
            if counted[0] == at:
                raise Killed
            return _real(*given, **named)

        monkeypatch.setattr(os, name, stopping)
    return counted


@pytest.mark.usefixtures("village")
async def test_whoever_is_killed_between_two_steps_leaves_a_whole_log_and_one_root_per_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = [await s.grown(254)]
    await publish(tmp_path / "before")
    heads += [await s.grown(size) for size in (256, 259)]
    reached = kills = 0
    while True:
        home = tmp_path / str(kills)
        shutil.copytree(tmp_path / "before", home)
        with monkeypatch.context() as armament:
            counted = armed(armament, kills + 1)
            try:
                await publish(home)
            except Killed:
                reached = counted[0]
        if reached <= kills:
            break
        kills += 1
        assert whole(home).head in heads
        await publish(home)
        assert whole(home).head == heads[-1]
        assert not [path for path in lying(home) if path.endswith(".tmp")]
    assert kills > 20


def whole(home: Path) -> Tree:
    """The log on disk, in which nothing is wrong."""
    found = tree(home)
    assert list(found.faults(found.entries())) == []
    return found


async def test_a_database_that_was_put_back_publishes_nothing_and_can_catch_up(
    village: Village, home: Path
) -> None:
    public = s.entries(5)
    head = Head(5, merkle.root([merkle.leaf(each) for each in public]))
    folder = files.folder(home)
    for name, content in {
        "checkpoint": checkpoint.signed(head, [SIGNER]),
        "tile/entries/000.p/5": files.bundled(public),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    await s.hung(village, "停水通知")
    with pytest.raises(LogBehind, match="has 5 entries and the database 0"):
        await publish(home)
    with pytest.raises(LogBehind):
        await s.append(files.public(home))
    await appending.adopt(TOWN, head, Tree(Folder(home / "site"), head).entries(), NOW)
    assert (await s.append(files.public(home))).size == 6
    await publish(home)
    assert tree(home).continues(head)


@pytest.mark.usefixtures("village")
async def test_two_keys_sign_while_one_follows_the_other(home: Path) -> None:
    await s.grown(3)
    fresh = Signer(ORIGIN, bytes(32))
    await publish(home, fresh, SIGNER)
    written = lying(home)["checkpoint"]
    for signer in (fresh, SIGNER):
        assert checkpoint.opened(written, [signer.verifier]).size == 3
    assert len(lying(home)["key"].splitlines()) == 2


def test_a_note_is_opened_by_the_key_that_signed_it_only() -> None:
    written = note.signed("松塘村\n", [SIGNER])
    assert note.opened(written, [SIGNER.verifier]) == "松塘村\n"
    for key in (Signer(ORIGIN, bytes(32)), Signer("other.example/log", SIGNER.secret)):
        with pytest.raises(NoteForged):
            note.opened(written, [key.verifier])
    for place in range(len(written)):
        changed = bytes([*written[:place], written[place] ^ 1, *written[place + 1 :]])
        with pytest.raises(NoteForged):
            note.opened(changed, [SIGNER.verifier])


def test_a_public_key_is_read_as_it_is_printed() -> None:
    printed = note.published(SIGNER.verifier)
    assert note.verifier(printed) == SIGNER.verifier
    for other in ("", printed[:-4], printed.replace(ORIGIN, "other.example/log"), "a+b+c"):
        with pytest.raises(ValueError, match="no public key"):
            note.verifier(other)


def test_the_log_is_named_after_the_address_of_the_site() -> None:
    assert checkpoint.origin("https://zuwu.example/") == ORIGIN
    assert checkpoint.origin("https://zuwu.example/qingxi/") == "zuwu.example/qingxi/log"
