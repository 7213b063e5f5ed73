"""Digits in a text however they are written, and which of them may be one number.

A `Run` is a stretch of groups of digits joined by single separators. Whether the groups are one
number or several depends on what is sought: a number that carries its own check may span any
groups, a telephone number only groups as people write them.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate

Shapes = Collection[tuple[int, ...]]
"""How many digits each group of a number has, for each way of writing it."""

_CHINESE = dict(
    zip(
        "〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參叄陸幺两〡〢〣〤〥〦〧〨〩",
        "000123456789123456789233612123456789",
        strict=True,
    )
)
_ALIKE = dict.fromkeys("‐‑‒–−﹣⁃", "-") | dict.fromkeys("×✕ΧХχх", "X")
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me"})
_ENDING = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")
"""Control characters that part what stands on either side of them."""

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_FEWEST = 11
"""Digits of a mobile number; every other number that is sought in runs has more."""

_FEW = 16
"""So many characters are replaced one after the other sooner than all at once."""

DIGIT = f"[0-9{''.join(_CHINESE)}]"
"""A digit of a plain text, Arabic or Chinese, in a regular expression."""

ZERO = f"[0{''.join(written for written, digit in _CHINESE.items() if digit == '0')}]"
_BETWEEN = r"[ \t\-._·•/,—~()]{1,3}"
_STRETCH = re.compile(
    rf"{DIGIT}(?<!{DIGIT}.)(?:(?:{_BETWEEN})?{DIGIT}){{{_FEWEST - 1},}}(?:[ \-._·]?[Xx])?"
)
"""It is looked for where digits begin: nowhere behind it would more of them be found."""

_REACH = 1 + 4 * (_FEWEST - 1)
"""In so many characters the fewest digits stand, each with as much between as may be."""

_RUN = re.compile(rf"[0-9]+(?:{_BETWEEN}[0-9]+)*(?:[ \-._·]?[Xx](?![A-Za-z0-9]))?")
_GROUP = re.compile(r"(\d+[Xx]?|[Xx])([^\dXx]*)")
_JOINS = frozenset({"", " ", "-", ".", "_", "·", "•", ")", ") ", ")-"})
CONTEXT = 14
"""So many characters ahead of a run are looked at for what it is."""

_LABEL = re.compile(r"(?:tel|phone|mobile|mob|wechat|weixin|wx|vx|qq|id|no)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Groups of digits in a row.

    groups: digits, the last perhaps X; joins: the separator after each group but the last;
    before: the words just ahead of it; torn: a Latin letter touches the first, the last group.
    """

    groups: tuple[str, ...]
    joins: tuple[str, ...]
    before: str = ""
    torn: tuple[bool, bool] = (False, False)

    @property
    def size(self) -> int:
        """How many digits it has in all."""
        return sum(map(len, self.groups))

    def windows(self, length: int, inner: Collection[int], *, loose: bool) -> Iterator[str]:
        """Every stretch of `length` digits that may be one number with a check of its own.

        It lies in one group; or is made of whole groups, which part at the places `inner`, or
        fill the run, or, if `loose`, part anywhere.
        """
        line = "".join(self.groups)
        edges = [0, *accumulate(map(len, self.groups))]
        at_edge = frozenset(edges)
        for start in range(len(line) - length + 1):
            end = start + length
            parted = loose or length == len(line) or all(start + i in at_edge for i in inner)
            whole = parted and start in at_edge and end in at_edge
            if whole or edges[bisect_right(edges, start)] >= end:
                yield line[start:end]

    def pieces(
        self,
        lengths: Collection[int],
        firm: Shapes = (),
        spaced: Shapes = (),
        *,
        loose: bool = False,
    ) -> Iterator[str]:
        """Every number of one of `lengths` that stands as people write one number.

        It is one group; or groups sized like a shape of `firm`, with no space between; or sized
        like a shape of `spaced`, or digit by digit, with no other number beside it; or, if
        `loose`, any whole groups.
        """
        rows = ((part, *span) for part in self._parts() for span in part.spans(lengths))
        for part, first, last in rows:
            groups = part.groups[first:last]
            sizes = _sizes(groups)
            joined = " " not in part.joins[first : last - 1] and sizes in firm
            filling = groups == part.groups and (sizes in spaced or max(sizes) == 1)
            if loose or len(groups) == 1 or joined or filling:
                yield "".join(groups)

    def spans(self, lengths: Collection[int]) -> Iterator[tuple[int, int]]:
        """First and past-the-last place of every row of groups that has one of `lengths`."""
        longest = max(lengths)
        for first in range(len(self.groups)):
            total = 0
            for last in range(first, len(self.groups)):
                total += len(self.groups[last])
                if total > longest:
                    break
                if total in lengths:
                    yield first, last + 1

    def _parts(self) -> Iterator["Run"]:
        """The run without torn groups and a last X, parted where no single separator joins."""
        groups = tuple(group.rstrip("X") for group in self.groups)
        first = int(self.torn[0])
        stop = len(groups) - int(self.torn[1] or not groups[-1])
        for place in range(first, stop):
            if place == stop - 1 or self.joins[place] not in _JOINS:
                yield Run(groups[first : place + 1], self.joins[first:place])
                first = place + 1


