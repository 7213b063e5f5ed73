"""What whoever serves the site sends with its pages: what these may load and run, and no more.

A page loads what lies on the site and runs its scripts; one that stands in the page itself runs
only if it is the theme's. Source: Content Security Policy Level 3.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from publisher import build
from publisher.gate.house import script
from schema.base import codec

FILE = "headers.json"
"""Where the site says it: headers by the beginning of the path, the longest that fits counts."""

SEARCH = "search/"
"""The folder whose page searches, which takes a program that is compiled in the browser."""

POLICY = "Content-Security-Policy"

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_THEME = build.ROOT / "site" / "theme"


@cache
def inline() -> frozenset[str]:
    """The scripts that stand in the theme's own pages, as a policy names them."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(_THEME.rglob("*.html")))
    return frozenset(script(found) for text in texts for found in _INLINE.findall(text))


def policy(scripts: Collection[str], *, searching: bool = False) -> str:
    """What a page may do; scripts: those that may stand in it; searching: whether it searches."""
    running = ["'self'", *(f"'{each}'" for each in sorted(scripts))]
    told = {
        "default-src": "'none'",
        "script-src": " ".join([*running, *(["'wasm-unsafe-eval'"] if searching else [])]),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",  # what searches fetches its index; Lighthouse, robots.txt
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in told.items())


def headers() -> Mapping[str, Mapping[str, str]]:
    """The headers of this site's pages, by the beginning of their paths."""
    return {
        "/": {POLICY: policy(inline())},
        f"/{SEARCH}": {POLICY: policy(inline(), searching=True)},
    }


def written() -> bytes:
    """The headers as they lie on the site."""
    return codec.canonical(headers())
