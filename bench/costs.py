"""What something takes: computing and waiting, and the most memory meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Cost:
    """cpu: seconds of computing, those of children included; wall: seconds; memory: MiB."""

    cpu: float = 0
    wall: float = 0
    memory: float = 0


_REST = 15
"""Seconds in which a file system comes to rest."""


def rest() -> None:
    """Lets the disk come to rest. Where very much was made and deleted just before, making files
    and folders takes a file system several times as much computing, and whoever comes next pays.
    """
    os.sync()
    time.sleep(_REST)


@contextmanager
def here() -> Iterator[Cost]:
    """What a block takes in this process."""
    cost, begun = Cost(), time.monotonic()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the peak so far
    computed = _computed()
    yield cost
    cost.cpu, cost.wall = _computed() - computed, time.monotonic() - begun
    status = Path("/proc/self/status").read_text(encoding="ascii")
    cost.memory = int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def added(cost: Cost) -> Iterator[None]:
    """Adds to a cost what a block in this process takes."""
    begun, computed = time.monotonic(), _computed()
    try:
        yield
    finally:
        cost.cpu += _computed() - computed
        cost.wall += time.monotonic() - begun


def command(
    name: str, words: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
) -> Cost:
    """What a command takes that runs to its end, begun on a disk at rest; the measurements end if
    it fails."""
    rest()
    begun = time.monotonic()
    with (folder / f"{name}.log").open("w+") as said:
        process = subprocess.Popen(
            words, cwd=folder, env={**os.environ, **(environ or {})}, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{name} failed:\n{said.read()[-2000:]}")
    cpu = used.ru_utime + used.ru_stime
    return Cost(cpu, time.monotonic() - begun, used.ru_maxrss / 1024)


def _computed() -> float:
    used = os.times()
    return time.process_time() + used.children_user + used.children_system
