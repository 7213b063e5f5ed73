"""Who asks: the officer whose token comes with a request, or everyone."""

from __future__ import annotations

from datetime import date, datetime

from schema import officers
from schema.base.context import SHANGHAI
from schema.base.proviso import Proviso
from schema.base.scope import ANYONE, Actor
from schema.base.secret import digest

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="zuwu"'}
"""What an answer to somebody unknown says beside it."""


KEPT = 1000
"""How many of those who asked are remembered."""


class TokenUnknown(Exception):
    """A token was given that nobody carries, or carries no longer."""


class Acquaintances:
    """Those who asked before, by the digests of their tokens.

    Whoever is among them is supposed to hold the same offices still. What was read on that
    supposition counts only if the database said in the same statement that it is so. With the
    day some offices end and others begin, so it is supposed for a day only.
    """

    def __init__(self) -> None:
        self._actors: dict[str, tuple[Actor, date]] = {}

    def supposed(self, authorization: str, now: datetime) -> tuple[Actor, Proviso] | None:
        """Who sent this header before, and what must be so that they may be answered."""
        known_by = digest(_token(authorization))
        actor, day = self._actors.get(known_by, (ANYONE, None))
        if day != _today(now):
            return None
        return actor, officers.unchanged(actor, known_by, now)

    def met(self, authorization: str | None, actor: Actor, now: datetime) -> None:
        """Remembers who sent a header."""
        if authorization is not None:
            if len(self._actors) >= KEPT:
                del self._actors[next(iter(self._actors))]
            self._actors[digest(_token(authorization))] = actor, _today(now)


async def actor(authorization: str | None, now: datetime) -> Actor:
    """Who carries the token of this header; everyone, where there is no header.

    A header that names nobody is an error, so that an expired token is noticed and not
    answered as if there had been none.
    """
    if authorization is None:
        return ANYONE
    token = _token(authorization)
    found = await officers.recognise(token, now, _today(now)) if token else ANYONE
    if found.officer is None:
        raise TokenUnknown
    return found


def _token(authorization: str) -> str:
    """The token of a header; empty, if it brings none."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()
