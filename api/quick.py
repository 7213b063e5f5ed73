"""What everyone is told and is kept, given out before the service is troubled with it.

A connection asks here first. Only the plainest request is answered: without a token, of the usual
type, and with no header that could make another answer of it. Every other goes its whole way, where
the same kept answers are found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from api import answering, correlation, guarded, metrics, observing
from api.endpoint import PATH
from api.kept import Answers, Kept

Header = tuple[bytes, bytes]

SAME = frozenset({b"application/json", b"application/json; charset=utf-8"})
"""Media types of a body that are so usual that they need not be read."""

MATTERS = frozenset({b"authorization", b"content-encoding", b"expect", b"if-none-match"})
"""Headers that ask for another answer."""


class Quick:
    """Answers to requests that are known by heart. shared: whether pages of others may ask."""

    def __init__(
        self,
        answers: Answers,
        clock: Callable[[], datetime],
        *,
        encrypted: bool,
        shared: bool,
        lines: bool,
    ) -> None:
        self.answers = answers
        self.clock = clock
        self.usual = _written(guarded.headers(encrypted=encrypted))
        self.matters = MATTERS | {b"origin"} if shared else MATTERS
        self.lines = lines

    def response(self, headers: Sequence[Header], body: bytes) -> tuple[bytes, bytes] | None:
        """The headers of a response, and its body; None for what goes its whole way."""
        begun, given = time.perf_counter(), dict(headers)
        kept = self._kept(given, body) if len(given) == len(headers) else None
        if kept is None:
            return None
        named = correlation.chosen(given.get(correlation.HEADER, b""))
        seen = observing.Seen("query", 200, begun)
        metrics.answered(seen.operation, PATH, seen.status, seen.seconds)
        if self.lines:
            with correlation.during(named):
                observing.line("POST", PATH, seen)
        own = b"%b: %b\r\n" % (correlation.HEADER, named.encode())
        return kept.head + self.usual + own, kept.body

    def _kept(self, given: dict[bytes, bytes], body: bytes) -> Kept | None:
        if given.get(b"content-type") not in SAME or not self.matters.isdisjoint(given):
            return None
        media = answering.media(given.get(b"accept", b"").decode("latin-1"))
        if media is None:
            return None
        compressed = b"gzip" in given.get(b"accept-encoding", b"")
        return self.answers.found((body, media, compressed), self.clock())


def _written(headers: Sequence[Header]) -> bytes:
    return b"".join(b"%b: %b\r\n" % each for each in headers)
