"""The publisher that works by itself: beside the service, and alone."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import village as v
from village import Village

from api.app import now
from api.settings import Settings
from cli import main
from cli.press import Press
from cli.publishing import Occasion, Outcome
from cli.watch import Watch
from publisher import disk, release
from schema import database, officers
from schema.base.changes import Changes
from schema.base.context import SHANGHAI
from schema.base.turns import turn
from schema.releases import Released
from schema.rules.roles import Role
from tests.api.service import Clock
from tests.cli.running import Running, free_port, running, until

APPROVE = """mutation($input: Ruling!) { approve(input: $input) {
  __typename ... on Refused { message } } }"""

SEEN = """{ pendingPublications { totalCount }
  releases { edges { node { live made duration pages held } } } }"""


@dataclass
class Books:
    """A village whose notices wait for approval: by their record, edition and version."""

    environ: dict[str, str]
    token: str
    waiting: list[tuple[UUID, str, int]]

    @property
    def site(self) -> Path:
        """Where its site lies."""
        return release.of(Path(self.environ["ZUWU_HOME"]))

    def approve(self, service: Running, many: int = 1) -> list[UUID]:
        """Approves the next notices, one after the other; their records."""
        approved, self.waiting = self.waiting[:many], self.waiting[many:]
        for _, edition, version in approved:
            given = {"edition": edition, "expectedVersion": version}
            answer = service.post(self.token, APPROVE, input=given)
            assert answer["approve"]["__typename"] == "Edition", answer
        return [record for record, *_ in approved]

    def shows(self, *records: UUID) -> bool:
        """Whether the live site has a page of each of these notices."""
        try:
            paths = " ".join(disk.files(self.site / "current"))
        except FileNotFoundError:  # a release is being swapped
            return False
        return all(str(each) in paths for each in records)

    def live(self) -> bool:
        """Whether there is a live release."""
        return release.current(self.site) is not None


async def filled(environ: dict[str, str], notices: int) -> Books:
    """The village, and notices that its clerk has handed in."""
    url = Settings.from_environ(environ).database_url
    async with database.opened(url, everywhere=True):
        village = await Village.founded()
        await officers.appoint("监事甲", Role.SUPERVISOR, v.GROUP, date(2024, 1, 1))
        token = await officers.issue("监事甲", now(), now() + timedelta(days=1))
        body, waiting = await v.body(village.clerk), []
        for _ in range(notices):
            notice = await v.notice(village.clerk, body)
            edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice)
            waiting.append((v.key(notice), edition["id"], edition["version"]))
    return Books(environ, str(token), waiting)


@pytest.fixture
def books(migrated_file: Path, tmp_path: Path) -> Books:
    """On a file."""
    shutil.copy(migrated_file, tmp_path / "zuwu.sqlite3")
    environ = {"ZUWU_HOME": str(tmp_path), "ZUWU_TOWN": "", "ZUWU_ACCESS_LOG": "0"}
    return asyncio.run(filled(environ, 22))


@pytest.fixture
def shared(url: str, tmp_path: Path) -> Books:
    """On a server."""
    environ = {"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url}
    return asyncio.run(filled(environ, 2))


def children(process: int) -> list[int]:
    """The processes that a process has begun."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(each) for task in tasks for each in task.read_text().split()]


def pressing(service: Running) -> int:
    """The press of a service, once there is one: each that made all pages has ended."""
    until(lambda: len(children(service.process.pid)) == 1)
    return children(service.process.pid)[0]


def gone(process: int) -> bool:
    """Whether there is no such process, or only what is left of it."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in {"Z", "X"}


def numbers(port: int) -> str:
    """What monitoring is told."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
        return str(response.read().decode())


def test_what_is_approved_is_on_the_site_within_seconds_and_officers_see_it(books: Books) -> None:
    port = free_port()
    with running({**books.environ, "ZUWU_METRICS_PORT": str(port)}) as service:
        until(books.live)
        first = books.approve(service)
        begun = time.monotonic()
        until(lambda: books.shows(*first))
        assert time.monotonic() - begun < 10

        quickly = books.approve(service, 20)
        until(lambda: books.shows(*quickly))
        until(lambda: service.post(books.token, SEEN)["pendingPublications"]["totalCount"] == 0)
        told = [each["node"] for each in service.post(books.token, SEEN)["releases"]["edges"]]
        assert 3 <= len(told) <= 6
        assert [each["live"] for each in told] == [True] + [False] * (len(told) - 1)
        assert all(each["made"] and each["duration"] and not each["held"] for each in told)
        assert told[0]["pages"] >= told[-1]["pages"] + 21

        counted = numbers(port)
        assert f'zuwu_publications_total{{outcome="released"}} {len(told)}.0' in counted
        assert f'zuwu_publishing_seconds_count{{outcome="released"}} {len(told)}.0' in counted
        assert "zuwu_publisher_lag_seconds 0.0" in counted


