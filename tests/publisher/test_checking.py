"""A stranger with the public key finds whatever was changed on a site, by file and reason."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
import sealing as s
import village as v
from village import NOW, TOWN, Village

from publisher import job
from publisher.auditing.checking import Asked, LogMissing, Report, check, keys
from publisher.job import Order
from publisher.seal import checkpoint, files, proofs
from publisher.seal.note import Signer
from publisher.seal.proofs import Proof
from publisher.seal.sites import Folder
from schema import database
from schema.base import codec
from schema.base.sealing import SealEvent
from schema.rules import merkle
from schema.rules.merkle import Head
from schema.seals import leaves

ORIGIN = "zuwu.example/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))
LATER = NOW + timedelta(hours=1)
TITLES = ("停水通知", "停电通知", "修路通知")


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A published site with its log and its proofs; beside it a checkpoint from before."""
    home = tmp_path_factory.mktemp("sealed")
    shutil.copy(migrated_file, home / "zuwu.sqlite3")
    asyncio.run(_published(home))
    return home / "copy"


async def _published(home: Path) -> None:
    async with database.opened(database.sqlite(home / "zuwu.sqlite3"), everywhere=True):
        village = await Village.founded()
        hung = [await s.hung(village, title) for title in TITLES]
        first = await s.append()
        (home / "before").write_bytes(checkpoint.signed(first, [SIGNER]))
        await v.published(village, "OPEN_NOTICE", hung[0][0], changeNote="改期。")
        await s.withdrawn(village, (await s.hung(village, "清沟通知"))[1])
        await s.append(first, LATER)
        url = f"https://{ORIGIN.removesuffix('log')}"
        made = await job.publish(Order(home, TOWN, LATER, False, url, signers=(SIGNER,)))
        shutil.copytree(made.folder, home / "copy")


@pytest.fixture
def site(original: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(original, tmp_path / "site"))


@pytest.fixture
def before(original: Path) -> bytes:
    """The checkpoint that somebody kept."""
    return original.with_name("before").read_bytes()


def found(site: Path, before: bytes | None = None, document: str | None = None) -> list[str]:
    """What is wrong with a site by the word of its key."""
    return check(Folder(site), Asked((SIGNER.verifier,), LATER, before, document))[1]


def proof_of(site: Path, title: str) -> Path:
    """The proof beside the page with this title."""
    [file] = (each for each in site.rglob(proofs.NAME) if title in each.read_text("utf-8"))
    return file


def changed(file: Path, **other: object) -> None:
    """Writes a proof anew with other values."""
    proof = proofs.parsed(file.read_bytes())
    file.write_bytes(codec.canonical(replace(proof, **other)))


def signed_anew(site: Path, entries: list[bytes], signer: Signer = SIGNER) -> None:
    """Puts another log in the place of the one on a site, consistent in itself."""
    shutil.rmtree(site / "log" / "tile")
    hashes = [merkle.leaf(each) for each in entries]
    for name, content in {
        f"tile/0/000.p/{len(entries)}": b"".join(hashes),
        f"tile/entries/000.p/{len(entries)}": files.bundled(entries),
        "checkpoint": checkpoint.signed(Head(len(entries), merkle.root(hashes)), [signer]),
    }.items():
        (site / "log" / name).parent.mkdir(parents=True, exist_ok=True)
        (site / "log" / name).write_bytes(content)


def entries(site: Path) -> list[bytes]:
    """The entries on a site."""
    return list(files.unbundled((site / "log" / "tile/entries/000.p/6").read_bytes()))


def test_the_live_release_is_checked_through_its_links(original: Path) -> None:
    live = Folder(original.with_name("site") / "current")
    report, wrong = check(live, Asked(keys(live), LATER))
    assert wrong == []
    assert isinstance(report, Report)
    assert report.proven == 3


def test_a_site_as_it_was_published_has_nothing_wrong(site: Path, before: bytes) -> None:
    asked = Asked(keys(Folder(site)), LATER, before)
    report, wrong = check(Folder(site), asked)
    assert wrong == []
    assert isinstance(report, Report)
    assert (report.head.size, report.proven) == (6, 3)
    for file in site.rglob(proofs.NAME):
        folder = f"{file.parent.relative_to(site).as_posix()}/"
        assert found(site, before, folder) == []


def a_byte_of_the_snapshot(site: Path) -> None:
    """A word of what was published."""
    file = proof_of(site, "修路通知")
    text = proofs.parsed(file.read_bytes()).snapshot
    changed(file, snapshot=text.replace("检修水管", "检修水泵"))


def a_byte_of_an_entry(site: Path) -> None:
    """An entry says another day."""
    file = site / "log/tile/entries/000.p/6"
    file.write_bytes(file.read_bytes().replace(b"2026-05-03", b"2026-05-04", 1))


def a_byte_of_a_tile(site: Path) -> None:
    """A hash is another."""
    file = site / "log/tile/0/000.p/6"
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def the_size_of_the_checkpoint(site: Path) -> None:
    """It claims less than it signed."""
    file = site / "log/checkpoint"
    file.write_bytes(file.read_bytes().replace(b"\n6\n", b"\n5\n"))


def a_forged_signature(site: Path) -> None:
    """Somebody signs with a key of their own under the name of the log."""
    signed_anew(site, entries(site), Signer(ORIGIN, bytes(32)))


