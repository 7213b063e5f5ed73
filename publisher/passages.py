"""What is found in one HTML page: what it says, where it points, what could run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from publisher.tags import Told


@dataclass(slots=True)
class Reading:
    """What was found in a page.

    lines: what it says, line by line; words: those of a line that has not ended; attributes: names
    and values of those that could tell something; scripts: what inline scripts hold; hazards: what
    else could run or load, in words.
    """

    titles: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    banner: list[str] = field(default_factory=list)
    robots: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    hazards: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that a person could read, lines apart, and what attributes say after it."""
        return "\n".join([*self.lines, *(value for _, value in self.attributes)])

    @property
    def risks(self) -> list[str]:
        """What could run or load, in words."""
        return [*self.hazards, *("holds an inline script" for _ in self.scripts)]

    def end(self) -> None:
        """Ends a line; one on which nothing stands is none."""
        if self.words:
            if line := "".join(self.words).strip():
                self.lines.append(line)
            self.words.clear()

    def hear(self, text: str) -> None:
        """Adds words; what only parts them is one blank or the end of a line."""
        for place, words in enumerate(text.split("\n")):
            if place:
                self.end()
            if words:
                self.words.append(" " if words.isspace() else words)

    def remark(self, text: str) -> None:
        """Adds a comment, which stands for itself."""
        self.end()
        self.hear(text)
        self.end()

    def add(self, told: Told) -> None:
        """Adds what a tag tells."""
        self.attributes += told.words
        self.robots += told.robots
        self.links += told.links
        self.resources += told.resources
        self.canonical += told.canonical
        self.hazards += told.risks


def passages(read: Reading) -> Iterator[tuple[str, str]]:
    """Every text of a page, with the place where it stands."""
    yield from (("title", each) for each in read.titles)
    yield from (("heading", each) for each in read.headings)
    yield from ((f"attribute {name}", each) for name, each in read.attributes)
    yield "text", "\n".join(read.lines)
