"""Names that must not stand in public, looked for in one pass over a text.

A name is found with blanks, dots or invisible characters in it. A name of two characters is also
part of ordinary words (白云, 高兴), so it counts only where something beside it sets it apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from schema.rules import digits

_SHORT = 2
_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_BLANK = r"[ \t\u3000·•.\-_/]"
_APART = re.compile(rf"{_BLANK}(?<=[{_HAN}].){_BLANK}*(?=[{_HAN}])")
"""What parts the characters of a name; it comes first in the expression, to be found soonest."""

_BEFORE = re.compile(rf"[^{_HAN}]|[由给向对和与及跟让被是户]")
_AFTER = re.compile(rf"[^{_HAN}]|[等户]|同志|先生|女士|家的|本人")


@dataclass(frozen=True)
class Restricted:
    """A set of names. names: as `written` makes them."""

    names: frozenset[str]

    def found(self, text: str) -> bool:
        """Whether any of the names stands in a text."""
        return self.standing(digits.plain(text))

    def standing(self, plain: str) -> bool:
        """Whether any of the names stands in a text in plain letters, as `digits.plain` makes."""
        if not self.names:
            return False
        alike = _alike(plain)
        return any(
            self._stands(alike, match.start(), match.start() + length)
            for match in self._begun.finditer(alike)
            for length in self._lengths.get(alike[match.start() : match.start() + _SHORT], ())
        )

    def _stands(self, alike: str, start: int, end: int) -> bool:
        if alike[start:end] not in self.names:
            return False
        if end - start > _SHORT:
            return True
        before = start == 0 or _BEFORE.match(alike, start - 1) is not None
        return before or end == len(alike) or _AFTER.match(alike, end) is not None

    @cached_property
    def _begun(self) -> re.Pattern[str]:
        """The first two characters of any name, or nearly: what is found is looked up."""
        first, second = ({re.escape(name[place]) for name in self.names} for place in (0, 1))
        return re.compile(f"[{''.join(sorted(first))}](?=[{''.join(sorted(second))}])")

    @cached_property
    def _lengths(self) -> Mapping[str, Set[int]]:
        """How long the names are that begin with the same two characters."""
        found: dict[str, set[int]] = {}
        for name in self.names:
            found.setdefault(name[:_SHORT], set()).add(len(name))
        return found


def restricted(names: Iterable[str], public: Collection[str] = ()) -> Restricted:
    """The names to look for; public: those of people in office, who may bear the same name.

    A name of one character cannot be told from a word, and is left out.
    """
    known = {written(name) for name in public}
    wanted = {written(name) for name in names} - known
    return Restricted(frozenset(name for name in wanted if len(name) >= _SHORT))


def written(text: str) -> str:
    """A name or a text in the form in which both are compared."""
    return _alike(digits.plain(text))


def _alike(plain: str) -> str:
    return _APART.sub("", plain).casefold().strip()


NOBODY = Restricted(frozenset())
"""No names are restricted."""
