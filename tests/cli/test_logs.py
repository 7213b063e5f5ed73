"""Nothing that somebody told of a person stands in a log, whatever is asked and whatever fails."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema import database
from schema.officers import OfficerRecord
from tests.cli.telling import NOW, overheard

SAID = {
    "person": ("name",),
    "officer": ("name",),
    "body": ("contact",),
    "notice": ("title", "text", "contact"),
    "meeting": ("title", "summary"),
    "motion": ("text",),
    "objection": ("subject", "detail", "objector", "reply"),
    "comment": ("text", "reason"),
    "nomination": ("reason", "drop_reason"),
    "honour": ("evidence",),
}
"""The columns that hold what somebody wrote, or is called."""


@pytest.fixture
def served(settings: Settings, original: Path) -> Iterator[TestClient]:
    """The demonstration over HTTP, without the table of votes by name; all that it logs is kept."""
    shutil.copytree(original, settings.home)
    with closing(sqlite3.connect(settings.home / "zuwu.sqlite3")) as database:
        database.execute("ALTER TABLE vote RENAME TO gone")
    with overheard(settings.home / "log.txt"):
        app = create_app(settings, clock=lambda: NOW)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client


def secrets(home: Path) -> list[str]:
    """Every name and text that the demonstration holds."""
    with closing(sqlite3.connect(home / "zuwu.sqlite3")) as database:
        return [
            text
            for table, columns in SAID.items()
            for column in columns
            for (text,) in database.execute(
                f"SELECT DISTINCT {column} FROM {table} WHERE length({column}) > 1"
            )
        ]


def test_telling_the_whole_story_logs_nothing_of_it(original: Path) -> None:
    log = original.with_name("log.txt").read_text(encoding="utf-8")
    known = secrets(original)
    assert len(known) > 200
    assert [each for each in known if each in log] == []


def test_requests_that_fail_are_logged_without_what_they_said(
    served: TestClient, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    token = json.loads(settings.demo_tokens.read_text("utf-8"))["clerk"]["token"]
    known = {"Authorization": f"Bearer {token}"}
    said, name = secrets(settings.home), "松甲"
    assert name in said
    statuses = {response.status_code for response in failing(served, known, name, said)}
    assert statuses >= {200, 201, 401, 404, 405, 406, 415}
    captured = capfd.readouterr()
    log = (settings.home / "log.txt").read_text("utf-8") + captured.out + captured.err
    assert log.count("fault ") == 2  # that they were noticed
    private = [*said, token, quote(name)]
    assert [each for each in private if each in log] == []


def failing(client: TestClient, known: dict[str, str], name: str, said: list[str]) -> Iterator[Any]:
    """Answers to requests with names and texts in every place where one could put them."""
    draft = "mutation($input: PersonDraft!) { draftPerson(input: $input) { __typename } }"
    for query, variables in (
        (f'{{ persons(filter: {{name: "{name}"}} ', {}),
        (f"{{ {name} }}", {}),
        (f'{{ persons(filter: {{name: "{name}"}}) {{ edges {{ node {{ none }} }} }} }}', {}),
        (f'{{ persons(after: "{name}") {{ totalCount }} }}', {}),
        (f'{{ node(id: "{name}") {{ id }} }}', {}),
        (f"{{ votes {{ totalCount }} }} # {name}", {}),
        (draft, {"input": {"area": "439901", "name": name, "birthYear": 1962}}),
        (draft, {"input": {"area": name, "name": name, "birthYear": "1962"}}),
        (draft, {"input": {"area": "439901/101/201/001", "name": name, "birthYear": 19620}}),
        (draft, {"input": {"text": "；".join(said)[:50_000]}}),
    ):
        yield client.post("/graphql", json={"query": query, "variables": variables}, headers=known)
        yield client.get("/graphql", params={"query": query}, headers=known)
    yield client.get("/graphql", params={"query": f"{{ {name} }}"})
    yield client.get(f"/{name}/{said[0]}")
    yield client.post("/graphql", content=name.encode(), headers=known)
    yield client.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": "a/b"})
    yield client.post("/graphql", headers={"Authorization": "Bearer zuwu_no"})
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    yield client.put("/uploads", content=name.encode(), headers=known | named)


async def test_statements_and_their_values_are_never_logged(url: str, tmp_path: Path) -> None:
    """Whatever somebody sets the root to: of what libraries say, nothing filled in is kept."""
    file = tmp_path / "log.txt"
    with overheard(file, logging.DEBUG):
        async with database.opened(url):
            assert await OfficerRecord.filter(name="松甲").count() == 0
        logging.getLogger("root").debug("heard")
    log = file.read_text(encoding="utf-8")
    assert log.count("heard") == 1
    assert "logger=tortoise.db_client" in log
    assert "松甲" not in log
    assert "SELECT" not in log
