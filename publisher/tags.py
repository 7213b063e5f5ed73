"""What one tag of an HTML page tells: its words, where it points, what could run or load."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

VOID = frozenset(
    ["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""Elements that hold nothing, and so are never closed."""

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
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

_TELLING = re.compile(r"[0-9@(\[{\x80-\U0010ffff]")
"""What is in every value that could be private; most attributes are plain words of ours."""

Attributes = Sequence[tuple[str, str]]
"""Names in small letters and values, as they stand in a tag."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a tag tells. words: the attributes that could tell something; risks: in words."""

    breaks: bool
    banner: bool
    words: tuple[tuple[str, str], ...] = ()
    robots: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()

    @property
    def telling(self) -> bool:
        """Whether it tells anything."""
        said = (self.words, self.robots, self.links, self.resources, self.canonical, self.risks)
        return any(said)


def told(tag: str, attributes: Attributes) -> Told:
    """What a tag tells that opens an element; of an attribute that is there twice, the first."""
    given = dict(reversed(attributes))
    pointing = [given[name].strip() for name in sorted(_POINTING.intersection(given))]
    canonical = tag == "link" and given.get("rel") == "canonical"
    return Told(
        breaks=breaks(tag),
        banner="md-banner" in given.get("class", "").split(),
        words=tuple([each for each in attributes if _TELLING.search(each[1])]),
        robots=tuple(_robots(tag, given)),
        links=tuple(pointing) if tag == "a" else (),
        resources=() if canonical or tag == "a" else tuple(pointing),
        canonical=tuple(pointing) if canonical else (),
        risks=tuple(_risks(tag, given, len(attributes))),
    )


def breaks(tag: str) -> bool:
    """Whether a tag ends a line, so that what stands before and after is no one number."""
    return tag not in _INLINE


def _robots(tag: str, given: dict[str, str]) -> Iterator[str]:
    if tag == "meta" and given.get("name") == "robots":
        yield given.get("content", "")


def _risks(tag: str, given: Collection[str], count: int) -> Iterator[str]:
    """What could run or load; given: the names of `count` attributes."""
    if tag in _EMBEDDING:
        yield f"holds <{tag}>"
    if len(given) < count:
        yield "holds an attribute twice"
    for name in given:
        if name.startswith("on"):
            yield f"holds an event handler ({name})"
        if name in {"style", "srcdoc"}:
            yield f"holds the attribute {name}"
    if tag == "meta" and "http-equiv" in given:
        yield "holds <meta http-equiv>"


@lru_cache(maxsize=4096)
def outside(address: str) -> bool:
    """Whether an address leaves the site or is no place at all, such as a script."""
    squeezed = "".join(c for c in address if c > " ").replace("\\", "/")
    return squeezed.startswith("//") or urlsplit(squeezed).scheme != ""
