"""The service as a process of its own, as its tests see it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ASKED = json.dumps({"query": "{ publications { totalCount } }"}).encode()


class Running:
    """A service in a process of its own."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.port = free_port()
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

    def post(self, token: str, query: str, **variables: Any) -> Any:
        """The data that an officer is answered."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer
        return answer["data"]

    def half(self) -> socket.socket:
        """A question of which the second half has yet to be sent."""
        sent = socket.create_connection(("127.0.0.1", self.port))
        head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(ASKED)}\r\n"
        sent.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + ASKED[:10])
        time.sleep(0.2)
        return sent


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


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
