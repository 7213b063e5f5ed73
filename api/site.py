"""The published site, as static files of whichever release is live at the moment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

SEARCHING = POLICY.replace(
    "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
)
"""Of the page that searches: it reads indexes, by a program that is compiled in the browser."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",  # ask each time: a release may have been swapped in between
}

UNPUBLISHED = "这里还没有发布任何页面。\n"


class Site(StaticFiles):
    """Serves the folder behind a link, which is followed anew for every request."""

    def __init__(self, current: Path) -> None:
        super().__init__(directory=current, html=True, check_dir=False, follow_symlink=True)

    async def check_config(self) -> None:
        """Before the first release there is no folder, and that is no fault."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A page, its address with a slash, or the page that says there is none."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as fault:
            if fault.status_code != 404:
                raise
            response = PlainTextResponse(UNPUBLISHED, 404)
        if isinstance(response, RedirectResponse):
            # Relative, so that it holds behind any proxy and names no other host.
            last = scope["path"].rstrip("/").rpartition("/")[2]
            response.headers["location"] = f"{quote(last)}/"
        response.headers.update(HEADERS)
        if scope["path"].startswith("/search/"):
            response.headers["Content-Security-Policy"] = SEARCHING
        return response
