"""A release in a bucket: whatever stops a push, readers find whole pages and links lead on."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

import pytest
import sealing as s
import village as v
from buckets import Storage
from village import NOW, TOWN, Village

from publisher import disk, job, release
from publisher.job import Order
from publisher.seal import files
from publisher.seal.note import Signer
from publisher.seal.sites import Folder
from publisher.seal.tree import Tree
from publisher.targets import cargo, logs, push
from publisher.targets.logs import Unknown
from publisher.targets.push import Pushed, Unpushed
from publisher.targets.store import Store
from schema.rules import merkle
from schema.rules.buckets import Bucket
from schema.rules.merkle import Head
from schema.rules.roles import Role
from schema.seals import appending

SIGNER = Signer("zuwu.example/log", bytes(range(32)))

LINK = re.compile(r'(?:href|src)="?([^"# >]+)')
"""Where pages lead; they are written without needless quotation marks."""


class Stopped(BaseException):
    """The power fails."""


@pytest.fixture
def prefix() -> str:
    """Where in the storage this test's site lies."""
    return f"{uuid4().hex}/"


async def publish(home: Path, town: v.AreaPath = TOWN) -> dict[str, bytes]:
    """A release of the invented town; all its files."""
    await job.publish(Order(home, town, NOW, True, "https://zuwu.example/"))
    return live(home)


def live(home: Path) -> dict[str, bytes]:
    """All files of the live release."""
    top = home / "site" / "current"
    return {path: (top / path).read_bytes() for path in disk.files(top)}


async def hung(village: Village, title: str) -> tuple[Any, Any]:
    """A notice and its edition, public."""
    body = await v.body(village.clerk, name=f"{title}会", classification="OTHER")
    notice = await v.notice(village.clerk, body, title=title)
    return notice, await v.published(village, "OPEN_NOTICE", notice)


def beside(village: Village) -> Village:
    """The officers of the group beside, of which nothing has been public yet."""
    supervisor = v.officer(Role.SUPERVISOR, v.SIBLING)
    return replace(village, clerk=village.neighbour, supervisor=supervisor)


async def withdrawn(village: Village, edition: Any) -> None:
    """Taken down."""
    given = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "贴错了。"}
    await village.supervisor.does("withdraw", "ReasonedRuling", **given)


def counted(
    patch: pytest.MonkeyPatch, at: int = 0, error: Callable[[], BaseException] = Stopped
) -> list[str]:
    """The files that are written and deleted from now on, in order; the k-th change fails."""
    calls, told, one = count(1), [], Lock()

    def watched(call: Callable[..., None], sign: str) -> Callable[..., None]:
        def either(store: Store, path: str, *given: Any) -> None:
            with one:
                if next(calls) == at:
                    raise error()
                told.append(f"{sign}{path}")
            call(store, path, *given)

        return either

    patch.setattr(Store, "put", watched(Store.put, "+"))
    patch.setattr(Store, "delete", watched(Store.delete, "-"))
    return told


def dangling(files: dict[str, bytes]) -> set[str]:
    """The links into nothing of all pages that a reader reaches from the town's home page."""
    found, unread, read = set(), {"index.html"}, set()
    while unread:
        page = unread.pop()
        read.add(page)
        for link in LINK.findall(files[page].decode()):
            if ":" in link or link.startswith("/"):
                continue
            path = link.partition("?")[0]
            end = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
            end = f"{end}/index.html".removeprefix("./") if "." not in end[1:] else end
            end = "index.html" if end == "." else end
            if end not in files:
                found.add(f"{page} → {end}")
            elif end.endswith(".html") and end not in read:
                unread.add(end)
    return found


