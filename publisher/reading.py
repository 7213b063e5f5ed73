"""One HTML page as a suspicious reader sees it: what it says, where it points, what could run."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "i",
        "label",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    ]
)
"""Elements that do not interrupt a number; all others end a line."""

_EMBEDDING = frozenset(
    [
        "applet",
        "base",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "math",
        "object",
        "portal",
        "style",
        "svg",
        "template",
    ]
)
"""Elements that no page of ours has a use for, and that could load, run or send something."""

_POINTING = frozenset(
    [
        "action",
        "background",
        "cite",
        "data",
        "formaction",
        "href",
        "longdesc",
        "manifest",
        "ping",
        "poster",
        "src",
        "srcset",
        "xlink:href",
    ]
)
_READ = frozenset({"alt", "aria-label", "content", "placeholder", "title", "value"})
_VOID = frozenset(
    ["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@dataclass(slots=True)
class Reading:
    """What was found in a page; risks: what could run or load, in words."""

    titles: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    banner: list[str] = field(default_factory=list)
    robots: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that a person could read, lines apart."""
        return "".join(self.words)


def read(html: str) -> Reading:
    """Reads a whole page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.reading


class _Reader(HTMLParser):
    """Walks through the tags of a page once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.open: list[str] = []
        self.banner_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one tag with its attributes."""
        given = {name: value or "" for name, value in attrs}
        self._break(tag)
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "title":
            self.reading.titles.append("")
        if tag == "h1":
            self.reading.headings.append("")
        if "md-banner" in given.get("class", "").split():
            self.banner_depth = len(self.open)
        if tag in _EMBEDDING:
            self.reading.risks.append(f"holds <{tag}>")
        self._look(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Closes what is open."""
        self._break(tag)
        while tag in self.open:
            if self.open.pop() == tag:
                break
        if len(self.open) < self.banner_depth:
            self.banner_depth = 0

    def handle_data(self, data: str) -> None:
        """Words, or the inside of a script."""
        inside = self.open[-1] if self.open else ""
        if inside == "script":
            if data.strip():
                self.reading.risks.append("holds an inline script")
            return
        if "title" in self.open:
            self.reading.titles[-1] += data
        if "h1" in self.open:
            self.reading.headings[-1] += data
        if self.banner_depth:
            self.reading.banner.append(data)
        self.reading.words.append(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.reading.words.append("\n")

    def _look(self, tag: str, given: dict[str, str]) -> None:
        reading = self.reading
        reading.words += [f"\n{given[name]}\n" for name in sorted(_READ & given.keys())]
        for name in given:
            if name.startswith("on"):
                reading.risks.append(f"holds an event handler ({name})")
            if name in {"style", "srcdoc"}:
                reading.risks.append(f"holds the attribute {name}")
        if tag == "meta" and "http-equiv" in given:
            reading.risks.append("holds <meta http-equiv>")
        if tag == "meta" and given.get("name") == "robots":
            reading.robots.append(given.get("content", ""))
        for name in sorted(_POINTING & given.keys()):
            self._point(tag, given, given[name].strip())

    def _point(self, tag: str, given: dict[str, str], address: str) -> None:
        if tag == "link" and given.get("rel") == "canonical":
            self.reading.canonical.append(address)
        elif tag == "a":
            self.reading.links.append(address)
        else:
            self.reading.resources.append(address)


def outside(address: str) -> bool:
    """Whether an address leaves the site or is no place at all, such as a script."""
    squeezed = "".join(c for c in address if c > " ").replace("\\", "/")
    return squeezed.startswith("//") or urlsplit(squeezed).scheme != ""
