"""What stays behind at the gate is told to officers, to operators and to whoever publishes."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import village as v
from publishing import hung
from village import Village

from api.app import now
from api.settings import Settings
from cli import main, watch
from publisher import release
from schema import database, officers
from schema.rules.roles import Role
from tests.cli.running import Running, free_port, running, until
from tests.cli.test_watch import numbers

NAME = "禾黍稷"
DOCUMENT = re.compile(r"201/001/open-notice/\S+/index\.html: title: RESTRICTED_NAME")
HELD = "heldPublications(first: 1000) { edges { node { file field reason edition { number } } } }"
SEEN = f"{{ {HELD} releases {{ edges {{ node {{ name held }} }} }} }}"
RESTRICT = """mutation($input: RestrictedNameDraft!) { restrictName(input: $input) {
  ... on RestrictedName { id version } } }"""
LIFT = """mutation($input: RestrictionEnd!) { liftRestriction(input: $input) { __typename } }"""


@dataclass
class Town:
    """A town with a notice that names somebody who must not be named, and one that does not."""

    environ: dict[str, str]
    token: str

    @property
    def site(self) -> Path:
        """Where its site lies."""
        return release.of(Path(self.environ["ZUWU_HOME"]))

    @property
    def url(self) -> str:
        """Where its database is."""
        return Settings.from_environ(self.environ).database_url

    async def restricted(self, name: str) -> dict[str, Any]:
        """A name is on the list."""
        async with database.opened(self.url, everywhere=True):
            return await v.restricted_name(Village().administrator, name=name)

    async def lifted(self, restricted: dict[str, Any]) -> None:
        """It is no more."""
        given = {"restrictedName": restricted["id"], "expectedVersion": 1}
        async with database.opened(self.url, everywhere=True):
            await Village().administrator.does("liftRestriction", "RestrictionEnd", **given)

    async def held(self) -> list[dict[str, Any]]:
        """What officers of the town see held back."""
        async with database.opened(self.url, everywhere=True):
            answer = await Village().administrator(f"{{ {HELD} }}")
        return sorted(nodes(answer["heldPublications"]), key=line)


def nodes(connection: Any) -> list[dict[str, Any]]:
    """What a connection leads to."""
    return [each["node"] for each in connection["edges"]]


def line(held: dict[str, Any]) -> str:
    """How a report puts it."""
    return "{file}: {field}: {reason}".format_map(held)


def whole(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What of it holds the whole release."""
    return [each for each in held if each["edition"] is None]


def told(service: Running) -> list[dict[str, Any]]:
    """What it has written down of what stays behind, now that it ends."""
    service.process.terminate()
    assert service.process.stderr
    lines = service.process.stderr.read().decode().splitlines()
    assert not any(NAME in each for each in lines)
    return [each for each in map(json.loads, lines) if each["event"] == "held-back"]


async def founded(environ: dict[str, str]) -> Town:
    """The town, nothing of which is published yet."""
    async with database.opened(Settings.from_environ(environ).database_url, everywhere=True):
        village = await Village.founded()
        await officers.appoint("镇管理员甲", Role.ADMINISTRATOR, v.TOWN, date(2024, 1, 1))
        token = await officers.issue("镇管理员甲", now(), now() + timedelta(days=1))
        await v.restricted_name(village.administrator, name=NAME)
        await hung(village, f"{NAME}家门前停水", postedUntil=str(now().date() + timedelta(days=30)))
        await hung(village, "修路通知")
    return Town(environ, str(token))


@pytest.fixture
def town(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """On a database of each sort; commands of this process are about it, too."""
    environ = {"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url, "ZUWU_TOWN": ""}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return asyncio.run(founded(environ))


@pytest.fixture
def served(migrated_file: Path, tmp_path: Path) -> Town:
    """On a file, to be served."""
    shutil.copy(migrated_file, tmp_path / "zuwu.sqlite3")
    environ = {"ZUWU_HOME": str(tmp_path), "ZUWU_TOWN": "", "ZUWU_ACCESS_LOG": "0"}
    return asyncio.run(founded(environ))


def test_who_publishes_is_told_what_stays_behind_and_what_stops_everything(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["publish"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert any(map(DOCUMENT.fullmatch, said))
    documents = asyncio.run(town.held())
    assert list(map(line, documents)) == said
    assert not whole(documents)
    live = release.current(town.site)

    restricted = asyncio.run(town.restricted("清溪镇"))
    assert main.main(["publish"]) == 2
    *found, last = capsys.readouterr().err.splitlines()
    assert "404.html: title: RESTRICTED_NAME" in found
    assert last.startswith("zuwu: not published, for what is named above. Correct or withdraw")
    held = asyncio.run(town.held())
    assert list(map(line, whole(held))) == found
    assert [each for each in held if each["edition"]] == documents
    assert release.current(town.site) == live

    asyncio.run(town.lifted(restricted))
    assert main.main(["publish"]) == 0
    assert capsys.readouterr().err.splitlines() == said
    assert asyncio.run(town.held()) == documents


def test_the_service_tells_officers_and_operators_what_stays_behind(served: Town) -> None:
    port = free_port()
    with running({**served.environ, "ZUWU_METRICS_PORT": str(port)}) as service:

        def held(many: int) -> bool:
            return f"zuwu_held_publications {many}.0\n" in numbers(port)

        until(lambda: held(1))
        seen = service.post(served.token, SEEN)
        assert {each["edition"]["number"] for each in nodes(seen["heldPublications"])} == {1}
        assert [each["held"] for each in nodes(seen["releases"])] == [1]

        given = {"area": v.TOWN, "name": "清溪镇", "cause": "OBJECTED"}
        name = service.post(served.token, RESTRICT, input=given)["restrictName"]
        until(lambda: held(2))
        stopped = service.post(served.token, SEEN)
        assert {each["file"] for each in whole(nodes(stopped["heldPublications"]))} == {"404.html"}
        assert stopped["releases"] == seen["releases"]

        given = {"restrictedName": name["id"], "expectedVersion": name["version"]}
        service.post(served.token, LIFT, input=given)
        until(lambda: held(1))
        assert not whole(nodes(service.post(served.token, SEEN)["heldPublications"]))

        first, second = told(service)
    assert first["level"] == second["level"] == "warning"
    assert first["count"] == len(nodes(seen["heldPublications"]))
    assert any(map(DOCUMENT.fullmatch, first["found"]))
    assert len(first["found"]) == watch.NAMED < first["count"]
    assert second["found"] == sorted(map(line, whole(nodes(stopped["heldPublications"]))))
