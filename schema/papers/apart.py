"""Asking the process that examines files, a few at a time, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import orjson

from schema.base.attached import MediaType
from schema.papers.sorts import Foreign
from schema.workbooks.tables import Unreadable

SLOWEST = 90.0
"""Seconds until an examination is given up."""

AT_ONCE = 2
"""Examinations that run beside each other; each takes a whole core while it lasts."""


class Examiner:
    """Has files examined, each in a process of its own."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def examined(self, source: Path, target: Path) -> MediaType:
        """The sort of a file; raises `Unreadable` with what to mend, `Foreign` for other sorts."""
        async with self._places:
            found = await _asked(source, target)
        if "sort" in found:
            return MediaType[found["sort"]]
        raise (Foreign if found["foreign"] else Unreadable)(found["reason"])


async def _asked(source: Path, target: Path) -> Any:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schema.papers.examining", str(source), str(target)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # it would quote what stands in the file
    )
    try:
        async with asyncio.timeout(SLOWEST):
            said, _ = await process.communicate()
    except TimeoutError:
        said = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not said:
        raise Unreadable("文件检查不完：太大、太复杂或已损坏。请重新另存、缩小或分开后再交。")
    return orjson.loads(said)
