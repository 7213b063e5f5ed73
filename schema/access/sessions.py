"""Sessions: how long somebody stays in, and how a session is carried on and ended.

A short-lived token opens the doors, and a refresh token, good for once, brings the next pair. One
that comes a second time has been copied: nobody can tell the thief from the holder, so the session
ends, and whoever knows the password begins another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from schema import officers
from schema.base.act import transaction
from schema.base.context import Context
from schema.base.record import MomentField
from schema.base.refusal import Refusal
from schema.base.secret import Secret, digest, fresh
from schema.officers import SessionRecord, SessionSort, access

PREFIX = "zuwu_refresh_"
"""Begins every refresh token, so that a leaked one is recognised."""

ACCESS = timedelta(minutes=15)
"""How long a token opens the doors: so long a copy of it is of use."""

IDLE = timedelta(days=30)
"""How long a session waits to be carried on."""

LONGEST = timedelta(days=180)
"""How long a session lasts at most, however often it is carried on."""


class RefreshRecord(Model):
    """A refresh token of a session, by its SHA-256: used ones are kept, to know them again."""

    id = fields.BigIntField(primary_key=True)
    # What carried on a session tells nothing after it.
    session: Any = fields.ForeignKeyField(
        "zuwu.SessionRecord", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    digest = fields.CharField(max_length=64, unique=True)
    used_at = MomentField(null=True)

    class Meta:
        """Looked up by digest."""

        table = "refresh"


class SessionOver(Refusal):
    """The refresh token is unknown, used, or of a session that has ended."""

    code = "accounts.session-over"
    message = "登录已失效。请重新登录。"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a session is carried on with; only its holder will ever know it."""

    session: UUID
    token: Secret
    refresh: Secret
    expires_at: datetime


async def begin(context: Context, officer: UUID) -> Pair:
    """A new session of an officer, in the running transaction; those that are over are swept."""
    now = context.now
    await SessionRecord.filter(officer_id=officer, expires_at__lte=now).delete()
    session = await SessionRecord.create(
        id=context.fresh_id(),
        officer_id=officer,
        sort=SessionSort.PERSON,
        begun_at=now,
        renewed_at=now,
        expires_at=now + IDLE,
        ends_at=now + LONGEST,
    )
    return await _pair(session.id, now, session.ends_at)


async def carry_on(context: Context, refresh: Secret) -> Pair:
    """The next pair of a session; a refresh token that was used before ends it instead.

    The session's row is locked first, as it is by whoever ends it, and the race of two uses is
    decided by the row of the refresh token.
    """
    async with transaction():
        pair = await _carried(refresh, context.now)
    if pair is None:
        raise SessionOver("刷新令牌无效，或者已经用过。")
    return pair


async def _carried(refresh: Secret, now: datetime) -> Pair | None:
    known = await RefreshRecord.filter(digest=digest(refresh)).values("session_id")
    if not known:
        return None
    session = known[0]["session_id"]
    live = SessionRecord.filter(id=session, expires_at__gt=now)
    if not await live.update(renewed_at=now):
        return None
    unused = RefreshRecord.filter(digest=digest(refresh), used_at__isnull=True)
    if not await unused.update(used_at=now):
        await SessionRecord.filter(id=session).delete()
        return None
    await RefreshRecord.filter(session_id=session, used_at__lt=now - IDLE).delete()
    ends_at = (await SessionRecord.get(id=session)).ends_at
    await SessionRecord.filter(id=session).update(expires_at=min(now + IDLE, ends_at))
    return await _pair(session, now, ends_at)


async def _pair(session: UUID, now: datetime, ends_at: datetime) -> Pair:
    refresh = fresh(PREFIX)
    expires_at = min(now + ACCESS, ends_at)
    await RefreshRecord.create(session_id=session, digest=digest(refresh))
    token = await access(session, expires_at, since=now)
    return Pair(session, token, refresh, expires_at)


async def end(officer: UUID, session: UUID | None = None) -> int:
    """Ends one session of an officer, or all, with their tokens; answers how many there were."""
    async with transaction():
        await officers.locked(officer)
        own = SessionRecord.filter(officer_id=officer)
        which = own if session is None else own.filter(id=session)
        # Counted apart: SQLite counts among the deleted rows what goes with a session.
        ended = await which.count()
        await which.delete()
        return ended