def _sizes(groups: tuple[str, ...]) -> tuple[int, ...]:
    """How many digits each group has, a country code apart."""
    own = groups[1:] if len(groups) > 1 and groups[0] in {"86", "0086"} else groups
    return tuple(map(len, own))


def plain(text: str) -> str:
    """The text in ordinary letters and digits, without what cannot be seen."""
    return _rewritten(text, _plain)


def arabic(text: str) -> str:
    """The text with Chinese digits (〇一二, 零壹贰) written as Arabic ones."""
    return _rewritten(text, lambda character: _CHINESE.get(character, character))


def _rewritten(text: str, write: Callable[[str], str]) -> str:
    """The text with each of its characters written so; a page has few different ones."""
    if text.isascii() and text.isprintable():
        return text
    changed = {c: new for c in set(text) if (new := write(c)) != c}
    if len(changed) > _FEW:
        return text.translate({ord(c): changed.get(c, c) for c in set(text)})
    for old, new in changed.items():
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=16384)
def _plain(character: str) -> str:
    return "".join(map(_visible, unicodedata.normalize("NFKC", character)))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if (category in _UNSEEN and character not in _ENDING) or character in _FILLERS:
        return ""
    if category == "Zs":
        return " "
    digit = unicodedata.digit(character, None)
    return _ALIKE.get(character, character) if digit is None else str(digit)


def leans(plain: str) -> bool:
    """Whether a run in a plain text may stand so near its beginning that what it is can be told
    ahead of the text."""
    stretch = _STRETCH.search(plain, 0, CONTEXT + _REACH)
    return stretch is not None and stretch.start() < CONTEXT


def runs(plain: str) -> Iterator[Run]:
    """Every run in a plain text that is long enough to hold a number of somebody's, once for all
    places that look the same.

    Chinese digits are read as words and as digits. A group that a Latin letter touches is torn
    out of a code, such as a seal, unless the letters are a label ("tel138…").
    """
    spans = ((max(0, m.start() - CONTEXT), *m.span()) for m in _STRETCH.finditer(plain))
    around = ((plain[begin : end + 1], start - begin, end - begin) for begin, start, end in spans)
    for text, start, end in dict.fromkeys(around):
        for written in sorted({text[start:end], arabic(text[start:end])}):
            yield from _runs(written, text, start)


def _runs(written: str, plain: str, start: int) -> Iterator[Run]:
    """The runs in what stands, digits apart, in a plain text from `start` on."""
    for match in _RUN.finditer(written):
        found = _GROUP.findall(match[0])
        if sum(len(group) for group, _ in found) < _FEWEST:
            continue
        first, last = start + match.start(), start + match.end()
        before = plain[max(0, first - CONTEXT) : first]
        yield Run(
            groups=tuple(group.upper() for group, _ in found),
            joins=tuple(join for _, join in found[:-1]),
            before=before,
            torn=(
                _letter(before[-1:]) and not _LABEL.search(before),
                _letter(plain[last : last + 1]),
            ),
        )


def _letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def is_date(digits: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