async def test_the_bucket_shows_the_release_and_later_takes_only_what_has_changed(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    notice, _ = await hung(village, "停水通知")
    made = await publish(home)
    assert push.push(home / "site", storage.bucket(prefix)) == Pushed(len(made), 0)
    assert storage.files(prefix) == made
    assert push.push(home / "site", storage.bucket(prefix)) == Pushed(0, 0)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了。")
    changed = {path for path, content in (await publish(home)).items() if made[path] != content}
    assert 0 < len(changed) < len(made)
    assert push.push(home / "site", storage.bucket(prefix)) == Pushed(len(changed), 0)
    assert storage.files(prefix) == live(home)


async def test_wherever_a_push_stops_pages_are_whole_and_links_lead_on(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    corrected, _ = await hung(village, "停水通知")
    _, wrong = await hung(village, "贴错的通知")
    before = await publish(home)
    push.push(home / "site", storage.bucket(prefix))
    assert dangling(before) == set()
    await v.published(village, "OPEN_NOTICE", corrected, changeNote="改了。")
    await withdrawn(village, wrong)
    await hung(beside(village), "修路通知")
    after = await publish(home)
    at, whole = 0, False
    while not whole:
        at, again = at + 1, f"{prefix.rstrip('/')}-{at}/"
        shutil.copytree(storage.folder / "site" / prefix, storage.folder / "site" / again)
        whole = pushed(home, storage.bucket(again), at)
        there = storage.files(again)
        assert all(found in {before.get(p), after.get(p)} for p, found in there.items())
        assert dangling(there) == set()
        push.push(home / "site", storage.bucket(again))
        assert storage.files(again) == after
    assert at > 10


def pushed(home: Path, bucket: Bucket, at: int) -> bool:
    """Whether a push comes to its end before its k-th change."""
    with pytest.MonkeyPatch.context() as patch:
        counted(patch, at)
        try:
            push.push(home / "site", bucket)
        except Stopped:
            return False
        return True


async def test_what_was_withdrawn_goes_first_and_home_pages_come_last(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    _, wrong = await hung(village, "贴错的通知")
    await publish(home)
    push.push(home / "site", storage.bucket(prefix))
    await withdrawn(village, wrong)
    await hung(village, "修路通知")
    await publish(home)
    with pytest.MonkeyPatch.context() as patch:
        told = counted(patch)
        push.push(home / "site", storage.bucket(prefix))
    assert told[0] == told[-1] == f"+{push.MANIFEST}"
    (notice,) = (path for path in cargo_of(home) if f"+{path}" in told)
    assert told[1] == f"+{notice}"
    assert "贴错了。" in storage.read(f"{prefix}{notice}")[0].decode()
    pages = [each for each in told if each.endswith("index.html")]
    assert "open-notice" in pages[1]
    assert pages[-3:] == ["+201/001/index.html", "+201/index.html", "+index.html"]


def cargo_of(home: Path) -> set[str]:
    """The dated notices of the live release."""
    site = home / "site"
    manifest = release.live(site)
    assert manifest is not None
    areas = manifest.branches
    return {p for a in areas for p in cargo.notices(a, release.tree(site, manifest, a))}


async def test_what_a_push_that_died_put_there_does_not_stay(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await hung(village, "停水通知")
    before = await publish(home)
    push.push(home / "site", storage.bucket(prefix))
    await hung(village, "修路通知")
    await publish(home)
    assert not pushed(home, storage.bucket(prefix), 5)
    assert storage.files(prefix) != before
    await job.rollback(Order(home, TOWN, NOW, True, "https://zuwu.example/"))
    push.push(home / "site", storage.bucket(prefix))
    assert storage.files(prefix) == before


async def logged(home: Path, size: int) -> None:
    """A log of so many entries on disk, going on from a shorter one."""
    await s.grown(size)
    await files.publish(home, TOWN, [SIGNER])


async def laid(home: Path, bucket: Bucket, size: int) -> None:
    """A release that lies in a bucket, with a log of so many entries."""
    await publish(home)
    await logged(home, size)
    push.push(home / "site", bucket)


async def logged_otherwise(home: Path, size: int) -> None:
    """Another log on disk, as after an older backup was restored and went on."""
    shutil.rmtree(home / "site/log")
    made = s.entries(size)[::-1]
    head = Head(size, merkle.root([merkle.leaf(each) for each in made]))
    await appending.adopt(v.VILLAGE, head, made, NOW)
    await files.publish(home, v.VILLAGE, [SIGNER])


async def test_the_log_comes_before_its_checkpoint_and_a_tile_is_sent_once(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await publish(home)
    await logged(home, 256)
    with pytest.MonkeyPatch.context() as patch:
        told = counted(patch)
        push.push(home / "site", storage.bucket(prefix))
    assert told.index("+log/tile/0/000") < told.index("+index.html")
    assert told[-2:] == ["+log/checkpoint", f"+{push.MANIFEST}"]
    await logged(home, 257)
    with pytest.MonkeyPatch.context() as patch:
        told = counted(patch)
        push.push(home / "site", storage.bucket(prefix))
    fresh = {"+log/tile/0/001.p/1", "+log/tile/entries/001.p/1", "+log/checkpoint"}
    assert set(told) == {*fresh, f"+{push.MANIFEST}"}


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        pytest.param(4, "has 5 entries and the one here 4", id="fewer entries"),
        pytest.param(5, "not how the 5 entries there went on", id="as many with another root"),
        pytest.param(7, "not how the 5 entries there went on", id="more that begin otherwise"),
    ],
)
async def test_a_log_that_contradicts_the_one_in_the_bucket_is_not_pushed(
    village: Village, home: Path, storage: Storage, prefix: str, size: int, reason: str
) -> None:
    await laid(home, storage.bucket(prefix), 5)
    before = storage.files(prefix)
    await logged_otherwise(home, size)
    with pytest.raises(Unpushed, match=f"{reason}; remove .*site/log and publish again"):
        push.push(home / "site", storage.bucket(prefix))
    assert storage.files(prefix) == before


async def test_a_log_whose_tiles_are_gone_is_not_pushed(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await laid(home, storage.bucket(prefix), 5)
    await logged(home, 7)
    shutil.rmtree(home / "site/log/tile")
    with pytest.raises(Unpushed, match=r"log/tile/0/000\.p/7: is missing"):
        push.push(home / "site", storage.bucket(prefix))


async def test_a_log_that_the_disk_lost_is_fetched_as_it_was(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await laid(home, storage.bucket(prefix), 300)
    before = live(home)
    shutil.rmtree(home / "site/log")
    logs.fetch(home / "site", storage.bucket(prefix))
    assert {**live(home), "log/key": before["log/key"]} == before
    shutil.rmtree(home / "site/log/tile")
    logs.fetch(home / "site", storage.bucket(prefix))
    assert not (home / "site/log/tile").exists()


async def test_a_whole_tile_is_fetched_in_the_place_of_its_parts(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await laid(home, storage.bucket(prefix), 200)
    await logged(home, 256)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Stopped):
        # The checkpoint and the manifest come last.
        counted(patch, len(live_changes(home, storage, prefix)))
        push.push(home / "site", storage.bucket(prefix))
    assert "log/tile/0/000.p/200" not in storage.files(prefix)
    shutil.rmtree(home / "site/log")
    logs.fetch(home / "site", storage.bucket(prefix))
    tree = Tree(Folder(home / "site"), files.public(home))
    assert tree.head.size == 200
    assert tree.entries() == s.entries(200)


def live_changes(home: Path, storage: Storage, prefix: str) -> list[str]:
    """What a push changes, the manifest before and after all else, without doing it."""
    again = f"{prefix.rstrip('/')}-again/"
    shutil.copytree(storage.folder / "site" / prefix, storage.folder / "site" / again)
    with pytest.MonkeyPatch.context() as patch:
        told = counted(patch)
        push.push(home / "site", storage.bucket(again))
    return told[:-1]


def test_a_bucket_without_a_log_has_nothing_to_fetch(
    home: Path, storage: Storage, prefix: str
) -> None:
    logs.fetch(home / "site", storage.bucket(prefix))
    assert not home.exists()


async def test_a_log_that_cannot_be_had_whole_is_none(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await laid(home, storage.bucket(prefix), 5)
    shutil.rmtree(home / "site/log")
    with pytest.raises(Unknown, match="does not answer as it should"):
        logs.fetch(home / "site", Bucket("site", "", "http://127.0.0.1:9", key="a", secret="b"))
    Store(storage.bucket(prefix)).delete("log/tile/0/000.p/5")
    with pytest.raises(Unknown, match=r"log/tile/0/000\.p/5 is missing there"):
        logs.fetch(home / "site", storage.bucket(prefix))
    Store(storage.bucket(prefix)).put("log/checkpoint", b"?", "text/plain", "no-cache")
    with pytest.raises(Unknown, match="it is no checkpoint"):
        logs.fetch(home / "site", storage.bucket(prefix))
    assert not (home / "site/log/checkpoint").exists()


async def test_files_say_what_they_are_and_only_names_that_tell_content_are_kept(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    made = await publish(home)
    push.push(home / "site", storage.bucket(prefix))
    _, told = storage.read(f"{prefix}index.html")
    assert (told["content-type"], told["cache-control"]) == ("text/html; charset=utf-8", "no-cache")
    (style,) = (path for path in made if path.endswith(".min.css"))
    _, told = storage.read(f"{prefix}{style}")
    assert told["content-type"] == "text/css; charset=utf-8"
    assert told["cache-control"] == "public, max-age=31536000, immutable"
    assert {path for path in made if cargo.told(path)[0].endswith("octet-stream")} == set()


async def test_a_bucket_that_holds_something_else_is_left_as_it_is(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await publish(home)
    Store(storage.bucket(prefix)).put("photo.png", b"x", "image/png", "no-cache")
    with pytest.raises(Unpushed, match="there are other files"):
        push.push(home / "site", storage.bucket(prefix))
    assert storage.files(prefix) == {"photo.png": b"x"}


async def test_the_site_of_another_town_is_left_as_it_is(
    village: Village, home: Path, storage: Storage, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(home)
    with monkeypatch.context() as patch:
        patch.setattr(push, "FORMAT", 0)
        push.push(home / "site", storage.bucket(prefix))
    with pytest.raises(Unpushed, match="another town or version"):
        push.push(home / "site", storage.bucket(prefix))


async def test_a_damaged_file_is_not_put_there(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await publish(home)
    (home / "site" / "current" / "index.html").write_text("half a pa")
    with pytest.raises(Unpushed, match=r"index\.html of the live release is not as it was"):
        push.push(home / "site", storage.bucket(prefix))
    assert "index.html" not in storage.files(prefix)


async def test_what_is_wrong_with_the_storage_is_said_without_its_words(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await publish(home)
    with pytest.raises(Unpushed, match="refuses its key"):
        push.push(home / "site", storage.bucket(prefix, key="wrong"))
    gone = Bucket("site", "", "http://127.0.0.1:9", key="a", secret="b")
    with pytest.raises(Unpushed, match="does not answer as it should"):
        push.push(home / "site", gone)


async def test_nobody_pushes_while_somebody_publishes(
    village: Village, home: Path, storage: Storage, prefix: str
) -> None:
    await publish(home)
    with disk.alone(home / "site"), pytest.raises(Unpushed, match="wait until it is done"):
        push.push(home / "site", storage.bucket(prefix))
