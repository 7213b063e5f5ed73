"""Submitted documents as they would be on the site: `GET /previews/<edition>/`, with a token."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from strawberry import relay
from tortoise.exceptions import BaseORMException

from api import uploads
from api.asking import Unreadable
from api.settings import Settings
from api.uploads import said
from schema.base.context import Context
from schema.base.edition import EditionRecord, State
from schema.base.served import key_of, uuid
from schema.editions import Edition

LOG = logging.getLogger("zuwu")

FOLDER = "previews"
"""Where they lie in the data folder, each in a folder that is named after its edition."""

PAGE = "index.html"

KEPT = timedelta(days=7)
"""How long a preview stays at most; asked for again, it is made again."""

SWEPT = 60.0
"""Seconds between two looks for previews of what has been decided."""

Previewer = Callable[[UUID, datetime], Awaitable[Path | None]]
"""Makes the preview of an edition and answers its folder; none if it waits for no approval."""


class Unmade(Exception):
    """No preview could be made."""


async def nobody(edition: UUID, now: datetime) -> Path | None:
    """The previewer of a service that has none."""
    raise Unmade("nobody makes previews here")


class Previews:
    """The addresses below /previews."""

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime], previewer: Previewer
    ) -> None:
        self.clock = clock
        self.previewer = previewer
        # The page has its styles and pictures in itself; only the console and the pages of
        # frontends may put it into a frame.
        frames = " ".join(("'self'", *settings.origins))
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
        self.headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"{policy}; frame-ancestors {frames}; sandbox",
        }

    async def respond(self, request: Request) -> Response:
        """The page, or a file beside it, for an officer in whose scope the edition is."""
        try:
            context = await uploads.officers_own(request, self.clock())
            edition = await _waiting(context, request.path_params["edition"])
            folder = await self.previewer(edition, context.now) if edition else None
        except Unreadable as fault:
            return uploads.unread(fault)
        except Unmade as fault:
            LOG.error("preview-failed", extra={"facts": {"said": str(fault)}})
            told = "预览暂时无法生成，请稍后再试。"
            return said(503, {"code": "previews.unmade", "message": told})
        name = request.path_params.get("file", PAGE)
        content = await asyncio.to_thread(_content, folder, name) if folder else None
        if content is None:
            told = "没有这一预览：不在范围内，或者已经审核。"
            return said(404, {"code": "previews.unknown", "message": told})
        return Response(content, headers=self.headers, media_type=_sort(name))


async def _waiting(context: Context, given: str) -> UUID | None:
    """The key of an edition that waits for approval, if the officer may read it."""
    try:
        key = key_of(relay.GlobalID.from_id(given), "Edition")
    except relay.GlobalIDValueError:
        return None
    rows = Edition.visible(context).filter(id=key, state=State.SUBMITTED)
    return key if key and await rows.exists() else None


def _content(folder: Path, name: str) -> bytes | None:
    """What is in a file of a folder, and of no other folder."""
    if name not in {each.name for each in folder.iterdir()}:
        return None
    return (folder / name).read_bytes()


def _sort(name: str) -> str:
    sort = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{sort}; charset=utf-8" if PurePosixPath(name).suffix in {".html", ".txt"} else sort


def sweeping(home: Path, clock: Callable[[], datetime]) -> Callable[[], Awaitable[None]]:
    """What the service does beside answering: previews of what has been decided are destroyed."""

    async def watch() -> None:
        while True:
            try:
                await sweep(home / FOLDER, clock())
            except (BaseORMException, OSError) as fault:
                LOG.error("sweeping-failed", extra={"facts": {"kind": type(fault).__name__}})
            await asyncio.sleep(SWEPT)

    return watch


async def sweep(previews: Path, now: datetime) -> None:
    """Destroys the previews that are old, or of an edition that waits no longer."""
    lying = await asyncio.to_thread(lambda: list(previews.glob("*")))
    named = {each: uuid(each.name) for each in lying}
    keys = [key for key in named.values() if key]
    rows = EditionRecord.filter(id__in=keys, state=State.SUBMITTED) if keys else None
    waiting = set(await rows.values_list("id", flat=True)) if rows else set()
    for folder, key in named.items():
        old = folder.stat().st_mtime < (now - KEPT).timestamp()
        if old or key not in waiting:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
