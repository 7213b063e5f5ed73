"""The manuals do not fall behind: every code, setting, command and promise is written down."""

from __future__ import annotations

import re
from pathlib import Path

from api.codes import Code
from publisher.announce.tables import STANDING
from schema import root
from schema.base.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]


def manual(name: str) -> str:
    """The text of a manual."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def every(kind: type[Refusal]) -> set[str]:
    """The codes of a refusal and of all that derive from it."""
    return {kind.code}.union(*(every(each) for each in kind.__subclasses__()))


def test_every_refusal_is_explained_to_front_ends() -> None:
    root.build()
    told = set(re.findall(r"^\| `([a-z.-]+)` \|", manual("frontends.md"), re.MULTILINE))
    assert told == every(Refusal) - {Refusal.code}


def test_every_code_of_an_error_is_explained_to_front_ends() -> None:
    told = re.findall(r"^\| code `([a-z.-]+)` \|", manual("frontends.md"), re.MULTILINE)
    assert told == [code.value for code in Code]


def test_every_setting_is_documented() -> None:
    code = (ROOT / "api" / "settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r'"((?:ZUWU_|DATABASE_)[A-Z_]+|PORT)"', code))
    assert named
    assert all(f"`{name}`" in manual("operating.md") for name in named)


def test_every_command_is_documented() -> None:
    code = (ROOT / "cli" / "main.py").read_text(encoding="utf-8")
    commands = re.findall(r'command\("(\w+)"', code)
    assert commands
    assert all(f"zuwu {name}" in manual("operating.md") for name in commands)


def test_every_column_of_all_open_data_is_explained() -> None:
    told = re.findall(r"^\| `([a-z_]+)` \|", manual("open-data.md"), re.MULTILINE)
    assert told == [column.name for column in STANDING]


def test_every_promise_names_a_test_that_exists() -> None:
    kept = re.findall(r"`(tests/[\w/.]+)`", manual("privacy.md"))
    assert kept
    assert [path for path in kept if not (ROOT / path).exists()] == []