def test_a_press_that_is_killed_is_begun_anew_and_none_outlives_the_service(books: Books) -> None:
    with running(books.environ) as service:
        until(books.live)
        for _ in range(2):  # with the first one the menu names its area, on every page
            approved = books.approve(service)
            until(lambda approved=approved: books.shows(*approved))
        press = pressing(service)
        os.kill(press, signal.SIGKILL)
        until(lambda: gone(press))
        approved = books.approve(service)
        until(lambda: books.shows(*approved))
        another = pressing(service)
        assert another != press
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        assert gone(another)


def test_a_press_ends_with_a_service_that_is_killed(books: Books) -> None:
    with running(books.environ) as service:
        press = pressing(service)
        service.process.kill()
        service.process.wait()
        until(lambda: gone(press))


async def test_a_press_stays_for_single_pages_and_not_after_it_made_all(books: Books) -> None:
    press = Press(Settings.from_environ(books.environ))
    made = (await press.publish(Occasion(now()))).released
    assert made.made == made.pages
    assert press._worker._process is None

    assert (await press.publish(Occasion(now()))).released.made is None
    standing = press._worker._process
    assert standing is not None
    os.kill(standing.pid, signal.SIGSTOP)  # only another one can answer now
    async with asyncio.timeout(60):
        await press.publish(Occasion(now(), afresh=True))
    assert gone(standing.pid)
    assert press._worker._process is None


