"""Where officers hand files over: `PUT /uploads`, streamed, with a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import Message

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import asking, identity, metrics
from api.asking import Unreadable
from api.codes import Code
from schema.base.context import Context
from schema.base.profile import profiles
from schema.base.refusal import Refusal
from schema.base.scope import ANYONE
from schema.exchange import uploads

LARGEST_FILE = 20_000_000
"""Bytes; a workbook of fifty thousand persons has three million."""


class Uploads:
    """The address /uploads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock

    async def respond(self, request: Request) -> Response:
        """The number under which the file may now be taken in."""
        try:
            return await self._kept(request)
        except Unreadable as fault:
            return unread(fault)
        except Refusal as refusal:
            return said(403, {"code": refusal.code, "message": refusal.message})

    async def _kept(self, request: Request) -> Response:
        context = await officers_own(request, self.clock())
        content = await asking.body(request, LARGEST_FILE)
        if not content:
            raise Unreadable(400, Code.REQUEST_PARAMETER, "The file is empty.")
        name = file_name(request.headers.get("content-disposition", ""))
        key = await uploads.hand_over(context, name, content)
        return said(201, {"upload": str(key)})


async def officers_own(request: Request, now: datetime) -> Context:
    """What an officer who sends a file, or asks for one, acts in; nobody else does either."""
    try:
        actor = await identity.actor(request.headers.get("authorization"), now)
    except identity.TokenUnknown:
        metrics.REFUSED.inc()
        actor = ANYONE
    if actor is ANYONE:
        told = "Send the token of an officer."
        raise Unreadable(401, Code.TOKEN_UNKNOWN, told, **identity.CHALLENGE)
    return Context(actor=actor, now=now, profiles=profiles())


def unread(fault: Unreadable) -> Response:
    """Why a request was not even read."""
    return said(fault.status, {"code": fault.code, "message": fault.message}, **fault.headers)


def file_name(disposition: str, unnamed: str = "upload.xlsx") -> str:
    """The name in a Content-Disposition, without folders; what it is is seen from the content."""
    header = Message()
    header["Content-Disposition"] = disposition or "attachment"
    given = header.get_filename() or unnamed
    return given.replace("\\", "/").rpartition("/")[2][:255]


def said(status: int, told: dict[str, str], **headers: str) -> Response:
    """A short answer in JSON, which nobody on the way keeps."""
    return JSONResponse(told, status, headers={"Cache-Control": "no-store", **headers})
