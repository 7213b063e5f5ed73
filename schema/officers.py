"""Who holds an office, and the tokens by which they are known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

import strawberry
from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.models import Model

from schema.base import reading
from schema.base.context import SHANGHAI
from schema.base.proviso import Proviso
from schema.base.record import MomentField, PathField, Stored
from schema.base.scope import ANYONE, Actor, AreaPath, Grant
from schema.base.secret import Secret, digest, fresh
from schema.rules.roles import Role

PREFIX = "zuwu_"
"""Begins every token, so that a leaked one is recognised."""


class OfficerRecord(Model):
    """Somebody who acts for an area: one person has one line, whatever the offices."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=100, unique=True)
    disabled_at = MomentField(null=True)

    class Meta:
        """By name."""

        table = "officer"


class GrantRecord(Stored):
    """An office held: a role below an area, from a day to a day, unless it is taken away before.

    The database lets none change without a higher version, and none be deleted.
    """

    SCOPED_BY = "path"

    # Offices are part of the record of who acted when, so an officer is never deleted.
    officer: Any = fields.ForeignKeyField(
        "zuwu.OfficerRecord", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    role: Any = fields.CharEnumField(Role, max_length=32)
    path: Any = PathField(db_index=True)
    held_from = fields.DateField()
    held_to = fields.DateField(null=True)
    ended_at = MomentField(null=True)

    class Meta:
        """Nobody holds the same office twice at a time."""

        table = "grant"


@strawberry.enum
class SessionSort(Enum):
    """How somebody came in."""

    PERSON = "person"
    """By name and password."""

    PROGRAM = "program"
    """By a token that was made for a program on the machine of the service."""


class SessionRecord(Model):
    """Somebody, or a program of theirs, is in, until a moment at the latest.

    A session that ends is deleted, and with it whatever could be done by it: there is no flag
    that a reader might overlook.
    """

    id = fields.UUIDField(primary_key=True)
    officer: Any = fields.ForeignKeyField(
        "zuwu.OfficerRecord", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    sort: Any = fields.CharEnumField(SessionSort, max_length=8)
    begun_at = MomentField()
    renewed_at = MomentField()
    expires_at = MomentField()
    ends_at = MomentField()

    class Meta:
        """By officer."""

        table = "session"


class TokenRecord(Model):
    """A token, by its SHA-256 only: whoever reads the table can use none of them."""

    id = fields.BigIntField(primary_key=True)
    # A token is of no use after its session.
    session: Any = fields.ForeignKeyField(
        "zuwu.SessionRecord", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    digest = fields.CharField(max_length=64, unique=True)
    expires_at = MomentField()

    class Meta:
        """Looked up by digest."""

        table = "token"


def held(today: date) -> Q:
    """The condition on grants that they are held today."""
    lasting = Q(Q(held_to__isnull=True), Q(held_to__gte=today), join_type=Q.OR)
    return Q(lasting, ended_at__isnull=True, held_from__lte=today)


async def enter(name: str) -> UUID:
    """The officer of this name, who is written down if nobody is called so."""
    officer = await OfficerRecord.get_or_none(name=name)
    officer = officer or await OfficerRecord.create(id=uuid4(), name=name)
    return UUID(str(officer.id))


async def locked(officer: UUID) -> bool:
    """Whether there is such an officer; whoever changes something for them takes turns from here.

    The empty update holds the row on both databases.
    """
    return bool(await OfficerRecord.filter(id=officer).update(name=F("name")))


async def appoint(name: str, role: Role, path: AreaPath, since: date) -> None:
    """Gives the officer of this name an office; one who has it keeps it."""
    officer = await enter(name)
    same = GrantRecord.filter(officer_id=officer, role=role, path=path)
    if not await same.filter(held_to__isnull=True, ended_at__isnull=True).exists():
        await GrantRecord.create(
            id=uuid4(),
            version=1,
            changed_at=datetime.combine(since, time(), SHANGHAI),
            officer_id=officer,
            role=role,
            path=path,
            held_from=since,
        )


async def issue(name: str, now: datetime, expires_at: datetime) -> Secret:
    """A new token for a program of the officer of this name; only its holder will ever know it."""
    officer = await OfficerRecord.get(name=name)
    session = await SessionRecord.create(
        id=uuid4(),
        officer_id=officer.id,
        sort=SessionSort.PROGRAM,
        begun_at=now,
        renewed_at=now,
        expires_at=expires_at,
        ends_at=expires_at,
    )
    return await access(session.id, expires_at, since=now)


async def access(session: UUID, expires_at: datetime, *, since: datetime) -> Secret:
    """A new token of a session, in which those that are no longer good are swept."""
    token = fresh(PREFIX)
    await TokenRecord.filter(session_id=session, expires_at__lte=since).delete()
    await TokenRecord.create(session_id=session, digest=digest(token), expires_at=expires_at)
    return token


VERSION = '(SELECT COALESCE(SUM(version), 0) FROM "grant" WHERE officer_id = officer.id)'
"""Of all grants of an officer: it grows whenever one is made or changed."""

CARRIED = f"""
SELECT session.id, officer.id, officer.name, {VERSION}, "grant".role, "grant".path
FROM token
JOIN session ON session.id = token.session_id
JOIN officer ON officer.id = session.officer_id AND officer.disabled_at IS NULL
LEFT JOIN "grant" ON "grant".officer_id = officer.id AND "grant".ended_at IS NULL
  AND ? BETWEEN "grant".held_from AND COALESCE("grant".held_to, '9999-12-31')
WHERE token.digest = ? AND token.expires_at > ?
ORDER BY "grant".id
"""
"""By hand, because every request of an officer begins with it: `held` says the same."""

UNCHANGED = f"""
EXISTS (SELECT 1 FROM token WHERE digest = ? AND expires_at > ?)
AND (SELECT {VERSION} FROM officer WHERE id = ? AND disabled_at IS NULL) = ?
"""
"""Whether a token is good still, and all grants of its officer are as they were.

Names of officers never change, and a token goes with its session.
"""


async def recognise(token: str, now: datetime, today: date) -> Actor:
    """Who carries this token, with the offices held today; everyone, if nobody does."""
    moment = now.astimezone(UTC)
    found = await reading.told(TokenRecord, CARRIED, today, digest(token), moment)
    if not found:
        return ANYONE
    session, officer, name, version, *_ = found[0]
    grants = tuple(Grant(Role(role), AreaPath(path)) for *_, role, path in found if role)
    return Actor(UUID(str(officer)), name, grants, UUID(str(session)), version)


def unchanged(actor: Actor, known_by: str, now: datetime) -> Proviso:
    """That `recognise` would answer this actor again on the same day; known_by: the digest of the
    token."""
    version = actor.grants_version
    return Proviso(UNCHANGED, (known_by, now.astimezone(UTC), str(actor.officer), version))


async def confirmed(proviso: Proviso) -> bool:
    """Whether it held; asked now, if nothing has been read under it."""
    if proviso.held is None:
        await reading.ask(TokenRecord, proviso)
    return bool(proviso.held)


async def known(name: str, today: date) -> Actor:
    """The officer of this name, with the offices held today; everyone, if nobody is called so."""
    officer = await OfficerRecord.get_or_none(name=name, disabled_at__isnull=True)
    if officer is None:
        return ANYONE
    offices = await GrantRecord.filter(held(today), officer_id=officer.id).values_list(
        "role", "path"
    )
    grants = tuple(Grant(role, AreaPath(path)) for role, path in offices)
    return Actor(officer.id, officer.name, grants)


async def names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """What officers are called, by their id."""
    return dict(await OfficerRecord.filter(id__in=list(keys)).values_list("id", "name"))
