"""Signing in and out: what everyone may do who knows a code, a password or a token."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay

from schema.access import accounts, attempts, sessions
from schema.access.sessions import Pair
from schema.base.act import Answer
from schema.base.connection import Connection, Window, sliced
from schema.base.context import Context, Info
from schema.base.draft import Text
from schema.base.refusal import RecordUnknown
from schema.base.secret import Secret
from schema.base.served import key_of, uuid
from schema.base.value import Value
from schema.officers import SessionRecord, SessionSort


@strawberry.type
class Session(relay.Node):
    """Somebody, or a program of theirs, is in; only they see it."""

    id: relay.NodeID[UUID]

    sort: SessionSort
    """How it began."""

    begun_at: datetime
    """When it began."""

    renewed_at: datetime
    """When it was last carried on."""

    expires_at: datetime
    """When it ends, unless it is carried on before."""

    current: bool
    """Whether it is the one by which this was asked."""

    @classmethod
    async def own(cls, context: Context, *keys: UUID) -> list[Self]:
        """The sessions of whoever asks that have not ended, the latest first; or some of them."""
        live = SessionRecord.filter(
            officer_id=context.officer, expires_at__gt=context.now
        ).order_by("-renewed_at", "id")
        rows = await (live.filter(id__in=list(keys)) if keys else live).values(
            "id", "sort", "begun_at", "renewed_at", "expires_at"
        )
        return [cls(**row, current=row["id"] == context.actor.session) for row in rows]

    @classmethod
    async def resolve_nodes(
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Any]:
        """The sessions with these ids, null for every other's."""
        keys = [key for key in map(uuid, node_ids) if key]
        found = {each.id: each for each in await cls.own(info.context, *keys)} if keys else {}
        return [found.get(key) if (key := uuid(each)) else None for each in node_ids]


@strawberry.type
class SignedIn(Value):
    """A session, and what its holder carries it on with; it is answered once."""

    session_id: relay.GlobalID
    """The id of the session."""

    access_token: Secret
    """Opens the doors for a quarter of an hour, as `Authorization: Bearer`."""

    refresh_token: Secret
    """Brings the next pair, once; the session ends if it comes twice."""

    expires_at: datetime
    """When the access token ends."""

    @classmethod
    def of(cls, pair: Pair) -> Self:
        """The same, as it is served."""
        return cls(
            session_id=relay.GlobalID("Session", str(pair.session)),
            access_token=pair.token,
            refresh_token=pair.refresh,
            expires_at=pair.expires_at,
        )


@strawberry.type
class SignedOut(Value):
    """Sessions that have ended."""

    ended: int
    """How many there were."""


@strawberry.input
class Activation:
    """A code that an administrator handed over, and the password that its holder chooses."""

    code: Secret
    """The activation code; it is good once."""

    password: Secret
    """The password: ten characters at least, and nothing that is guessed first."""


@strawberry.input
class Credentials:
    """Who wants in."""

    name: Text
    """The officer's name, as it is entered in the register of officers."""

    password: Secret
    """The password."""


@strawberry.input
class Renewal:
    """How a session is carried on."""

    refresh_token: Secret
    """The refresh token that came last."""


@strawberry.input
class PasswordChange:
    """One password for another."""

    old: Secret
    """The password as it is."""

    new: Secret
    """The password as it shall be."""


@strawberry.input
class SessionEnd:
    """Which sessions are to end."""

    session: relay.GlobalID | None = None
    """The one to end; unless told, the one by which this is asked."""

    all: bool = False
    """Every session and every token of a program."""


@strawberry.type
class Query:
    """What whoever is in may ask about it."""

    @strawberry.field
    async def sessions(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Session] | None:
        """Your sessions, and the tokens of programs that act in your name; the latest first."""
        return sliced(await Session.own(info.context), Window(first, after, last, before))


@strawberry.type
class Mutation:
    """How one gets in, and out again."""

    @strawberry.mutation
    async def activate(self, info: Info, input: Activation) -> Answer[SignedIn]:
        """Open an account with a code, choose its password, and sign in."""
        attempt = await attempts.begin(info.context, "activate", input.code)
        pair = await accounts.activate(info.context, input.code, input.password)
        await attempts.succeeded(attempt)
        return SignedIn.of(pair)

    @strawberry.mutation
    async def log_in(self, info: Info, input: Credentials) -> Answer[SignedIn]:
        """Sign in by name and password."""
        attempt = await attempts.begin(info.context, "logIn", input.name)
        pair = await accounts.enter(info.context, input.name, input.password)
        await attempts.succeeded(attempt)
        return SignedIn.of(pair)

    @strawberry.mutation
    async def refresh(self, info: Info, input: Renewal) -> Answer[SignedIn]:
        """Carry a session on; a refresh token that comes a second time ends it."""
        attempt = await attempts.begin(info.context, "refresh", input.refresh_token)
        pair = await sessions.carry_on(info.context, input.refresh_token)
        await attempts.succeeded(attempt)
        return SignedIn.of(pair)

    @strawberry.mutation
    async def change_password(self, info: Info, input: PasswordChange) -> Answer[SignedIn]:
        """Choose another password; every other session ends."""
        own = str(info.context.officer)
        attempt = await attempts.begin(info.context, "changePassword", own)
        pair = await accounts.change_password(info.context, input.old, input.new)
        await attempts.succeeded(attempt)
        return SignedIn.of(pair)

    @strawberry.mutation
    async def end_session(self, info: Info, input: SessionEnd) -> Answer[SignedOut]:
        """Log out: here, in one other place, or everywhere."""
        own = info.context.officer
        if input.all:
            return SignedOut(ended=await sessions.end(own))
        key = key_of(input.session, "Session") if input.session else info.context.actor.session
        ended = await sessions.end(own, key) if key else 0
        if not ended:
            raise RecordUnknown("没有这个登录。", field="session")
        return SignedOut(ended=ended)
