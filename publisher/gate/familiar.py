"""Lines that were looked through before: what many files say alike is looked through once.

Nothing private reaches over the end of a line, with one exception: what a number means may be told
in the line before it ("手机", and then the number). A line that begins with what could be a number
is therefore looked through each time, with what stands ahead of it; all others are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from schema.rules import digits

_ID = re.compile(
    r"[0-9a-f](?<![0-9A-Za-z].)[0-9a-f]{7}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])"
)
"""The id of a record; its digits are nobody's number."""

_MOST = 1 << 15
"""So many lines are remembered, some megabytes: groups that follow one another say much alike."""


@dataclass(frozen=True, slots=True)
class Strange:
    """What is to be looked through of texts. plain: in plain letters; lines: those of it that may
    be remembered if nothing is found.

    What stands ahead of a line is cut off somewhere, so more can be found here than in the texts,
    but never less.
    """

    plain: str
    lines: Collection[str]


@dataclass(slots=True)
class Familiar:
    """Lines without ids in which nothing was found; who looks for anything else begins anew."""

    lines: set[str] = field(default_factory=set)

    def strange(self, texts: Iterable[str]) -> Strange:
        """What of texts is not among them, each line once."""
        split = [text.split("\n") for text in texts]
        fresh = self._fresh(chain.from_iterable(split))
        bare = _each(_without_ids, fresh)
        alone = self._fresh(bare)
        shown = dict(zip(alone, _each(digits.plain, alone), strict=True))
        leaning = {line for line, plain in shown.items() if digits.leans(plain)}
        told = {line: shown[key] for line, key in zip(fresh, bare, strict=True) if key in leaning}
        parts = dict.fromkeys(chain.from_iterable(_leaning(lines, told) for lines in split))
        alone = [line for line in alone if line not in leaning]
        return Strange("\n".join([*parts, *(shown[line] for line in alone)]), alone)

    def _fresh(self, lines: Iterable[str]) -> list[str]:
        """Those of the lines that are not among them, each once."""
        return [line for line in dict.fromkeys(lines) if line not in self.lines]

    def learn(self, strange: Strange) -> None:
        """Remembers what was looked through without finding anything."""
        if len(self.lines) > _MOST:
            self.lines.clear()
        self.lines.update(strange.lines)


def plain(text: str) -> str:
    """A text in plain letters without ids, as it is looked through."""
    return digits.plain(_without_ids(text))


def _without_ids(text: str) -> str:
    return _ID.sub(" ", text)


def _each(write: Callable[[str], str], lines: Sequence[str]) -> list[str]:
    """Each of the lines written otherwise, which takes least for all at once."""
    return write("\n".join(lines)).split("\n") if lines else []


def _leaning(lines: Sequence[str], told: Mapping[str, str]) -> Iterator[str]:
    """Each of the lines that is told in plain letters, with what stands ahead of it."""
    if told.keys().isdisjoint(lines):
        return
    for place, line in enumerate(lines):
        if line in told:
            yield _ahead(lines, place) + told[line]


def _ahead(lines: Sequence[str], place: int) -> str:
    """What stands ahead of a line, in plain letters, as far as it tells what a number means."""
    told = ""
    while place and len(told) < digits.CONTEXT:
        place -= 1
        told = f"{plain(lines[place])}\n{told}"
    return told[-digits.CONTEXT :].rjust(digits.CONTEXT, "\n")
