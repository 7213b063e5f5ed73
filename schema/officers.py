"""Who holds an office, and the tokens by which they are known."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from schema.base.record import MomentField, PathField
from schema.base.scope import ANYONE, Actor, AreaPath, Grant
from schema.rules.roles import Role

PREFIX = "zuwu_"
"""Begins every token, so that a leaked one is recognised."""


class OfficerRecord(Model):
    """Somebody who acts for an area: one person has one line, whatever the offices."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=100, unique=True)

    class Meta:
        """By name."""

        table = "officer"


class GrantRecord(Model):
    """An office held: a role below an area, from a day to a day."""

    id = fields.BigIntField(primary_key=True)
    # Offices are part of the record of who acted when, so an officer is never deleted.
    officer: Any = fields.ForeignKeyField(
        "zuwu.OfficerRecord", related_name=False, on_delete=fields.RESTRICT
    )
    role: Any = fields.CharEnumField(Role, max_length=32)
    path: Any = PathField()
    held_from = fields.DateField()
    held_to = fields.DateField(null=True)

    class Meta:
        """Each office once."""

        table = "grant"
        unique_together = (("officer_id", "role", "path", "held_from"),)


class TokenRecord(Model):
    """A token, by its SHA-256 only: whoever reads the table can use none of them."""

    id = fields.BigIntField(primary_key=True)
    officer: Any = fields.ForeignKeyField(
        "zuwu.OfficerRecord", related_name=False, on_delete=fields.RESTRICT
    )
    digest = fields.CharField(max_length=64, unique=True)
    expires_at = MomentField()

    class Meta:
        """Looked up by digest."""

        table = "token"


async def appoint(name: str, role: Role, path: AreaPath, since: date) -> None:
    """Gives the officer of this name an office; one who has it keeps it."""
    officer = await OfficerRecord.get_or_none(name=name)
    officer = officer or await OfficerRecord.create(id=uuid4(), name=name)
    held = GrantRecord.filter(officer_id=officer.id, role=role, path=path, held_to__isnull=True)
    if not await held.exists():
        await GrantRecord.create(officer_id=officer.id, role=role, path=path, held_from=since)


async def issue(name: str, expires_at: datetime) -> str:
    """A new token of the officer of this name; only its holder will ever know it."""
    officer = await OfficerRecord.get(name=name)
    token = PREFIX + secrets.token_urlsafe(32)
    await TokenRecord.create(officer_id=officer.id, digest=_digest(token), expires_at=expires_at)
    return token


async def recognise(token: str, now: datetime, today: date) -> Actor:
    """Who carries this token, with the offices held today; everyone, if nobody does."""
    carried = TokenRecord.filter(digest=_digest(token), expires_at__gt=now)
    found = await carried.values("officer_id", name="officer__name")
    if not found:
        return ANYONE
    return await _holding(found[0]["officer_id"], found[0]["name"], today)


async def known(name: str, today: date) -> Actor:
    """The officer of this name, with the offices held today; everyone, if nobody is called so."""
    officer = await OfficerRecord.get_or_none(name=name)
    return ANYONE if officer is None else await _holding(officer.id, officer.name, today)


async def names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """What officers are called, by their id."""
    return dict(await OfficerRecord.filter(id__in=list(keys)).values_list("id", "name"))


async def _holding(officer: UUID, name: str, today: date) -> Actor:
    running = Q(Q(held_to__isnull=True), Q(held_to__gte=today), join_type=Q.OR)
    held = GrantRecord.filter(running, officer_id=officer, held_from__lte=today)
    grants = [Grant(role, AreaPath(path)) for role, path in await held.values_list("role", "path")]
    return Actor(officer=officer, name=name, grants=tuple(grants))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
