"""The service alone, without a publisher beside it, as `zuwu serve` runs it."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from api import app
from api.settings import Settings
from bench import contest, town
from bench.contest import Contestant
from bench.town import Town


def running(found: Town, *, known: bool = True) -> AbstractContextManager[Contestant]:
    """The service on a town's database; `known`: asked by the officer who sees all of it."""
    environ = {"DATABASE_URL": found.url, "PORT": "{port}", "ZUWU_HOME": str(town.KEPT / "home")}
    carried = {"Authorization": f"Bearer {found.token}"} if known else {}
    return contest.running("zuwu", [sys.executable, "bench/ours.py"], environ, carried)


if __name__ == "__main__":
    app.serve(Settings.from_environ(os.environ))
