"""Lines that were looked through before: what many files say alike is looked through once.

Nothing private reaches over the end of a line, with one exception: what a number means may be told
in the line before it ("手机", and then the number). A line that begins with what could be a number
is therefore looked through each time, with what stands ahead of it; all others are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from schema.rules import digits

_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])")
"""The id of a record; its digits are nobody's number."""

_MOST = 1 << 15
"""So many lines are remembered, some megabytes: groups that follow one another say much alike."""


@dataclass(frozen=True, slots=True)
class Strange:
    """What is to be looked through of a text. plain: in plain letters; lines: those of it that may
    be remembered if nothing is found.

    What stands ahead of a line is cut off somewhere, so more can be found here than in the text,
    but never less.
    """

    plain: str
    lines: Set[str]


@dataclass(slots=True)
class Familiar:
    """Lines without ids in which nothing was found; who looks for anything else begins anew."""

    lines: set[str] = field(default_factory=set)

    def strange(self, text: str) -> Strange:
        """What of a text is not among them."""
        lines, alone, leaning = text.split("\n"), dict[str, str](), list[str]()
        for place in [place for place, line in enumerate(lines) if line not in self.lines]:
            line = _ID.sub(" ", lines[place])
            if line in self.lines or line in alone:
                continue
            shown = digits.plain(line)
            if digits.leans(shown):
                leaning.append(_ahead(lines, place) + shown)
            else:
                alone[line] = shown
        return Strange("\n".join([*leaning, *alone.values()]), alone.keys())

    def learn(self, strange: Strange) -> None:
        """Remembers what was looked through without finding anything."""
        if len(self.lines) > _MOST:
            self.lines.clear()
        self.lines.update(strange.lines)


def plain(text: str) -> str:
    """A text in plain letters without ids, as it is looked through."""
    return digits.plain(_ID.sub(" ", text))


def _ahead(lines: Sequence[str], place: int) -> str:
    """What stands ahead of a line, in plain letters, as far as it tells what a number means."""
    told = ""
    while place and len(told) < digits.CONTEXT:
        place -= 1
        told = f"{plain(lines[place])}\n{told}"
    return told[-digits.CONTEXT :].rjust(digits.CONTEXT, "\n")
