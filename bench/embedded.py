"""The same reads on SQLite, beside statements by hand over sqlite3, and beside a writer."""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import ExitStack
from statistics import median
from typing import Any

from bench import contest, ours
from bench.contest import Contestant
from bench.town import Town

CLIENTS = 16


def contested(found: Town, asked: list[tuple[str, Any, Any]], rounds: int, seconds: float) -> None:
    """A line for each question: both, and the ratio."""
    carried = {"Authorization": f"Bearer {found.token}"}
    file = found.url.partition("://")[2].partition("?")[0]
    uvicorn = [sys.executable, "-m", "uvicorn", "--no-access-log", "--port", "{port}"]
    by_hand = ("by hand", [*uvicorn, "bench.limit:sqlite"], {"BENCH_DATABASE": file}, carried)
    with ExitStack() as stack:
        server = stack.enter_context(ours.running(found))
        limit = stack.enter_context(contest.running(*by_hand))
        print(f"\n{'SQLite':26}{'zuwu':>8}{'by hand':>9}{'ratio':>7}")
        for name, body, question in asked:
            server.loaded(body, CLIENTS, 1)
            pairs = [
                (server.loaded(body, CLIENTS, seconds), limit.loaded(question, CLIENTS, seconds))
                for _ in range(rounds)
            ]
            own, other = (median(pair[side].rate for pair in pairs) for side in (0, 1))
            print(f"{name:26}{own:8.0f}{other:9.0f}{own / other:7.2f}", flush=True)
        _beside_a_writer(server, asked[0][1], file, seconds)


def _beside_a_writer(server: Contestant, body: Any, file: str, seconds: float) -> None:
    """How long the slowest hundredth waits while somebody else holds the file's write lock."""
    quiet = server.loaded(body, 4, seconds)
    stopped = threading.Event()
    writer = threading.Thread(target=_hold, args=(file, stopped))
    writer.start()
    beside = server.loaded(body, 4, seconds)
    stopped.set()
    writer.join()
    print(f"p99 of {quiet.p99:.1f} ms alone, {beside.p99:.1f} ms beside a held write lock")


def _hold(file: str, stopped: threading.Event) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    while not stopped.is_set():
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE notice SET title = title WHERE rowid % 7 = 0")
        stopped.wait(0.5)
        connection.execute("ROLLBACK")
    connection.close()
