"""Attempts to get in are counted, so that nobody tries passwords by the thousand.

Counted are three subjects at once: the account at one address, the address, and the account from
anywhere. Only the first two make anybody wait. The third makes the first less patient, and so a
stranger who hammers at a name never keeps its holder out, who tries from elsewhere: the first
attempt from every address is free. An attempt that has to wait is not counted, nor does it make
the wait longer; one that succeeds is taken back.

Subjects are digests under a key of the installation, and are swept when they no longer count.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.models import Model

from schema.base.act import transaction
from schema.base.context import Context
from schema.base.record import MomentField
from schema.base.refusal import Refusal
from schema.rules.patience import ADDRESS, BESIEGED, FORGOTTEN, HERE, SIEGE


class AttemptRecord(Model):
    """How often a subject was tried of late, and from when on it may be again."""

    id = fields.BigIntField(primary_key=True)
    subject = fields.CharField(max_length=64, unique=True)
    attempts = fields.IntField()
    last_at = MomentField(db_index=True)
    free_at = MomentField()

    class Meta:
        """By subject."""

        table = "attempt"


class PepperRecord(Model):
    """The key under which subjects are digested, made once for an installation."""

    id = fields.IntField(primary_key=True)
    key = fields.CharField(max_length=100)

    class Meta:
        """One row."""

        table = "pepper"


class MustWait(Refusal):
    """There have been too many attempts; after a wait the next one is looked at."""

    code = "accounts.must-wait"
    message = "尝试次数太多。请稍等后再试。"

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, ceil(wait.total_seconds()))
        super().__init__(f"还需等待 {self.seconds} 秒。", threshold=f"{self.seconds} 秒后")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, by the digests under which it is counted."""

    account: str
    address: str
    here: str

    @property
    def subjects(self) -> Sequence[str]:
        """In the order in which they are locked, which is the same for everybody."""
        return (self.account, self.address, self.here)


async def begin(context: Context, act: str, name: str) -> Attempt:
    """Counts an attempt before it is looked at; refused while it has to wait.

    act: what is tried, counted apart from other acts; name: the name that was typed, or the code
    or token, each of which stands for its account.
    """
    attempt = await _attempt(act, name, context.address)
    async with transaction():
        await _forget(context.now)
        anywhere = await _counted(attempt.account, context.now)
        from_there = await _counted(attempt.address, context.now)
        here = await _counted(attempt.here, context.now)
        patient = BESIEGED if anywhere > SIEGE else HERE
        await _rest(attempt.address, context.now + ADDRESS.wait(from_there))
        await _rest(attempt.here, context.now + patient.wait(here))
    return attempt


async def succeeded(attempt: Attempt) -> None:
    """Takes an attempt back that was none: whoever made it knew the secret."""
    async with transaction():
        for subject in (attempt.account, attempt.address):
            tried = AttemptRecord.filter(subject=subject, attempts__gt=0)
            await tried.update(attempts=F("attempts") - 1)
        await AttemptRecord.filter(subject=attempt.here).delete()


async def _attempt(act: str, name: str, address: str) -> Attempt:
    pepper: Any = await PepperRecord.get(id=1)
    key = bytes.fromhex(pepper.key)

    def subject(*parts: str) -> str:
        told = "\0".join((act, *parts)).encode()
        return hmac.new(key, told, hashlib.sha256).hexdigest()

    return Attempt(
        account=subject("account", name),
        address=subject("address", address),
        here=subject("here", name, address),
    )


async def _forget(now: datetime) -> None:
    """Lets go of what no longer counts, and of what a clock that was ahead has written.

    Else whoever tried while it was ahead would wait until that moment comes.
    """
    ahead = now + max(HERE.longest, ADDRESS.longest)
    beyond = Q(Q(last_at__lt=now - FORGOTTEN), Q(last_at__gt=ahead), join_type=Q.OR)
    await AttemptRecord.filter(beyond).delete()


async def _counted(subject: str, now: datetime) -> int:
    """How often the subject was tried, this time included; its row is locked from here on."""
    await AttemptRecord.bulk_create(
        [AttemptRecord(subject=subject, attempts=0, last_at=now, free_at=now)],
        ignore_conflicts=True,
    )
    free = AttemptRecord.filter(subject=subject, free_at__lte=now)
    counted = await free.update(attempts=F("attempts") + 1, last_at=now)
    [row] = await AttemptRecord.filter(subject=subject).values("attempts", "free_at")
    if not counted:
        raise MustWait(row["free_at"] - now)
    attempts: int = row["attempts"]
    return attempts


async def _rest(subject: str, free_at: datetime) -> None:
    await AttemptRecord.filter(subject=subject).update(free_at=free_at)
