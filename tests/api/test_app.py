"""The service as a whole: its health, its port, what runs beside it."""

from __future__ import annotations

import asyncio
import logging
import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import app, faults
from api.listening import PortTaken
from api.settings import Settings


def test_what_runs_beside_it_ends_with_it(url: str, tmp_path: Path) -> None:
    seen: list[str] = []

    async def beside() -> None:
        seen.append("begun")
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("ended")

    settings = Settings.from_environ({"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url})
    with TestClient(app.create_app(settings, beside=(beside,))) as client:
        client.get("/health")
        assert seen == ["begun"]
    assert seen == ["begun", "ended"]


def test_a_port_that_is_taken_is_told_before_anything_runs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings.from_environ({"ZUWU_HOME": str(tmp_path), "PORT": str(port)})
        with pytest.raises(PortTaken):
            app.serve(settings)


def test_exceptions_are_logged_without_their_messages() -> None:
    formatter = faults.Reticent("%(message)s")
    try:
        try:
            raise ValueError("松塘甲")
        except ValueError as cause:
            raise RuntimeError("13800000000") from cause
    except RuntimeError as fault:
        record = logging.LogRecord(
            "x", logging.ERROR, "x", 1, "broken", None, (type(fault), fault, fault.__traceback__)
        )
    told = formatter.format(record)
    assert "builtins.ValueError" in told
    assert "builtins.RuntimeError" in told
    assert "松塘甲" not in told
    assert "13800000000" not in told


def test_the_demonstration_has_a_page_to_try_questions_on(url: str, tmp_path: Path) -> None:
    environ = {"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url}
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for demo, status in (("1", 200), ("0", 405)):
        settings = Settings.from_environ({**environ, "ZUWU_DEMO": demo})
        with TestClient(app.create_app(settings)) as client:
            response = client.get("/graphql", headers=browser)
        assert response.status_code == status
        assert "http" not in response.text.replace("https://zuwu", "")
