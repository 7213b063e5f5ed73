"""The key of the public log, a log that is ahead of the database, and the check by strangers."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
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
from publisher.auditing import checking
from publisher.auditing.checking import Asked, Report
from publisher.seal import checkpoint, files, note
from publisher.seal.sites import Folder
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


def edited(page: Path, old: str, new: str) -> Path:
    """Replaces the first of some words on a page, without changing what lies beside it."""
    written = page.read_text("utf-8")
    assert old in written
    page.write_text(written.replace(old, new, 1), "utf-8")
    return page


def one(site: Path, document: str, words: str) -> Path:
    """A page of a sort of document that says something and has a proof."""
    pages = sorted(site.rglob(f"{document}/*/proof.json"))
    shown = (file.with_name("index.html") for file in pages)
    return next(page for page in shown if words in page.read_text("utf-8"))


def votes(site: Path) -> None:
    """Fewer agreed."""
    edited(one(site, "meeting-outcome", 'right">37<'), 'right">37<', 'right">13<')


def votes_turned_round(site: Path) -> None:
    """Those who were against and those who abstained change places."""
    row = '<td align="right">{}</td>\n<td align="right">{}</td>\n<td align="right">0</td>'
    page = one(site, "meeting-outcome", 'right">37<')
    edited(page, row.format(1, 2), row.format(2, 1))


def a_sum(site: Path) -> None:
    """A lamp costs more."""
    edited(one(site, "meeting-outcome", "18000 元"), "18000 元", "81000 元")


def a_count(site: Path) -> None:
    """Fewer households were there."""
    edited(one(site, "meeting-outcome", "实到 40 户"), "实到 40 户", "实到 36 户")


def a_deadline(site: Path) -> None:
    """The candidates hang for a shorter time."""
    page = one(site, "candidates-on-notice", "公示截止")
    written = page.read_text("utf-8")
    _, _, after = written.partition("<td>公示截止</td>\n<td>")
    last = after.partition("（")[0]
    edited(page, f"<td>{last}（", "<td>2026年11月25日（")


def a_moment(site: Path) -> None:
    """The meeting was at another hour."""
    edited(one(site, "meeting-outcome", "19:30"), "19:30", "09:30")


def a_choice(site: Path) -> None:
    """They voted in another way."""
    edited(one(site, "meeting-outcome", "举手表决。"), "举手表决。", "无记名投票。")


def a_result(site: Path) -> None:
    """It was not carried."""
    page = one(site, "meeting-outcome", 'title">通过<')
    edited(page, 'title">通过<', 'title">未通过<')


def a_reached_count(site: Path) -> None:
    """Enough were there."""
    edited(
        one(site, "meeting-outcome", "会议不能作决定</p>"),
        "到会人数不够，会议不能作决定",
        "会议有效",
    )


def the_last_day_of_posting(site: Path) -> None:
    """It seems to hang for good."""
    page = one(site, "meeting-outcome", "2026年11月30日</time>")
    edited(page, '<time datetime="2026-11-30">2026年11月30日</time>', "长期公开")


def the_edition(site: Path) -> None:
    """It seems never to have been corrected."""
    edited(one(site, "venue-sheet", "<li>第 2 版</li>"), "<li>第 2 版</li>", "<li>第 1 版</li>")


def where_it_stands(site: Path) -> None:
    """An objection without an answer seems to have one."""
    page = one(site, "objection-status", "逾期未答复</p>")
    edited(page, "逾期未答复</p>", "已答复</p>")


def words_above_it(site: Path) -> None:
    """Somebody says under the title that it does not count."""
    page = one(site, "meeting-outcome", "<li>第 1 版</li></ul>")
    edited(page, "<li>第 1 版</li></ul>", "<li>第 1 版</li></ul><p>本页作废。</p>")


def words_within_it(site: Path) -> None:
    """Somebody says more than was published."""
    edited(
        one(site, "meeting-outcome", "举手表决。</p>"),
        "举手表决。</p>",
        "举手表决。</p><p>补票两张。</p>",
    )


def what_a_comment_says(site: Path) -> None:
    """A figure is still there, for nobody to see."""
    edited(one(site, "meeting-outcome", 'right">37<'), 'right">37<', 'right"><!--37--><')


def what_is_hidden(site: Path) -> None:
    """The same in a part of the page that is not shown."""
    edited(one(site, "meeting-outcome", 'right">37<'), 'right">37<', 'right"><i hidden>37</i><')


def its_proof_too(site: Path) -> None:
    """A page says something else, and its proof is gone."""
    page = edited(one(site, "meeting-outcome", 'right">37<'), 'right">37<', 'right">13<')
    page.with_name("proof.json").unlink()


def dressed_as_over(site: Path) -> None:
    """A page that has to hang says that its time is over."""
    _dressed(site, one(site, "meeting-outcome", '公开日期：<time datetime="2026-11-1'))


def dressed_as_over_for_good(site: Path) -> None:
    """A page that hangs for good says that its time is over."""
    _dressed(site, one(site, "body-roster", "长期公开"))


def dressed_with_more(site: Path) -> None:
    """A notice that its time is over says something else besides."""
    [page, *_] = notices(site, "公示期已满")
    edited(page, "<p>这条说明", "<p>会议结果作废。</p><p>这条说明")


def a_withdrawal_that_says_otherwise(site: Path) -> None:
    """What was withdrawn stands again, without a proof."""
    [page, *_] = notices(site, "已撤回")
    shutil.copy(one(site, "open-notice", "公开"), page)


def a_page_that_is_gone(site: Path) -> None:
    """A page is not there any more."""
    shutil.rmtree(one(site, "meeting-outcome", 'right">37<').parent)


def notices(site: Path, ending: str) -> list[Path]:
    """The dated notices of one sort of ending."""
    found = sorted(site.rglob("open-notice/*/index.html"))
    return [page for page in found if f'title">{ending}' in page.read_text("utf-8")]


def _dressed(site: Path, page: Path) -> None:
    """Puts a notice that a posting is over in the place of a page, with the right day and words."""
    [notice, *_] = notices(site, "公示期已满")
    label = {"meeting-outcome": "会议结果", "body-roster": "组织成员"}[page.parents[1].name]
    written = page.read_text("utf-8")
    day = written.partition("公开日期：<time")[2].partition(">")[2].partition("<")[0]
    said = notice.read_text("utf-8").replace("通知公告", label)
    old = said.partition("<td>公开日期</td>\n<td>")[2].partition("<")[0]
    code = written.partition("公开目录：")[2].partition(" ")[0]
    page.write_text(said.replace(old, day).replace("<td>V21 ", f"<td>{code} "), "utf-8")
    page.with_name("proof.json").unlink()


OTHERWISE = "says more than was published, or says it in other words than this version of zuwu"
NO_NOTICE = "proof.json: is missing, and the page is no notice as this version writes it"
NOT_YET = "index.html: says that its posting is over, which it cannot be yet"
TAMPERINGS: dict[Callable[[Path], None], str] = {
    votes: "does not show what was published as resolutions[1].yes",
    votes_turned_round: OTHERWISE,
    a_sum: "does not show what was published as resolutions[1].text",
    a_count: OTHERWISE,
    a_deadline: "does not show what was published as last_day",
    a_moment: "does not show what was published as starts_at",
    a_choice: "does not show what was published as resolutions[1].method",
    a_result: "does not show what was published as resolutions[1].result",
    a_reached_count: OTHERWISE,
    the_last_day_of_posting: "does not show until when it was to be posted",
    the_edition: "does not show which edition it is",
    where_it_stands: OTHERWISE,
    words_above_it: OTHERWISE,
    words_within_it: OTHERWISE,
    what_a_comment_says: "does not show what was published as resolutions[1].yes",
    what_is_hidden: "does not show what was published as resolutions[1].yes",
    its_proof_too: NO_NOTICE,
    dressed_as_over: NOT_YET,
    dressed_as_over_for_good: NOT_YET,
    dressed_with_more: NO_NOTICE,
    a_withdrawal_that_says_otherwise: NO_NOTICE,
    a_page_that_is_gone: "index.html: is missing, and the log says that it is public",
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_whatever_is_changed_on_a_page_is_found(site: Path, tamper: Callable[[Path], None]) -> None:
    tamper(site)
    _, [found] = check_site(site)
    assert found.endswith(TAMPERINGS[tamper])


def test_nothing_is_wrong_with_a_demonstration_then_or_years_later(site: Path) -> None:
    for when in (NOW, NOW.replace(year=NOW.year + 9)):
        report, found = check_site(site, when)
        assert found == []
        assert isinstance(report, Report)
        assert report.proven == len(list(site.rglob("proof.json")))
        assert report.over == 5


def check_site(site: Path, when: datetime = NOW) -> tuple[Report | None, list[str]]:
    """What is wrong with a site by the key that it names."""
    folder = Folder(site)
    return checking.check(folder, Asked(checking.keys(folder), when))


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


def test_a_site_on_the_web_is_checked_with_the_pages_that_its_sitemap_leaves_out(
    address: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for sitemap in site.rglob("sitemap*.xml"):
        written = sitemap.read_text("utf-8")
        sitemap.write_text(written.replace("http://127.0.0.1:0", address), "utf-8")
    assert main(["verify", address]) == 0
    _, summary = printed(capsys)
    assert f"{len(list(site.rglob('proof.json')))} of " in summary
    assert "; 5 say that their posting is over" in summary


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
