"""The article of a page as its reader sees it, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from publisher import tags

_UNSEEN = frozenset(["iframe", "noscript", "object", "script", "style", "svg", "template", "title"])
_HIDING = frozenset(["hidden", "style"])
"""Attributes that could keep from view what an element holds."""

_FOLDED = "details"


@dataclass(slots=True)
class Article:
    """What an article says, without blanks. lines: whatever can be seen at once, cell by cell and
    picture by picture; folded: what is seen once it is unfolded."""

    lines: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)


def read(html: str) -> Article:
    """The articles of a page as one; comments and whatever is hidden are no part of them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return reader.article


def bare(text: str) -> str:
    """The text without blanks."""
    return "".join(text.split())


class _Reader(HTMLParser):
    """Walks through a page once. open: the elements that are, each with whether it is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.article = Article()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Goes into an element, or hears what a picture shows."""
        given = dict(attrs)
        if tags.breaks(tag):
            self.end()
        seen = not (
            tag in _UNSEEN or _HIDING & given.keys() or (self.open and not self.open[-1][1])
        )
        if tag not in tags.VOID:
            self.open.append((tag, seen))
        elif seen:
            self.handle_data(given.get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A stroke before the end of a tag means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Closes what is open."""
        if tags.breaks(tag):
            self.end()
        while any(tag == each for each, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Takes up words of the article that can be seen."""
        if self._within("article") and self.open[-1][1]:
            self.words.append(data)

    def end(self) -> None:
        """Ends a line; one on which nothing stands is none."""
        if line := bare("".join(self.words)):
            folded = self._within(_FOLDED)
            (self.article.folded if folded else self.article.lines).append(line)
        self.words.clear()

    def _within(self, tag: str) -> bool:
        return any(tag == each for each, _ in self.open)
