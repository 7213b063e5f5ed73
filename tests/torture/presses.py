"""Publications that can be traced and disturbed, by publishers that begin at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0
"""Seconds until a publisher must have ended."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a publication ended; said: in its last words."""

    status: int
    said: str

    @property
    def killed(self) -> bool:
        """Whether it did not end by itself."""
        return os.WIFSIGNALED(self.status)

    @property
    def told(self) -> bool:
        """Whether it ended with a line for people, or could not even write that."""
        return not self.killed and (self.code in {0, 2} or not self.said)

    @property
    def code(self) -> int:
        """What the command ended with; negative if it was killed."""
        return os.waitstatus_to_exitcode(self.status)


class Press:
    """A process that has loaded the program, and the publishers that it forks, one at a time.

    child: the number of the last one.
    """

    def __init__(self, folder: Path) -> None:
        self.gate, self.said = folder / "gate", folder / "said"
        self.child = 0
        os.mkfifo(self.gate)
        environ = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.tending = subprocess.Popen(
            [sys.executable, "-m", "torture.pressing"],
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def publish(self, home: Path, *strace: str, after: float | None = None) -> Ended:
        """Publishes; traced, or killed after so many seconds if it is still at it, if asked."""
        assert self.tending.stdin is not None
        assert self.tending.stdout is not None
        self.tending.stdin.write(f"{home} {self.gate} {self.said}\n")
        self.tending.stdin.flush()
        self.child = int(self.tending.stdout.readline())
        with _traced(self.child, strace):
            self.gate.write_bytes(b"")
            if after is not None:
                time.sleep(after)
                with suppress(ProcessLookupError):
                    os.kill(self.child, signal.SIGKILL)
            status = int(self.tending.stdout.readline())
        return Ended(status, self.said.read_text(encoding="utf-8"))


@contextmanager
def press() -> Iterator[Press]:
    """The process while the block runs."""
    with tempfile.TemporaryDirectory(prefix="zuwu-press-") as folder:
        started = Press(Path(folder))
        try:
            yield started
        finally:
            started.tending.terminate()
            started.tending.communicate()


@contextmanager
def _traced(process: int, options: tuple[str, ...]) -> Iterator[None]:
    if not options:
        yield
        return
    command = ["strace", "-f", "-qq", "-y", "-p", str(process), *options]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as tracer:
        until = time.monotonic() + PATIENCE
        while "TracerPid:\t0" in Path(f"/proc/{process}/status").read_text(encoding="utf-8"):
            assert time.monotonic() < until, "strace cannot be attached"
            time.sleep(0.01)
        yield
        tracer.wait(PATIENCE)
