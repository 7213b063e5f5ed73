"""Who asks: the officer whose token comes with a request, or everyone."""

from __future__ import annotations

from datetime import datetime

from schema import officers
from schema.base.context import SHANGHAI
from schema.base.scope import ANYONE, Actor

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="zuwu"'}
"""What an answer to somebody unknown says beside it."""


class TokenUnknown(Exception):
    """A token was given that nobody carries, or carries no longer."""


async def actor(authorization: str | None, now: datetime) -> Actor:
    """Who carries the token of this header; everyone, where there is no header.

    A header that names nobody is an error, so that an expired token is noticed and not
    answered as if there had been none.
    """
    if authorization is None:
        return ANYONE
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenUnknown
    found = await officers.recognise(token.strip(), now, now.astimezone(SHANGHAI).date())
    if found.officer is None:
        raise TokenUnknown
    return found