def test_what_is_not_as_it_would_be_made_afresh_is_found(
    books: Books, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in books.environ.items():
        monkeypatch.setenv(name, value)
    assert main.main(["publish"]) == 0
    assert main.main(["publish", "--afresh"]) == 0
    page = books.site / "current" / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert main.main(["publish", "--afresh"]) == 1
    assert capsys.readouterr().err == "index.html was not what it is when it is made afresh\n"
    assert main.main(["publish", "--afresh"]) == 0
    assert main.main(["publish", "--watch"]) == 2
    assert "`zuwu serve` publishes by itself" in capsys.readouterr().err


class Recorded(Press):
    """A press that only writes down what it is told."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.told: list[Occasion] = []

    async def publish(self, occasion: Occasion) -> Outcome:
        """A release that was there already."""
        self.told.append(occasion)
        name = "000001-20260502T235900"
        return Outcome(v.TOWN, Released(name, occasion.now, occasion.now, 4, None, None, None, 0))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_night_moves_the_pages_on_and_once_a_week_proves_them(village: Village) -> None:
    clock = Clock(datetime(2026, 5, 2, 23, 59, tzinfo=SHANGHAI))
    settings = Settings.from_environ({})
    watch = Watch(settings, clock, Changes())
    watch.press = press = Recorded(settings)
    watching = asyncio.ensure_future(watch.run())
    for moment, many in (((2, 23, 59), 1), ((3, 0, 5), 3), ((4, 0, 5), 4)):
        clock.moment = datetime(2026, 5, *moment, tzinfo=SHANGHAI)
        watch.heard.set()  # it would look at the clock once a minute
        await asyncio.to_thread(until, lambda many=many: len(press.told) == many)
    assert [each.afresh for each in press.told] == [False, False, True, False]
    assert not watching.done()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


# On a server


def command(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", *arguments],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def ended() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that are gone afterwards, whatever happened."""
    begun: list[subprocess.Popen[str]] = []
    yield begun
    for each in begun:
        each.kill()
        each.communicate()


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_one_publisher_of_a_town_waits_for_another(
    shared: Books, ended: list[subprocess.Popen[str]]
) -> None:
    async def held() -> None:
        url = shared.environ["DATABASE_URL"]
        async with database.opened(url, everywhere=True), turn(v.TOWN, print):
            ended.append(command(shared.environ, "publish"))
            assert ended[0].stderr is not None
            said = await asyncio.to_thread(ended[0].stderr.readline)
            assert said.startswith("zuwu-publishes on ")
            assert said.endswith(" is at work on this town; waiting for it\n")
            await asyncio.sleep(0.5)
            assert not shared.live()

    asyncio.run(held())
    assert ended[0].wait(60) == 0
    assert shared.live()


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_publisher_of_its_own_hears_what_others_approve(
    shared: Books, ended: list[subprocess.Popen[str]]
) -> None:
    async def approved() -> UUID:
        record, edition, version = shared.waiting.pop()
        async with database.opened(shared.environ["DATABASE_URL"], everywhere=True):
            supervisor = replace(v.officer(Role.SUPERVISOR, v.GROUP), now=now())
            await v.approved(supervisor, {"id": edition, "version": version})
        return record

    ended.append(command(shared.environ, "publish", "--watch"))
    until(shared.live)
    record = asyncio.run(approved())
    until(lambda: shared.shows(record))
    presses = children(ended[0].pid)
    ended[0].send_signal(signal.SIGTERM)
    assert ended[0].wait(20) == 0
    assert all(map(gone, presses))


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_turn_ends_with_who_holds_it(village: Village) -> None:
    waited: list[str] = []
    with suppress(RuntimeError):
        async with turn(v.TOWN, waited.append):
            raise RuntimeError
    async with turn(v.TOWN, waited.append), turn(v.AreaPath("439901/102"), waited.append):
        pass
    assert waited == []


# Names that are restricted


NAME = "松小塘"

ACT = """mutation($input: %s!) { %s(input: $input) {
  __typename ... on Record { id version } ... on Refused { message } } }"""


@dataclass
class Named:
    """A town whose site names somebody, and an officer of its county."""

    books: Books
    county: v.Ask
    token: str
    notice: UUID

    def shown(self) -> bool:
        """Whether the live site has the page."""
        return self.books.shows(self.notice)

    def held(self) -> bool:
        """Whether there is a live site without it."""
        return self.books.live() and not self.shown()


async def naming(books: Books) -> Named:
    """The same town, with a notice that names somebody."""
    url = Settings.from_environ(books.environ).database_url
    async with database.opened(url, everywhere=True):
        clerk, supervisor = (
            replace(v.officer(role, v.GROUP), now=now()) for role in (Role.CLERK, Role.SUPERVISOR)
        )
        body = await v.body(clerk, name="值班室", classification="OTHER")
        today = now().astimezone(SHANGHAI).date()
        posted = {"postedFrom": f"{today}", "postedUntil": f"{today + timedelta(days=30)}"}
        notice = await v.notice(clerk, body, text=f"{NAME}的奖状已经寄到。", **posted)
        await v.approved(supervisor, await v.submitted(clerk, "OPEN_NOTICE", notice))
        await officers.appoint("县管理员", Role.ADMINISTRATOR, v.COUNTY, date(2024, 1, 1))
        token = await officers.issue("县管理员", now(), now() + timedelta(days=1))
    county = replace(v.officer(Role.ADMINISTRATOR, v.COUNTY), now=now())
    books.environ["ZUWU_TOWN"] = v.TOWN
    return Named(books, county, str(token), v.key(notice))


def test_a_restricted_name_is_off_the_site_within_seconds(books: Books) -> None:
    named = asyncio.run(naming(books))

    def done(act: str, sort: str, **given: object) -> dict[str, str]:
        answer = service.post(named.token, ACT % (sort, act), input=given)[act]
        assert answer["__typename"] == "RestrictedName", answer
        return dict(answer)

    with running(books.environ) as service:
        until(named.shown)
        begun = time.monotonic()
        given = {"area": v.COUNTY, "name": NAME, "cause": "OBJECTED"}
        restricted = done("restrictName", "RestrictedNameDraft", **given)
        until(named.held)
        assert time.monotonic() - begun < 10
        done(
            "liftRestriction",
            "RestrictionEnd",
            restrictedName=restricted["id"],
            expectedVersion=restricted["version"],
        )
        until(named.shown)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_publisher_of_its_own_hears_which_name_is_restricted(
    shared: Books, ended: list[subprocess.Popen[str]]
) -> None:
    named = asyncio.run(naming(shared))

    async def restricted() -> None:
        async with database.opened(shared.environ["DATABASE_URL"], everywhere=True):
            await v.restricted_name(named.county, name=NAME)

    ended.append(command(shared.environ, "publish", "--watch"))
    until(named.shown)
    asyncio.run(restricted())
    until(named.held)
