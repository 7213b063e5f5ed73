"""Pictures and papers of records: `PUT /attachments`, and the two addresses where they are read."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from strawberry import relay
from tortoise.exceptions import BaseORMException

from api import asking, uploads
from api.asking import Unreadable
from api.codes import Code
from api.uploads import LARGEST_FILE, said
from schema.base import enclosing
from schema.base.attached import MediaType
from schema.base.context import Context
from schema.base.digest import Digest, digest
from schema.base.refusal import NotPermitted, PrivateParticularFound, RecordUnknown, Refusal
from schema.base.served import key_of
from schema.papers import receiving, store
from schema.papers.apart import Examiner
from schema.papers.receiving import Handed
from schema.papers.sorts import Foreign
from schema.papers.sweeping import sweep
from schema.records.attachments import Attachment
from schema.workbooks import tables

LOG = logging.getLogger("zuwu")

SLOWEST_FILE = 120.0
"""Seconds until a file must have arrived: twenty million bytes over a village's line."""

SWEPT = 600.0
"""Seconds between two looks for files that nothing holds any more."""

FORGOTTEN = timedelta(hours=1)
"""What is still being handed in after so long is not any more: the service ended meanwhile."""

_SEALED = {"Content-Security-Policy": "default-src 'none'; sandbox"}
"""Whatever the file is, a browser runs nothing of it."""

_SUM = re.compile(r"(?:^|,)\s*sha-256\s*=\s*(:[A-Za-z0-9+/=]*:)?")
"""A member of a digest header; source: RFC 9530, section 2, and RFC 8941, section 3.3.5."""

_STATUS = {NotPermitted: 403, RecordUnknown: 404, PrivateParticularFound: 422}


class Attachments:
    """The addresses below which attachments come in and go out."""

    def __init__(self, home: Path, clock: Callable[[], datetime]) -> None:
        self.home = home
        self.clock = clock
        self.examiner = Examiner()

    async def take(self, request: Request) -> Response:
        """The attachment that the file has become, or why it is not taken."""
        try:
            return await self._taken(request)
        except Unreadable as fault:
            return uploads.unread(fault)
        except Refusal as refusal:
            return _refused(refusal)
        except tables.Unreadable as fault:
            status = 415 if isinstance(fault, Foreign) else 422
            return said(status, {"code": "attachments.not-taken", "message": fault.reason})

    async def give(self, request: Request) -> Response:
        """The content for an officer in whose scope it is."""
        try:
            context = await uploads.officers_own(request, self.clock())
            found = await _visible(context, request.path_params["id"])
        except Unreadable as fault:
            return uploads.unread(fault)
        except Refusal as refusal:
            return _refused(refusal)
        headers = {"Cache-Control": "no-store", **_SEALED}
        return self._content(found.digest, found.media_type, found.name, headers)

    async def show(self, request: Request) -> Response:
        """The content for everyone, as long as something public holds it."""
        named = digest(request.path_params["digest"])
        sort = await enclosing.public(named, self.clock()) if named else None
        if named is None or sort is None:
            return said(404, {"message": "没有公开的附件，或者已不再公开。"})
        # It may be kept for long, but is asked for again each time: it may have been withdrawn.
        headers = {"Cache-Control": "public, no-cache", "ETag": f'"{named}"', **_SEALED}
        if f'"{named}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return self._content(named, sort, f"{named[:12]}{sort.suffix}", headers)

    async def _taken(self, request: Request) -> Response:
        context = await uploads.officers_own(request, self.clock())
        record = await receiving.carrier(context, request.query_params.get("record", ""))
        promised = _promised(request)
        with store.incoming(self.home) as folder:
            file = folder / "handed"
            if promised - {await received(request, file)}:
                differs = "The body is not what its digest says."
                raise Unreadable(400, Code.REQUEST_PARAMETER, differs)
            called = request.headers.get("content-disposition", "")
            handed = Handed(uploads.file_name(called, unnamed=""), file)
            made = await receiving.attach(context, self.home, record, handed, self.examiner)
        told = {
            "attachment": str(relay.GlobalID("Attachment", str(made.id))),
            "mediaType": made.media_type.value,
            "digest": made.digest,
        }
        return said(201, told)

    def _content(
        self, named: Digest, sort: MediaType, name: str, headers: dict[str, str]
    ) -> Response:
        return FileResponse(
            store.place(self.home, named),
            headers=headers,
            media_type=sort.value,
            filename=name,
            content_disposition_type="inline" if sort.picture else "attachment",
        )


def sweeping(home: Path, clock: Callable[[], datetime]) -> Callable[[], Awaitable[None]]:
    """What the service does beside answering: files that nothing holds any more are destroyed."""

    async def watch() -> None:
        while True:
            try:
                await asyncio.to_thread(store.clear, home, clock() - FORGOTTEN)
                await sweep(home)
            except (BaseORMException, OSError) as fault:
                LOG.error("sweeping-failed", extra={"facts": {"kind": type(fault).__name__}})
            await asyncio.sleep(SWEPT)

    return watch


async def _visible(context: Context, given: str) -> Attachment:
    """The attachment with this global id, if the officer may read it."""
    try:
        key = key_of(relay.GlobalID.from_id(given), "Attachment")
    except relay.GlobalIDValueError:
        key = None
    rows = Attachment.visible(context).filter(id=key)
    found = await Attachment.all_of(rows) if key else []
    if not found:
        raise RecordUnknown("没有这个附件或不在范围内。")
    return found[0]


def _refused(refusal: Refusal) -> Response:
    told = {"code": refusal.code, "message": refusal.message, "fact": refusal.fact}
    return said(_STATUS.get(type(refusal), 422), told)


async def received(request: Request, file: Path) -> bytes:
    """SHA-256 of the body, which is in the file then; it is never in memory as a whole."""
    found, empty = hashlib.sha256(), True
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        told = "Send the file as it is, without Content-Encoding."
        raise Unreadable(415, Code.REQUEST_MEDIA_TYPE, told)
    with await asyncio.to_thread(file.open, "wb") as stream:
        async with asking.arriving(SLOWEST_FILE):
            async for piece in asking.pieces(request, LARGEST_FILE):
                empty = empty and not piece
                found.update(piece)
                stream.write(piece)
    if empty:
        raise Unreadable(400, Code.REQUEST_PARAMETER, "The file is empty.")
    return found.digest()


def _promised(request: Request) -> set[bytes]:
    """The SHA-256 that the request promises, if it does; other sums are not looked at."""
    promised: set[bytes] = set()
    for name in ("repr-digest", "content-digest"):
        for found in _SUM.finditer(request.headers.get(name, "")):
            try:
                promised.add(base64.b64decode((found[1] or "").strip(":"), validate=True))
            except binascii.Error as fault:
                told = f"{name} holds no SHA-256 in base64."
                raise Unreadable(400, Code.REQUEST_PARAMETER, told) from fault
    return promised
