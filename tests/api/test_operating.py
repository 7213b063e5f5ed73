"""What operators see: probes, numbers, lines, and nothing about anybody in any of them."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import shutil
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from starlette.testclient import TestClient

from api import app, logs, metrics
from api.listening import PortTaken
from api.settings import Settings
from api.stopping import Leaving
from schema import database
from tests.api.service import Service

PRIVATE = "松塘甲"


def count(name: str, **labels: str) -> float:
    """What a metric says."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


@contextmanager
def lines() -> Iterator[None]:
    """Lines are written as the service does; afterwards as before."""
    ours, root = logging.getLogger("zuwu"), logging.getLogger()
    before = ours.level, root.level, list(root.handlers)
    logs.configure("json")
    yield
    ours.level, root.level, root.handlers = before
    logging.raiseExceptions = True


def test_health_is_about_the_process_only(service: Service) -> None:
    shutil.rmtree(service.home)
    response = service.client.get("/health")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["cache-control"] == "no-store"


def test_ready_names_each_thing_that_is_needed(service: Service) -> None:
    response = service.client.get("/ready")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    checks = dict.fromkeys(("database", "migrations", "folder", "staying"), True)
    assert response.json() == {"ready": True, "checks": checks}


@pytest.mark.parametrize("missing", ["migrations", "folder", "staying"])
def test_not_ready_says_what_is_missing(url: str, tmp_path: Path, missing: str) -> None:
    settings = Settings.from_environ({"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url})
    leaving = Leaving()
    if missing == "migrations":
        empty = database.sqlite(tmp_path / "empty.sqlite3")
        settings = replace(settings, database_url=empty)
    if missing == "folder":
        settings = replace(settings, home=tmp_path / "gone")
    if missing == "staying":
        leaving.begin()
    service = app.create_app(settings, leaving=leaving)
    if missing == "folder":
        shutil.rmtree(tmp_path / "gone")
        (tmp_path / "gone").touch()
    with TestClient(service) as client:
        response = client.get("/ready")
    assert response.status_code == 503
    found = response.json()["checks"]
    assert [name for name in found if not found[name]] == [missing]


def test_a_server_that_is_not_there_is_no_crash(tmp_path: Path) -> None:
    environ = {
        "ZUWU_HOME": str(tmp_path),
        "DATABASE_URL": "postgres://zuwu:secret@127.0.0.1:1/zuwu",
    }
    service = app.create_app(Settings.from_environ(environ))
    with TestClient(service) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/ready").json()["checks"]["database"] is False
        before = count("zuwu_database_outages_total", code="database.unavailable")
        asked = client.post("/graphql", json={"query": "{ publications { totalCount } }"})
        known = {"Authorization": "Bearer x"}
        signed = client.post("/graphql", json={"query": "{ __typename }"}, headers=known)
    for response in (asked, signed):
        assert response.status_code == 503
        assert response.headers["retry-after"] == "2"
        [error] = response.json()["errors"]
        assert error["extensions"]["code"] == "database.unavailable"
        assert "secret" not in response.text
    assert count("zuwu_database_outages_total", code="database.unavailable") == before + 2


def test_requests_are_counted_by_their_sort_only(service: Service) -> None:
    labels = {"route": "/graphql", "operation": "query", "status": "200"}
    before = count("zuwu_requests_total", **labels)
    service.ask("{ publications { totalCount } }")
    service.client.get(f"/{PRIVATE}/?q={PRIVATE}")
    service.client.request(PRIVATE.encode().hex(), "/graphql")
    assert count("zuwu_requests_total", **labels) == before + 1
    said = {label for each in REGISTRY.collect() for s in each.samples for label in s.labels}
    assert said.isdisjoint({"path", "name", "officer", "area", "id"})
    routes = {s.labels.get("route", "/") for each in REGISTRY.collect() for s in each.samples}
    assert routes <= {each.path for each in service.client.app.routes} | {"/"}


def test_a_refused_token_is_counted(service: Service) -> None:
    before = count("zuwu_refused_sign_ins_total")
    known = {"Authorization": "Bearer zuwu_nobody"}
    assert service.client.get("/graphql", headers=known).status_code == 401
    assert count("zuwu_refused_sign_ins_total") == before + 1


def test_numbers_are_told_on_a_port_of_their_own(service: Service) -> None:
    assert service.client.get("/metrics").status_code == 404
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        running = Settings.from_environ({"ZUWU_METRICS_PORT": str(port)}).running
        with pytest.raises(PortTaken), metrics.told(running):
            pass
    with (
        metrics.told(running),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        said = response.read().decode()
    for name in ("build_info", "database_connections_in_use", "publisher_lag_seconds"):
        assert f"zuwu_{name}" in said
    assert "process_resident_memory_bytes" in said


def test_nothing_is_told_unless_a_port_is_set() -> None:
    assert Settings.from_environ({}).running.metrics_port is None


def test_lag_counts_from_the_first_thing_that_waits() -> None:
    backlog = metrics.Backlog()
    assert backlog.seconds() == 0
    backlog.begin()
    first = backlog.since
    backlog.begin()
    assert backlog.since == first
    backlog.end()
    assert backlog.seconds() == 0


def test_a_line_per_request_holds_nothing_of_what_was_asked(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url, "ZUWU_ACCESS_LOG": "1"}
    with lines(), TestClient(app.create_app(Settings.from_environ(environ))) as client:
        page = client.get(f"/{PRIVATE}/?q={PRIVATE}", headers={"User-Agent": PRIVATE.encode()})
        asked = client.post("/graphql", json={"query": f'{{ a: node(id: "{PRIVATE}") {{ id }} }}'})
    written = capsys.readouterr().err
    assert PRIVATE not in written
    first, second = [json.loads(line) for line in written.splitlines()]
    assert first["route"] == "/"
    assert (second["route"], second["operation"]) == ("/graphql", "query")
    assert (first["id"], second["id"]) == tuple(
        each.headers["x-correlation-id"] for each in (page, asked)
    )
    assert set(first) == {
        *("time", "level", "event", "id", "method", "route", "operation", "status"),
        "milliseconds",
    }


def test_what_libraries_report_is_kept_without_what_they_fill_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def broken() -> None:
        raise ValueError(PRIVATE)

    async def forgotten() -> None:
        work = asyncio.ensure_future(broken())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del work

    with lines():
        asyncio.run(forgotten())
        logging.getLogger("other").warning("read %s", PRIVATE)
    written = capsys.readouterr().err
    assert PRIVATE not in written
    told = [json.loads(line) for line in written.splitlines()]
    assert [each["logger"] for each in told] == ["asyncio", "other"]
    assert "ValueError" in told[0]["trace"]


def test_lines_for_people_hold_the_same() -> None:
    record = logging.LogRecord("zuwu", logging.WARNING, "x", 1, "database", None, None)
    record.facts = {"code": "busy", "trace": "here"}
    said = contextvars.Context().run(logs.AsText().format, record)
    assert said.endswith(" warning database code=busy\nhere")


def test_work_beside_that_breaks_off_is_written_down(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def beside() -> None:
        raise RuntimeError(PRIVATE)

    settings = Settings.from_environ({"ZUWU_HOME": str(tmp_path), "DATABASE_URL": url})
    with TestClient(app.create_app(settings, beside=(beside,))) as client:
        client.get("/health")
    [record] = [each for each in caplog.records if each.name == "zuwu"]
    assert "RuntimeError" in record.facts["trace"]
    assert PRIVATE not in record.facts["trace"]
    assert sys.exc_info() == (None, None, None)
