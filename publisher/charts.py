"""Charts: bars that say in a glance what the table beside them says in figures.

A chart is a picture without script, style sheet, link or font of its own: nothing in it can run or
load. It brings its own paper, so that its colours stand out on light pages, dark pages and paper;
no colour says what words do not say too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from markupsafe import Markup

from publisher import markdown

WIDTH = 400
_MARGIN, _ROW, _HEAD, _FOOT = 16, 56, 48, 14
_SPAN = WIDTH - 2 * _MARGIN
_SIZE, _NARROW = 15, 9
"""The size of the type, which is the width of a Chinese letter, and that of a digit at most."""


class Tone(Enum):
    """What a piece of a bar means; each stands out from the paper by 4.5 to 1 or more."""

    GOOD = "#1f6b3a"
    BAD = "#a32a1e"
    OPEN = "#7d5200"
    PLAIN = "#27567d"


_INK, _SOFT, _PAPER, _TRACK = "#1b231f", "#4f5a54", "#fbfaf6", "#e3e2d8"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar; amount: in the unit of the chart."""

    amount: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart, and of its table.

    label: what it stands for; told: its figures, in words; whole: how long the track is; mark:
    where a line is drawn across it, such as the count that the law asks for.
    """

    label: str
    told: str
    pieces: tuple[Piece, ...]
    whole: int
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """name: its file and id; title: what it shows; description: the same for who cannot see it."""

    name: str
    title: str
    description: str
    bars: tuple[Bar, ...]

    @property
    def file(self) -> Markup:
        """Where its picture lies beside its page; a name of ours, so there is nothing to escape."""
        return Markup(f"{self.name}.svg")


def svg(chart: Chart) -> str:
    """The picture of a chart; the same chart is the same text."""
    height = _HEAD + len(chart.bars) * _ROW + _FOOT
    titled, described = f"{chart.name}-title", f"{chart.name}-desc"
    rows = (_row(bar, _HEAD + at * _ROW) for at, bar in enumerate(chart.bars))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" aria-labelledby="{titled} {described}"'
        f' font-family="sans-serif" font-size="{_SIZE}">',
        f'<title id="{titled}">{_words(chart.title)}</title>',
        f'<desc id="{described}">{_words(chart.description)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="{_PAPER}"/>',
        _text(_MARGIN, 30, chart.title, _INK, bold=True),
        *(line for row in rows for line in row),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _row(bar: Bar, top: int) -> Iterator[str]:
    """A label with its figures, and the bar below."""
    room = _SPAN - _width(bar.told) - _SIZE
    yield _text(_MARGIN, top + 17, _short(bar.label, room), _INK)
    yield _text(WIDTH - _MARGIN, top + 17, bar.told, _SOFT, at_end=True)
    yield _rect(_MARGIN, top + 26, _SPAN, _TRACK)
    start = 0
    for piece in bar.pieces:
        left, right = _at(start, bar.whole), _at(start + piece.amount, bar.whole)
        start += piece.amount
        if right > left:
            yield _rect(_MARGIN + left, top + 26, right - left, piece.tone.value)
    if bar.mark is not None:
        at = _MARGIN + _at(bar.mark, bar.whole)
        yield f'<rect x="{at - 1}" y="{top + 22}" width="3" height="24" fill="{_INK}"/>'


def _at(amount: int, whole: int) -> int:
    """How far along the track an amount lies; what is more than the whole ends with it."""
    return round(_SPAN * min(amount, whole) / whole) if whole else 0


def _rect(left: int, top: int, width: int, fill: str) -> str:
    return f'<rect x="{left}" y="{top}" width="{width}" height="16" fill="{fill}"/>'


def _text(
    left: int, base: int, words: str, fill: str, *, bold: bool = False, at_end: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    anchor = ' text-anchor="end"' if at_end else ""
    given = f'x="{left}" y="{base}" fill="{fill}"{weight}{anchor}'
    return f"<text {given}>{_words(words)}</text>"


def _short(label: str, room: int) -> str:
    """As much of a label as there is room for; the table has all of it."""
    kept = label
    while kept and _width(kept) > room:
        kept = kept[:-1]
    return kept if kept == label else f"{kept[:-1]}…"


def _width(text: str) -> int:
    wide = sum(east_asian_width(letter) in "WFA" for letter in text)
    return _SIZE * wide + _NARROW * (len(text) - wide)


def _words(text: str) -> str:
    return escape(markdown.plain(text))
