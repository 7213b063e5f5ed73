"""One file is examined in a process of its own, with bounds: what it breaks is nothing else.

    python -m schema.papers.examining SOURCE TARGET

writes what may be kept to TARGET and says on its output, as JSON, what sort of file it is, or why
it is not taken.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Mapping
from pathlib import Path

import orjson

from schema.base.attached import MediaType
from schema.papers import office, pdfs, pictures, sorts
from schema.papers.sorts import Foreign
from schema.workbooks.tables import Unreadable

MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 60


def examine(source: Path, target: Path) -> MediaType:
    """The sort of the file at `source`; what may be kept of it is at `target` then."""
    with source.open("rb") as file, target.open("w+b") as kept:
        sort = sorts.sort(file)
        file.seek(0)
        if sort.picture:
            pictures.redrawn(file, kept, sort)
        elif sort is MediaType.PDF:
            pdfs.cleaned(file, kept)
        else:
            office.cleaned(file, kept, sort)
        return sort


def said(source: Path, target: Path) -> Mapping[str, object]:
    """What is answered about the file."""
    try:
        return {"sort": examine(source, target).name}
    except Unreadable as fault:
        return {"reason": fault.reason, "foreign": isinstance(fault, Foreign)}


def main(source: str, target: str) -> None:
    """Examines one file within its bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.buffer.write(orjson.dumps(said(Path(source), Path(target))))


if __name__ == "__main__":
    main(*sys.argv[1:])