def an_entry_that_is_gone(site: Path) -> None:
    """The town itself, which has the key, leaves an entry out."""
    kept = entries(site)
    signed_anew(site, [*kept[:1], *kept[2:]])


def two_entries_in_another_order(site: Path) -> None:
    """The town itself turns two entries round."""
    kept = entries(site)
    signed_anew(site, [kept[1], kept[0], *kept[2:]])


def a_log_that_is_shorter(site: Path) -> None:
    """The town itself goes back to an earlier time."""
    signed_anew(site, entries(site)[:2])


def a_proof_of_another_page(site: Path) -> None:
    """The proof beside a page is genuine and belongs elsewhere."""
    shutil.copy(proof_of(site, "停电通知"), proof_of(site, "修路通知"))


def another_title_on_the_page(site: Path) -> None:
    """The page says something else than was published."""
    page = proof_of(site, "修路通知").with_name("index.html")
    page.write_text(page.read_text("utf-8").replace("修路通知", "修桥通知"), "utf-8")


def another_word_on_the_page(site: Path) -> None:
    """The page says one word otherwise."""
    page = proof_of(site, "修路通知").with_name("index.html")
    page.write_text(page.read_text("utf-8").replace("检修水管", "检修水泵"), "utf-8")


def another_day_on_the_page(site: Path) -> None:
    """The page says that it was published on another day."""
    page = proof_of(site, "修路通知").with_name("index.html")
    page.write_text(page.read_text("utf-8").replace("2026年5月3日", "2026年5月1日"), "utf-8")


def a_proof_that_is_none(site: Path) -> None:
    """What lies beside a page is no proof."""
    proof_of(site, "修路通知").write_bytes(orjson.dumps({"title": "修路通知"}))


def a_proof_with_another_place(site: Path) -> None:
    """A proof names an entry far beyond the log."""
    changed(proof_of(site, "修路通知"), index=70000)


def an_edition_that_was_corrected(site: Path) -> None:
    """A page shows again what was corrected since."""
    said = [leaves.parsed(each) for each in entries(site)]
    [record] = (leaf.record for leaf in said if leaf.number == 2)
    first = [leaf.record for leaf in said].index(record)
    [file] = (each for each in site.rglob(proofs.NAME) if str(record) in str(each))
    changed(file, index=first, leaf=entries(site)[first].decode())


TAMPERINGS: dict[Callable[[Path], None], str] = {
    a_byte_of_the_snapshot: "proof.json: its entry commits to another snapshot",
    a_byte_of_an_entry: "log/tile/0/000.p/6: holds other hashes than those of the entries",
    a_byte_of_a_tile: "log/tile/0/000.p/6: holds other hashes than those of the entries",
    the_size_of_the_checkpoint: "log/checkpoint: its signature is not that of the log's key",
    a_forged_signature: "log/checkpoint: it is not signed by the key of the log",
    an_entry_that_is_gone: "log/checkpoint: is not how the log went on after 3 entries",
    two_entries_in_another_order: "log/checkpoint: is not how the log went on after 3 entries",
    a_log_that_is_shorter: "log/checkpoint: has 2 entries, and had 3 before",
    a_proof_of_another_page: "proof.json: is the proof of another page",
    another_title_on_the_page: "index.html: does not show what was published as title",
    another_word_on_the_page: "index.html: does not show what was published as text",
    another_day_on_the_page: "index.html: does not show the day on which it was published",
    a_proof_that_is_none: "proof.json: it is no proof",
    a_proof_with_another_place: "proof.json: names an entry that is not in the log",
    an_edition_that_was_corrected: "index.html: shows an edition that was corrected since",
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_whatever_is_changed_is_found(
    site: Path, before: bytes, tamper: Callable[[Path], None]
) -> None:
    tamper(site)
    wrong = found(site, before)
    assert [each for each in wrong if each.endswith(TAMPERINGS[tamper])], wrong
    assert not [each for each in wrong if any(title in each for title in TITLES)]


def test_a_correction_stands_when_what_it_corrects_is_redacted(site: Path) -> None:
    said = [leaves.parsed(each) for each in entries(site)]
    [record] = (leaf.record for leaf in said if leaf.number == 2)
    [first] = (leaf for leaf in said if (leaf.record, leaf.number) == (record, 1))
    gone = replace(first, event=SealEvent.REDACTED, moment=LATER, commitment=None)
    signed_anew(site, [*entries(site), leaves.written(gone)])
    assert found(site) == []


def test_one_page_is_checked_by_few_files(site: Path) -> None:
    file = proof_of(site, "修路通知")
    folder = f"{file.parent.relative_to(site).as_posix()}/"
    shutil.rmtree(site / "log/tile/entries")
    assert found(site, None, folder) == []
    index = proofs.parsed(file.read_bytes()).index
    changed(file, index=0 if index else 1)
    assert found(site, None, folder) == [
        f"{folder}{proofs.NAME}: names an entry that is not in the log"
    ]


def test_a_site_without_a_log_cannot_be_checked(site: Path) -> None:
    shutil.rmtree(site / "log")
    with pytest.raises(LogMissing):
        keys(Folder(site))
    with pytest.raises(LogMissing):
        found(site)


def test_a_proof_is_written_as_it_is_read(site: Path) -> None:
    for file in site.rglob(proofs.NAME):
        proof = proofs.parsed(file.read_bytes())
        assert isinstance(proof, Proof)
        assert codec.canonical(proof) == file.read_bytes()
