"""The library of Go's checksum database reads our logs, and finds the same roots in them."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sealing as s
from village import NOW, TOWN

from publisher.seal import files, note
from publisher.seal.note import Signer
from schema.rules import merkle
from schema.rules.merkle import Head
from schema.seals import appending

SIGNER = Signer("zuwu.example/log", bytes(range(32)))
LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
SIZES = (*range(1, 18), 100, *range(254, 259), 511, 513, 1000, 4096, 65536, 65537, 70000)


@pytest.fixture(scope="session")
def sumdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """The program that reads logs, built from its source beside these tests."""
    if shutil.which("go") is None or not LIBRARY.exists():
        pytest.skip("needs Go: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("sumdb")
    source = Path(__file__).parents[1] / "sumdb"
    environ = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARY.parents[5]),
        "GOCACHE": str(folder / "cache"),
    }
    subprocess.run(
        ["go", "build", "-o", folder / "sumdb", "."], cwd=source, env=environ, check=True
    )
    with subprocess.Popen(
        [folder / "sumdb"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running


def read(sumdb: subprocess.Popen[str], home: Path, size: int) -> str:
    """What the program says of a log, which is nothing if anything is wrong with it."""
    assert sumdb.stdin is not None
    assert sumdb.stdout is not None
    sumdb.stdin.write(f"{files.folder(home)} {note.published(SIGNER.verifier)} {size}\n")
    sumdb.stdin.flush()
    return sumdb.stdout.readline()


@pytest.mark.usefixtures("village")
async def test_logs_of_all_sizes_are_read(sumdb: subprocess.Popen[str], home: Path) -> None:
    entries = s.entries(max(SIZES))
    hashes = [merkle.leaf(each) for each in entries]
    for size in SIZES:
        head = Head(size, merkle.root(hashes[:size]))
        await appending.adopt(TOWN, head, entries[:size], NOW)
        await files.publish(home, TOWN, [SIGNER])
        root = base64.b64encode(head.root).decode()
        assert read(sumdb, home, size) == f"{size} {root}\n"
