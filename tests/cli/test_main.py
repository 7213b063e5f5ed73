"""Commands: what they do, and that one which cannot says what to do about it."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.settings import Settings
from cli.lock import writing
from cli.main import main
from schema import database, officers
from schema.access import accounts
from schema.access.accounts import CodeUnusable
from schema.base.context import Context
from schema.base.journal import JournalRecord
from schema.base.profile import profiles
from schema.base.scope import ANYONE
from schema.base.secret import Secret
from schema.officers import OfficerRecord
from schema.records.areas import AreaRecord
from schema.rules.roles import Role

ADMINISTRATOR = "镇管理员甲"
INIT = [
    "init",
    "--county",
    "439901=示例县",
    "--town",
    "101=清溪镇",
    "--administrator",
    ADMINISTRATOR,
]
CODE = ["account", "code", "--name"]
TOKEN = ["token", "create", "--name", "文书甲", "--role", "clerk", "--area", "439901/101"]
pytestmark = pytest.mark.usefixtures("environ")


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line in which a command told its trouble."""
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("zuwu: ")
    assert line.endswith('".')
    assert '; see docs/operating.md, "' in line
    return line


async def recognised(settings: Settings, token: str) -> list[tuple[Role, str]]:
    """The offices of whoever carries the token."""
    async with database.opened(settings.database_url):
        actor = await officers.recognise(token, datetime.now(UTC), date.max)
        return [(grant.role, grant.path) for grant in actor.grants]


async def opened(settings: Settings, code: str) -> list[tuple[Role, str]]:
    """The offices of whoever opens an account with the code."""
    context = Context(ANYONE, datetime.now(UTC), profiles())
    async with database.opened(settings.database_url):
        pair = await accounts.activate(context, Secret(code), Secret("松塘村口的老樟树有三百年"))
    return await recognised(settings, pair.token)


def test_init_founds_county_and_town_and_prints_a_code_for_an_account(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(INIT) == 0
    code = capsys.readouterr().out.strip()
    assert code.startswith(accounts.PREFIX)
    assert asyncio.run(opened(settings, code)) == [(Role.ADMINISTRATOR, "439901/101")]
    with pytest.raises(CodeUnusable):
        asyncio.run(opened(settings, code))

    async def look() -> tuple[list[str], list[str]]:
        async with database.opened(settings.database_url):
            areas = [row["path"] for row in await AreaRecord.all().order_by("path").values("path")]
            return areas, [row["act"] for row in await JournalRecord.all().values("act")]

    assert asyncio.run(look()) == (["439901", "439901/101"], ["init", "init"])


def test_a_second_init_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(INIT) == 0
    capsys.readouterr()
    assert main(INIT) == 2
    assert "has areas already" in said(capsys)


def test_codes_that_are_none_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--county", "43=某县", "--town", "1=某镇", "--administrator", "某人"]) == 2
    assert "six digits" in said(capsys)


def test_a_token_is_for_a_role_in_an_area(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(INIT)
    capsys.readouterr()
    assert main(TOKEN) == 0
    token = capsys.readouterr().out.strip()
    assert asyncio.run(recognised(settings, token)) == [(Role.CLERK, "439901/101")]


def test_nobody_is_appointed_to_an_area_that_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(INIT)
    capsys.readouterr()
    assert main([*TOKEN[:-1], "439901/999"]) == 2
    assert "there is no area 439901/999" in said(capsys)


def test_a_writing_command_beside_the_service_says_so(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(INIT)
    capsys.readouterr()
    with writing(settings, "zuwu serve"):
        assert main(TOKEN) == 2
        line = said(capsys)
        assert "zuwu serve is writing to" in line
        assert "PostgreSQL" in line
        assert main(["migrate"]) == 2
    capsys.readouterr()
    assert main(TOKEN) == 0


def test_whoever_is_locked_out_gets_another_code(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(INIT)
    first = capsys.readouterr().out.strip()
    assert main([*CODE, ADMINISTRATOR]) == 0
    code = capsys.readouterr().out.strip()
    with pytest.raises(CodeUnusable):
        asyncio.run(opened(settings, first))
    assert asyncio.run(opened(settings, code)) == [(Role.ADMINISTRATOR, "439901/101")]

    async def look() -> list[str]:
        async with database.opened(settings.database_url):
            return [row["act"] for row in await JournalRecord.all().order_by("id").values("act")]

    assert asyncio.run(look()) == ["init", "init", "account code"]


def test_there_is_no_code_for_somebody_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    main(INIT)
    capsys.readouterr()
    assert main([*CODE, "无此人"]) == 2
    assert "no officer is called 无此人" in said(capsys)


def test_there_is_no_token_for_a_disabled_account(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(INIT)
    main(TOKEN)

    async def disabled() -> None:
        async with database.opened(settings.database_url):
            officer = await OfficerRecord.get(name="文书甲")
            await accounts.disable(officer.id, datetime.now(UTC))

    asyncio.run(disabled())
    capsys.readouterr()
    assert main(TOKEN) == 2
    assert "the account of 文书甲 is disabled" in said(capsys)


def test_a_server_of_its_own_needs_no_lock(tmp_path: Path) -> None:
    environ = {"ZUWU_HOME": str(tmp_path / "none"), "DATABASE_URL": "postgres://host/zuwu"}
    settings = Settings.from_environ(environ)
    with writing(settings, "one"), writing(settings, "other"):
        assert not settings.home.exists()


def test_wrong_settings_are_all_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eight")
    monkeypatch.setenv("ZUWU_DEMO", "maybe")
    assert main(["migrate"]) == 2
    line = said(capsys)
    assert "PORT must be" in line
    assert "ZUWU_DEMO must be" in line


def test_a_server_that_does_not_answer_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://zuwu:secret@127.0.0.1:1/zuwu")
    assert main(["migrate"]) == 2
    line = said(capsys)
    assert "does not answer (127.0.0.1:1)" in line
    assert "secret" not in line


def test_a_database_without_tables_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path(os.environ["ZUWU_HOME"]).mkdir()
    assert main(["publish"]) == 2
    assert "zuwu init" in said(capsys)


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sdl"]) == 0
    assert "type Query" in capsys.readouterr().out
