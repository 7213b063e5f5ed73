"""`make deploy`: runs what is deployed with the tools themselves, and says what was not run.

Each check prints one line; the exit code is 1 if one failed or could not be run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from torture.serving import WENT, Installation

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

EXPOSED = 2.0
"""The most that `systemd-analyze security` may find exposed, of 10."""


def main() -> int:
    """Runs every check; 0 if all of it was run and passed."""
    checks: Mapping[str, tuple[str, Callable[[], str]]] = {
        "units": ("systemd-analyze", units),
        "Caddyfile": ("caddy", proxied),
        "Dockerfile": ("hadolint", dockerfile),
        "image": ("docker", image),
    }
    failed = 0
    for name, (tool, check) in checks.items():
        try:
            said = check() if shutil.which(tool) else f"NOT RUN: {tool} is not installed"
        except AssertionError as fault:
            said = f"NOT PASSED: {fault}"
        failed += said.startswith("NOT")
        print(f"{name}: {said}", flush=True)
    return 1 if failed else 0


def run(*command: str, **environ: str) -> str:
    """What a tool says; one that fails ends the check."""
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | environ
    )
    assert ended.returncode == 0, (ended.stdout + ended.stderr).strip()
    return ended.stdout


def units() -> str:
    """Every unit is well-formed, and little is exposed."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (DEPLOY / "systemd").iterdir():
            text = file.read_text(encoding="utf-8").replace("/opt/zuwu/.venv/bin/zuwu", "/bin/true")
            (Path(folder) / file.name).write_text(text, encoding="utf-8")
        files = sorted(map(str, Path(folder).iterdir()))
        run("systemd-analyze", "verify", "--man=no", *files)
        analyse = ("systemd-analyze", "security", "--offline=true", "--no-pager")
        said = run(*analyse, f"{folder}/zuwu.service")
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) <= EXPOSED, found[0]
    return f"{len(files)} well-formed, exposure {found[1]} of 10"


def proxied() -> str:
    """Caddy serves the site from its files and passes the service's addresses on."""
    with tempfile.TemporaryDirectory() as folder:
        installed = Installation(Path(folder) / "home")
        site = Path(folder) / "home" / "site" / "current"
        port = installed.port + 1
        environ = {
            "ZUWU_HOST": f"http://127.0.0.1:{port}",
            "ZUWU_API": f"127.0.0.1:{installed.port}",
            "ZUWU_SITE": str(site),
            "ZUWU_CERTIFICATES": folder,
            "HOME": folder,
        }
        config = ("--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))
        run("caddy", "validate", *config, **environ)
        with installed.served():
            caddy = subprocess.Popen(
                ["caddy", "run", *config],
                env=os.environ | environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                return _asked(f"http://127.0.0.1:{port}", site)
            finally:
                caddy.terminate()
                caddy.wait()


def _asked(base: str, site: Path) -> str:
    until = time.monotonic() + 60
    while not site.exists() or _status(base + "/health")[0] != 200:
        assert time.monotonic() < until, "nothing is served"
        time.sleep(0.2)
    front = (site / "index.html").read_bytes()
    assert _status(base + "/")[1] == front, "the front page is not the file"
    assert _status(base + "/none/")[0] == 404, "a page that is not there is answered"
    asked = json.dumps({"query": "{ __typename }"}).encode()
    status, body = _status(base + "/graphql", asked)
    assert (status, b'"Query"' in body) == (200, True), body
    for path in ("/previews/none/", "/attachments/none"):
        assert _status(base + path)[0] == 401, f"{path} does not reach the service"
    return "site from its files, 404, health, GraphQL, previews and attachments passed on"


def _status(address: str, body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as refused:
        return refused.code, b""
    except WENT:
        return 0, b""


def dockerfile() -> str:
    """The linter of Dockerfiles finds nothing."""
    run("hadolint", str(DEPLOY / "Dockerfile"))
    return "nothing found"


def image() -> str:
    """The image is built and answers."""
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        return "NOT RUN: no docker daemon answers"
    run(
        "docker",
        "build",
        "--file",
        str(DEPLOY / "Dockerfile"),
        "--tag",
        "zuwu:check",
        str(DEPLOY.parent),
    )
    return run("docker", "run", "--rm", "--read-only", "zuwu:check", "sdl")[:20]


if __name__ == "__main__":
    sys.exit(main())
