"""The real service in a process of its own, officers who write to it, and what it acknowledged."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

AREA = "439901/101"

DRAFT = """mutation($input: HouseholdDraft!) { draftHousehold(input: $input) {
  ... on Household { number } ... on Refused { code } } }"""

PATIENCE = 120.0
"""Seconds until a service must answer."""

WENT = (OSError, http.client.HTTPException, ValueError)
"""How a service that was killed shows it."""


class Installation:
    """A data folder, its database, and the token of a clerk."""

    def __init__(self, home: Path, database_url: str | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environ = os.environ | {"ZUWU_HOME": str(home), "PORT": str(self.port)}
        self.environ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"  # only the clock on the wall jumps
        if database_url:
            self.environ["DATABASE_URL"] = database_url
        county, town = ("--county", "439901=示例县"), ("--town", "101=清溪镇")
        self.run("init", *county, *town, "--administrator", "镇管理员甲")
        held = ("--name", "清溪镇文书甲", "--role", "clerk", "--area", AREA)
        self.token = self.run("token", "create", *held).strip()

    def run(self, *arguments: str) -> str:
        """What a command prints; one that fails ends the test."""
        command = [sys.executable, "-m", "cli.main", *arguments]
        ended = subprocess.run(command, env=self.environ, capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr.decode()
        return ended.stdout.decode()

    @contextmanager
    def served(self, faketime: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """The service while the block runs; then it is killed with all that it has started."""
        clock = ["faketime", "-f", faketime] if faketime else []
        process = subprocess.Popen(
            [*clock, sys.executable, "-m", "cli.main", "serve"],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.wait()
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @contextmanager
    def nursery(self) -> Iterator[Callable[[], None]]:
        """What begins a service and, the next time or in the end, kills the one before."""
        command = [sys.executable, "-m", "torture.nursery"]
        environ = self.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with subprocess.Popen(
            command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as tending:
            assert tending.stdin is not None
            assert tending.stdout is not None
            born: list[int] = []

            def begin() -> None:
                tending.stdin.write("\n")
                tending.stdin.flush()
                born.append(int(tending.stdout.readline()))
                self.wait()

            def end() -> None:
                while born:
                    _end(born.pop())

            def again() -> None:
                end()
                begin()

            try:
                yield again
            finally:
                end()

    def wait(self) -> None:
        """Until the service answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self._send("GET", "/health", None) is not None:
                    return
            except WENT:
                time.sleep(0.05)
        raise AssertionError("the service does not answer")

    def ask(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The answer to an operation; `WENT` if there was none."""
        body = json.dumps({"query": query, "variables": variables})
        return json.loads(self._send("POST", "/graphql", body))["data"]

    def _send(self, method: str, path: str, body: str | None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
            if response.status != 200:
                raise ValueError(response.status)
            return content
        finally:
            connection.close()

    def draft(self, number: str) -> bool:
        """Writes a household down; whether the service says that it is."""
        given = {"area": AREA, "number": number, "residenceStatus": "AT_HOME"}
        try:
            answer = self.ask(DRAFT, {"input": given | {"validFrom": "2020-01-01"}})
            drafted = answer and answer["draftHousehold"]
            return bool(drafted and drafted.get("number") == number)
        except WENT:
            return False

    @contextmanager
    def writers(self, many: int = 4) -> Iterator[set[str]]:
        """Officers who write as long as the block runs; the numbers that were acknowledged."""
        acknowledged: set[str] = set()
        over = threading.Event()

        def write() -> None:
            while not over.is_set():
                number = secrets.token_hex(6)
                if self.draft(number):
                    acknowledged.add(number)
                else:
                    time.sleep(0.02)

        threads = [threading.Thread(target=write) for _ in range(many)]
        for thread in threads:
            thread.start()
        try:
            yield acknowledged
        finally:
            over.set()
            for thread in threads:
                thread.join()


def _end(group: int) -> None:
    """Kills a service and waits until nothing of it is left: it holds its data folder until then.

    One that ended by itself, which `Installation.wait` tells, is gone already.
    """
    with suppress(ProcessLookupError):
        while True:
            os.killpg(group, signal.SIGKILL)
            time.sleep(0.01)
