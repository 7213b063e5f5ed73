"""Answers that everyone gets, kept until something else becomes public.

Only what is asked without a token is kept, and that is told from editions alone. An answer is
known by the very bytes that asked for it, so nothing of the request can be mistaken. All are let go
when an edition is published, withdrawn or redacted in any process, when one expires, and at
midnight; and none is used while this process cannot hear what others publish.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import orjson
from starlette.responses import Response

from api.answering import Answer
from schema import publications
from schema.base.changes import Changes
from schema.base.context import SHANGHAI
from schema.base.scope import AreaPath

LARGEST = 64_000_000
"""Bytes of questions and answers that are kept in all; the least recently used go first."""

WORTHWHILE = 1_000
"""Bytes from which on an answer is also kept compressed."""

Asked = tuple[bytes, str, bool]
"""A body, the media type of its answer, and whether it may be compressed."""


@dataclass(frozen=True)
class Kept:
    """An answer as it goes over the wire."""

    body: bytes
    etag: str
    headers: Mapping[str, str]
    until: datetime

    @cached_property
    def head(self) -> bytes:
        """Its own headers, and how long it is."""
        told = {**self.headers, "Content-Length": str(len(self.body))}
        return "".join(f"{name.lower()}: {value}\r\n" for name, value in told.items()).encode()

    def response(self, known: str | None) -> Response:
        """The whole answer, or word that the client has it already."""
        if known is not None and self.etag in known:
            return Response(status_code=304, headers=self.headers)
        return Response(self.body, headers=self.headers)


class Answers:
    """The answers kept by one process; `size` is the bytes of all of them and their questions."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.generation = 0
        self._kept: OrderedDict[Asked, Kept] = OrderedDict()
        self.size = 0
        changes.on_public(self._let_go)

    def found(self, asked: Asked, now: datetime) -> Kept | None:
        """The answer to the same question, if it still holds."""
        kept = self._kept.get(asked)
        if kept is None or kept.until <= now or self.changes.deaf:
            return None
        self._kept.move_to_end(asked)
        return kept

    async def keep(self, asked: Asked, answer: Answer, now: datetime, generation: int) -> Kept:
        """The answer, kept if nothing has become public since `generation` was read."""
        kept = _written(answer, asked, await _until(now))
        if generation == self.generation and not self.changes.deaf:
            self._put(asked, kept)
        return kept

    def _put(self, asked: Asked, kept: Kept) -> None:
        """In the place of an older one to the same question; the oldest make room."""
        if (old := self._kept.pop(asked, None)) is not None:
            self.size -= _size(asked, old)
        self._kept[asked] = kept
        self.size += _size(asked, kept)
        while self.size > LARGEST:
            self.size -= _size(*self._kept.popitem(last=False))

    def _let_go(self, below: frozenset[AreaPath] | None) -> None:
        """An answer may speak of any area, so all go; publishing is rare, and reading is not."""
        self.generation += 1
        self._kept.clear()
        self.size = 0


def _size(asked: Asked, kept: Kept) -> int:
    """Bytes of question and answer: a long question with a short answer takes room too."""
    return len(asked[0]) + len(kept.body)


def _written(answer: Answer, asked: Asked, until: datetime) -> Kept:
    body = orjson.dumps(answer.body)
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {
        "Cache-Control": "public, no-cache",  # keep it, and ask each time whether it still holds
        "Content-Type": f"{asked[1]}; charset=utf-8",
        "Vary": "Accept, Accept-Encoding, Authorization",
    }
    if asked[2] and len(body) >= WORTHWHILE:
        body = gzip.compress(body, compresslevel=4, mtime=0)
        etag += "-gzip"
        headers["Content-Encoding"] = "gzip"
    headers["ETag"] = f'"{etag}"'
    return Kept(body, f'"{etag}"', headers, until)


async def _until(now: datetime) -> datetime:
    """When time alone makes another answer: a posting period ends, or the legal day."""
    tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, datetime.min.time(), SHANGHAI)
    ends = await publications.next_end(now)
    return midnight if ends is None else min(midnight, ends)
