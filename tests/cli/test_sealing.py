"""The key of the public log, a log that is ahead of the database, and the check by strangers."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sealing as s

from api import keys
from api.settings import Settings
from cli import publishing, sealing, towns
from cli.check import check
from cli.main import main
from cli.publishing import Occasion
from publisher.seal import checkpoint, files, note
from schema import database
from schema.rules import merkle
from schema.rules.merkle import Head
from schema.seals import logs
from tests.cli.telling import NOW
from tests.cli.test_main import INIT, said

pytestmark = pytest.mark.usefixtures("environ")


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a command answered, line by line."""
    return capsys.readouterr().out.splitlines()


@pytest.fixture(scope="session")
def sealed(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration that was published, with its log beside the releases."""
    home = tmp_path_factory.mktemp("sealed") / "home"
    shutil.copytree(original, home, ignore=shutil.ignore_patterns("site"))
    settings = Settings.from_environ({"ZUWU_HOME": str(home), "PORT": "0"})
    asyncio.run(publishing.publish(settings, Occasion(NOW), print))
    asyncio.run(published(settings))
    return home


@pytest.fixture
def told(sealed: Path, settings: Settings) -> Settings:
    """A copy that a test may change."""
    shutil.copytree(sealed, settings.home, symlinks=True)
    return settings


async def published(settings: Settings) -> Head:
    """Puts the log of an installation on disk."""
    async with database.opened(settings.database_url):
        town = await towns.published(settings)
        return await files.publish(settings.home, town, sealing.signers(settings))


@pytest.fixture
def site(told: Settings, tmp_path: Path) -> Path:
    """A copy of the site with its log, as a stranger has it."""
    return Path(shutil.copytree(told.site, tmp_path / "copy"))


def test_init_prints_the_public_key_and_seal_prints_it_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(INIT) == 0
    said_then = capsys.readouterr().err
    assert main(["seal", "key"]) == 0
    [key] = printed(capsys)
    assert key in said_then
    assert note.verifier(key).name == "127.0.0.1:0/log"


def test_publishing_takes_what_is_public_into_the_log(told: Settings) -> None:
    head = asyncio.run(published(told))
    assert head.size > 30
    assert files.public(told.home) == head


def test_a_key_is_followed_by_another_while_both_sign(
    told: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["seal", "key"])
    [former] = printed(capsys)
    assert main(["seal", "rotate"]) == 0
    fresh, still = printed(capsys)
    assert still == former != fresh
    asyncio.run(published(told))
    written = (files.folder(told.home) / "checkpoint").read_bytes()
    heads = {checkpoint.opened(written, [note.verifier(each)]) for each in (former, fresh)}
    assert len(heads) == 1
    assert main(["seal", "rotate"]) == 2
    assert "a former key still signs" in said(capsys)
    keys.former_seal(told).unlink()
    main(["seal", "key"])
    assert printed(capsys) == [fresh]


def test_an_older_backup_does_not_publish_until_it_has_caught_up(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(INIT) == 0
    capsys.readouterr()
    ahead(settings, 5)
    assert main(["publish"]) == 2
    assert "the public log has 5 entries and the database 0" in said(capsys)
    assert main(["seal", "adopt"]) == 0
    assert printed(capsys) == ["the database has the 5 entries of the public log"]
    assert asyncio.run(published(settings)).size == 5
    assert main(["publish"]) == 0


def test_a_log_that_went_another_way_is_not_taken_over(
    told: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(files.folder(told.home))
    ahead(told, 200)
    assert main(["seal", "adopt"]) == 2
    assert "not how the public one began" in said(capsys)


def test_a_checkpoint_that_is_none_is_told(
    told: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (files.folder(told.home) / "checkpoint").write_bytes(b"?")
    assert main(["publish"]) == 2
    assert "holds no checkpoint" in said(capsys)


def ahead(settings: Settings, size: int) -> None:
    """A log on disk with entries that the database does not know."""
    entries = s.entries(size)
    head = Head(size, merkle.root([merkle.leaf(each) for each in entries]))
    for name, content in {
        "checkpoint": checkpoint.signed(head, sealing.signers(settings)),
        f"tile/entries/000.p/{size}": files.bundled(entries),
    }.items():
        file = files.folder(settings.home) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def test_a_folder_is_checked_with_the_key_alone(
    site: Path, told: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    key, kept = sealing.key(told), site / "log" / "checkpoint"
    assert main(["verify", str(site), "--key", key, "--since", str(kept)]) == 0
    [summary] = printed(capsys)
    assert summary.startswith(f"log: {files.public(told.home).size} entries, root ")
    assert main(["verify", str(site)]) == 0
    assert printed(capsys)[0] == f"key: {key} (as the site itself says)"
    tile = next((site / "log/tile/0").rglob("*.p")).iterdir()
    next(tile).write_bytes(bytes(32))
    assert main(["verify", str(site), "--key", key]) == 1
    assert "log/tile/0/000" in printed(capsys)[0]


def test_a_page_without_a_proof_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [page, *_] = site.rglob("open-notice/*/index.html")
    page.with_name("proof.json").unlink()
    folder = page.parent.relative_to(site).as_posix()
    assert main(["verify", str(site), "--document", f"/{folder}/index.html"]) == 1
    assert f"{folder}/proof.json: is missing" in printed(capsys)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["nowhere"], "nowhere cannot be checked: there is no log/key"),
        (["http://127.0.0.1:9/"], "http://127.0.0.1:9/ does not answer"),
    ],
)
def test_what_is_no_site_cannot_be_checked(
    arguments: list[str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *arguments]) == 2
    assert what in said(capsys)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """The same site on the web."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_site_on_the_web_is_checked(
    address: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = 0
    for sitemap in site.rglob("sitemap*.xml"):
        written = sitemap.read_text("utf-8")
        pages += written.count("<loc>") if "<urlset" in written else 0
        sitemap.write_text(written.replace("http://127.0.0.1:0", address), "utf-8")
    assert main(["verify", address]) == 0
    _, summary = printed(capsys)
    assert pages > 10
    assert f"of {pages} pages" in summary


def test_a_key_that_is_gone_is_found(told: Settings) -> None:
    assert asyncio.run(check(told, NOW)) == ()
    keys.seal(told).unlink()
    [found] = asyncio.run(check(told, NOW))
    assert "seal.key is not there" in found.fact


def test_the_log_of_the_database_is_on_disk(told: Settings) -> None:
    async def head() -> Head:
        async with database.opened(told.database_url):
            return await logs.head(await towns.published(told))

    assert asyncio.run(head()) == files.public(told.home)
