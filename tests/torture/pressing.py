"""Publishers that begin at once: a process that has loaded the program, and forks at each line.

A line names a data folder, a pipe, and the file for what is said. The publisher begins once
somebody writes to the pipe, so that a tracer can be attached to it before; the answers are its
number, and then how it ended.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import village as v

from cli import main

LATER = v.NOW + timedelta(hours=1)
"""The clock of every publisher: what they make is the same, then."""


def tend() -> None:
    """Forks a publisher for each line that comes in, and waits for its end."""
    main.moment = lambda: LATER
    for line in sys.stdin:
        home, gate, said = map(Path, line.split())
        child = os.fork()
        if child == 0:
            _press(home, gate, said)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


def _press(home: Path, gate: Path, said: Path) -> None:
    """Publishes."""
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream, handle in enumerate((os.open(os.devnull, os.O_RDONLY), out, out)):
        os.dup2(handle, stream)
    os.environ["ZUWU_HOME"] = str(home)
    gate.read_bytes()
    code = 1
    try:
        code = main.main(["publish"])
    except Exception as fault:  # noqa: BLE001  # whatever is not told in a line is what is looked for
        sys.stderr.write(f"{fault!r}\n")
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    tend()
