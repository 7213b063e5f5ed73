"""Servers side by side: started, asked one question, and put under load in turn."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

SCRIPT = """
wrk.method = "POST"
wrk.body = {body}
{headers}
{request}
done = function(summary, latency)
  local wrong = summary.errors
  local shape = '{{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "wrong": %d}}'
  io.write(string.format('\\n' .. shape .. '\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""


VARIED = """
local number = 0
request = function()
  number = number + 1
  local varied = wrk.body:gsub("}$", ', "extensions": {"n": ' .. number .. "}}")
  return wrk.format(nil, nil, nil, varied)
end
"""
"""Makes each request another one, so that no answer has been kept."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a load showed: requests a second, and milliseconds to the answer."""

    rate: float
    p50: float
    p99: float
    wrong: int


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that is running."""

    name: str
    port: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def asked(self, body: Any) -> Any:
        """The answer to one question."""
        return json.loads(text(self, body))

    def loaded(self, body: Any, clients: int, seconds: float, *, varied: bool = False) -> Pace:
        """How it holds under so many clients, each asking again at once."""
        sent = {"Content-Type": "application/json", **self.headers}
        headers = "\n".join(f"wrk.headers[{_lua(k)}] = {_lua(v)}" for k, v in sent.items())
        request = VARIED if varied else ""
        script = SCRIPT.format(body=_lua(json.dumps(body)), headers=headers, request=request)
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
            file.write(script)
            file.flush()
            command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s"]
            said = subprocess.run(
                [*command, "-s", file.name, self.address],
                capture_output=True,
                text=True,
                check=True,
            )
        found = json.loads(said.stdout.strip().splitlines()[-1])
        rate = found["requests"] / found["seconds"]
        return Pace(rate, found["p50"], found["p99"], found["wrong"])

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/graphql"


def text(server: Contestant, body: Any) -> bytes:
    """The answer to one question as it was sent."""
    sent = {"Content-Type": "application/json", **server.headers}
    request = urllib.request.Request(server.address, json.dumps(body).encode(), sent)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            said: bytes = response.read()
    except urllib.error.HTTPError as refused:
        said = refused.read()
    return said


def equipped() -> None:
    """Ends with a word on how to mend it if a tool is missing."""
    if shutil.which("wrk") is None:
        sys.exit("the measurements need wrk: apt-get install wrk")


def _lua(text: str) -> str:
    """A text as Lua writes it; JSON without its \\u escapes is that."""
    return json.dumps(text, ensure_ascii=False)


@contextmanager
def running(
    name: str, command: Sequence[str], environ: Mapping[str, str], headers: Mapping[str, str]
) -> Iterator[Contestant]:
    """A server as long as the block runs; `{port}` in its command or environment is its port."""
    port = _free()
    filled = [each.replace("{port}", str(port)) for each in command]
    given = {key: value.replace("{port}", str(port)) for key, value in environ.items()}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            filled, env={**os.environ, **given}, cwd=ROOT, stdout=said, stderr=said
        )
        try:
            if not _answers(port, process):
                said.seek(0)
                sys.exit(f"{name} did not start:\n{said.read().decode(errors='replace')}")
            yield Contestant(name, port, headers)
        finally:
            process.terminate()
            process.wait()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False
