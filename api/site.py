"""The published site, as static files of whichever release is live at the moment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

SAID = "headers.json"
"""Where a release says which headers its pages need, by the beginning of their paths."""

UNSAID: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "/": {
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
            "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        }
    }
)
"""The headers where no release says anything: before the first one, and of older ones."""

FRESH = {"Cache-Control": "no-cache"}  # ask each time: a release may have been swapped in between

UNPUBLISHED = "这里还没有发布任何页面。\n"


class Site(StaticFiles):
    """Serves the folder behind a link, which is followed anew for every request."""

    def __init__(self, current: Path) -> None:
        super().__init__(directory=current, html=True, check_dir=False, follow_symlink=True)
        self.said = current / SAID

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
        response.headers.update({**_fitting(_headers(self.said), scope["path"]), **FRESH})
        return response


def _headers(said: Path) -> Mapping[str, Mapping[str, str]]:
    """The headers of the live release."""
    try:
        found = said.stat()
    except OSError:
        return UNSAID
    return _read(said, found.st_dev, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=8)
def _read(said: Path, *_version: int) -> Mapping[str, Mapping[str, str]]:
    """What a file says, read once for each version of it."""
    read: dict[str, dict[str, str]] = orjson.loads(said.read_bytes())
    return read


def _fitting(headers: Mapping[str, Mapping[str, str]], path: str) -> Mapping[str, str]:
    """The headers of the longest beginning that fits."""
    fits = [beginning for beginning in headers if path.startswith(beginning)]
    return headers[max(fits, key=len)] if fits else {}
