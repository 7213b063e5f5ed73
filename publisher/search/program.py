"""Pagefind, which makes indexes of pages and brings the program that searches them in a browser.

No other module knows it. It takes of a page what stands in `data-pagefind-body`. Where it cuts
Chinese into words, the same words are cut one way here and another way there, and what is cut
apart is not found; so every character is a word of its own, and what somebody looks for is a
phrase of them.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import os
import re
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

import cbor2
import orjson
import pagefind_bin

from publisher.gate import texts

NAME = f"pagefind-{metadata.version('pagefind_bin')}"
"""The folder of the program that searches; it says the version, so that browsers may keep it."""

MARK = b"data-pagefind-body"
"""What stands in a page of which there is something to find."""

FRAGMENT = ".pf_fragment"
"""How the files end that hold what a page says."""

_WORDS = re.compile(r"(?<=>)\s*[^<\s][^<]*")
_APART = re.compile(r"((?!(?<=[0-9A-Za-z])[-./:][0-9A-Za-z])[^0-9A-Za-z\s])")

_INDEX = ("pagefind-entry.json", "*.pf_meta", "*/*.pf_index", "*/*.pf_filter", "*/*.pf_fragment")
_PROGRAM = ("pagefind.js", "wasm.*.pagefind")
_ITS_PAGE = '<html lang="zh"><body data-pagefind-body><h1>pagefind</h1></body></html>'


class Failed(Exception):
    """No index came of it; its message is the reason."""


def spaced(page: str) -> str:
    """What a page says besides its frame, with blanks around every character but those of numbers
    and Latin words."""
    article = page[page.index("<article") : page.index("</article>")]
    return f'<html lang="zh"><body>{_WORDS.sub(_apart, article)}</article></body></html>'


def _apart(words: re.Match[str]) -> str:
    return html.escape(" ".join(_APART.split(html.unescape(words[0]))))


def index(pages: Path, folder: Path) -> None:
    """Makes the index of the pages in a folder: the same pages make the same bytes."""
    _run(pages, folder)
    _keep(folder, *_INDEX)
    _settle(folder)


def program(workshop: Path, folder: Path) -> None:
    """Makes the program that searches, with an index of nothing to which others are added."""
    pages = workshop / "nothing"
    pages.mkdir()
    (pages / "index.html").write_text(_ITS_PAGE, encoding="utf-8")
    _run(pages, folder)
    _keep(folder, *_INDEX, *_PROGRAM)


def file(page: str) -> str:
    """The file in which a page is given to Pagefind; a folder for each would cost more than it."""
    return f"{page.removesuffix('/index.html')}.html"


def page(fragment: bytes) -> str:
    """The page of which a fragment holds what it says."""
    told = orjson.loads(texts.unpacked(fragment).removeprefix(texts.HEAD))
    return f"{told['url'].strip('/').removesuffix('.html')}/index.html"


def _run(pages: Path, folder: Path) -> None:
    command = [str(pagefind_bin.get_executable()), "--quiet"]
    where = ["--site", str(pages.absolute()), "--output-path", str(folder.absolute())]
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND")}
    try:  # where the pages lie there are no settings that it would read
        ran = subprocess.run(
            [*command, *where], cwd=pages, env=plain, capture_output=True, check=False
        )
    except OSError as fault:
        raise Failed(f"Pagefind does not start: {fault.strerror}") from fault
    if ran.returncode or not (folder / "pagefind-entry.json").is_file():
        raise Failed(f"Pagefind made no index and ended with {ran.returncode}")


def _settle(folder: Path) -> None:
    """Puts the values of each filter in order: Pagefind has them in another one every time.

    A file is called by what it holds, so what leads to it changes with it.
    """
    [overview] = folder.glob("*.pf_meta")
    told = _read(overview)
    for each in told[_FILTERS]:
        file = folder / "filter" / f"{each[1]}.pf_filter"
        name, values = _read(file)
        each[1] = _write(file, [name, sorted(values)])
    told[_FILTERS].sort()
    entry = folder / "pagefind-entry.json"
    languages = orjson.loads(entry.read_bytes())
    [language] = languages["languages"].values()
    language["hash"] = _write(overview, told)
    entry.write_bytes(orjson.dumps(languages))


_FILTERS = 3
"""Where the overview of an index names its filters, each with its file."""


def _read(file: Path) -> Any:
    return cbor2.loads(texts.unpacked(file.read_bytes()).removeprefix(texts.HEAD))


def _write(file: Path, told: object) -> str:
    """Writes a file anew and calls it by what it holds; answers the name, language and digest."""
    content = texts.HEAD + cbor2.dumps(told)
    name = f"zh_{hashlib.sha256(content).hexdigest()[:10]}"
    before = file.name.rpartition("zh_")[0]
    file.unlink()
    packed = gzip.compress(content, compresslevel=9, mtime=0)
    file.with_name(f"{before}{name}{file.suffix}").write_bytes(packed)
    return name


def _keep(folder: Path, *patterns: str) -> None:
    """Deletes what Pagefind brings along and nobody needs, such as its own search boxes."""
    stay = {path for pattern in patterns for path in folder.glob(pattern)}
    for path in folder.rglob("*"):
        if path.is_file() and path not in stay:
            path.unlink()
