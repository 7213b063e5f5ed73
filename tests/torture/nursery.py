"""Services that begin at once: a process that has loaded the program, and forks at each line.

Most of the seconds that a service takes to begin go into loading it, which is not what is tried by
killing it two hundred times. A fork is a process of its own, which a kill ends like any other.
"""

from __future__ import annotations

import os
import signal
import sys

from api.app import create_app
from api.settings import Settings
from cli.main import main


def tend() -> None:
    """Forks a service for each line that comes in, and answers its number."""
    create_app(Settings.from_environ(os.environ))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _serve()
        print(child, flush=True)


def _serve() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os._exit(main(["serve"]))


if __name__ == "__main__":
    tend()
