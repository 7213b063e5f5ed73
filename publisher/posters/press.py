"""The press: sheets as PDF, by typst and the templates of `site/posters`. No other module knows it.

What a sheet says reaches typst as JSON, as values and never as its language, so nothing that
stands in a record can be read as a command. The press reads nothing but its templates and its
typefaces, and makes the same bytes of the same sheet: no clock, no network, no fonts of the system.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import pylopdf_fonts_zh_cn as typefaces
import typst
from markupsafe import Markup

from publisher.posters import codes, enlarging, sheets
from publisher.posters.frames import Frame, Month, Paper
from schema.base.digest import Digest

FOLDER = Path(__file__).parents[2] / "site" / "posters"

_POSTER, _MONTH = "poster.typ", "month.typ"
_MADE_BY = ("pylopdf-fonts-zh-cn", "segno", "typst")
_PRINTING = Lock()
"""A compiler takes one sheet at a time."""

_KEPT = 10
"""What typst took for a sheet it keeps until it has made so many others."""

_TURNS = itertools.cycle((False, False, False, True))
"""When it is made to let that go: for each sheet it would take a seventh longer."""

_REFUSED = re.compile(r"\(os error (\d+)\)")
"""How typst ends the sentence in which it says that a file cannot be read."""

_json = json.JSONEncoder(sort_keys=True).encode


def poster(content: Markup, frame: Frame, paper: Paper) -> bytes:
    """A document for the board, as PDF; content: the Markdown that its template made of it."""
    return _on(paper, _POSTER, sheets.poster(content, frame), frame.published_at)


def month(of: Month, paper: Paper) -> bytes:
    """What a group made public in a month, as PDF."""
    return _on(paper, _MONTH, sheets.month(of), of.as_of)


def key(content: Markup, frame: Frame, paper: Paper) -> Digest:
    """The digest of all that the PDF of a document depends on: the same key, the same bytes."""
    return _key(paper, _POSTER, _poster(content, frame), frame.published_at)


@lru_cache(maxsize=1)  # it is asked for once for each paper
def _poster(content: Markup, frame: Frame) -> str:
    return _json(sheets.poster(content, frame))


def month_key(of: Month, paper: Paper) -> Digest:
    """The same for a month."""
    return _key(paper, _MONTH, _month(of), of.as_of)


@lru_cache(maxsize=1)
def _month(of: Month) -> str:
    return _json(sheets.month(of))


def _key(paper: Paper, template: str, sheet: str, moment: datetime) -> Digest:
    """The digest of a list in JSON; the sheet is written already."""
    told = f'["{template}", "{paper.value}", {sheet}, "{moment.isoformat()}", {_json(_tools())}]'
    return Digest(hashlib.sha256(told.encode()).hexdigest())


@cache
def _tools() -> list[str]:
    """The templates, and what enlarges sheets, as they stand, and the versions of what prints."""
    looks = [each.read_bytes() for each in (*sorted(FOLDER.iterdir()), Path(enlarging.__file__))]
    digests = [hashlib.sha256(look).hexdigest() for look in looks]
    return [*digests, *(f"{name} {version(name)}" for name in _MADE_BY)]


def _on(paper: Paper, template: str, sheet: Mapping[str, Any], moment: datetime) -> bytes:
    told = json.dumps({**sheet, "qr": codes.svg(sheet["address"])}, ensure_ascii=False)
    made = _printed(template, told, moment)
    return made if paper is Paper.A4 else enlarging.enlarged(made)


@lru_cache(maxsize=1)  # what is hung up on both papers is printed once
def _printed(template: str, told: str, moment: datetime) -> bytes:
    with _PRINTING, _read():
        made = _compiler(template).compile(
            format="pdf", sys_inputs={"sheet": told}, timestamp=int(moment.timestamp())
        )
        if next(_TURNS):
            _forget()
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__} of {template} and no PDF")
    return made


@contextmanager
def _read() -> Iterator[None]:
    """Tells what the disk refuses to typst as everything else that it refuses."""
    try:
        yield
    except typst.TypstError as fault:
        if refused := _REFUSED.search(str(fault)):
            number = int(refused[1])
            raise OSError(number, os.strerror(number)) from fault
        raise


def _forget() -> None:
    """Lets go what typst keeps, megabytes of each sheet and of little use to the next, by making
    empty ones."""
    for _ in range(_KEPT + 1):
        _blank().compile(b"", format="pdf")


@cache
def _blank() -> typst.Compiler:
    return typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _compiler(template: str) -> typst.Compiler:
    """The compiler of a template, kept with its typefaces, so that each is read once."""
    return typst.Compiler(
        str(FOLDER / template), root=str(FOLDER), font_paths=_fonts(), ignore_system_fonts=True
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(typefaces.sans_path().parent)],
    )
