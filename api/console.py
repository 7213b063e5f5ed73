"""A page to try questions on, for the demonstration only; it loads nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources

from starlette.requests import Request


def wanted(request: Request) -> bool:
    """Whether a browser asks for the page."""
    return "text/html" in request.headers.get("accept", "") and not request.query_params


@cache
def page() -> str:
    """The page as it is shipped."""
    return (resources.files("api") / "console.html").read_text(encoding="utf-8")


def _hash(element: str) -> str:
    """The hash by which the policy knows the one script and the one style of the page."""
    found = re.search(rf"<{element}>(.*?)</{element}>", page(), re.DOTALL)
    digest = hashlib.sha256((found[1] if found else "").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; connect-src 'self'; img-src data:; "
    f"script-src {_hash('script')}; style-src {_hash('style')}; "
    f"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
