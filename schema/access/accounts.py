"""Accounts: how an officer comes to a password, and gets in by it.

An account begins with a code that is good once, and ends at once with everything that it opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from schema.access import sessions
from schema.access.hashing import HASHING
from schema.access.sessions import Pair
from schema.base.act import transaction
from schema.base.context import Context
from schema.base.record import MomentField
from schema.base.refusal import Refusal
from schema.base.secret import Secret, digest, fresh
from schema.officers import OfficerRecord, SessionRecord, SessionSort
from schema.rules import passwords

PREFIX = "zuwu_code_"
"""Begins every activation code, so that a leaked one is recognised."""

CODE = timedelta(days=7)
"""How long an activation code can be used."""


class AccountRecord(Model):
    """An account that its holder has activated: without this row there is no way in by password."""

    id = fields.BigIntField(primary_key=True)
    # An officer is never deleted; the account is, when it is disabled.
    officer: Any = fields.OneToOneField(
        "zuwu.OfficerRecord", related_name=False, on_delete=fields.RESTRICT
    )
    password = fields.CharField(max_length=200, description="argon2id, with its parameters")
    set_at = MomentField()

    class Meta:
        """One per officer."""

        table = "account"


class ActivationRecord(Model):
    """An activation code that nobody has used, by its SHA-256: using it deletes it."""

    id = fields.BigIntField(primary_key=True)
    # An officer has one code at a time.
    officer: Any = fields.OneToOneField(
        "zuwu.OfficerRecord", related_name=False, on_delete=fields.RESTRICT
    )
    digest = fields.CharField(max_length=64, unique=True)
    expires_at = MomentField()

    class Meta:
        """Looked up by digest."""

        table = "activation"


class SignInRefused(Refusal):
    """Name and password do not open an account; which of them is wrong is not told."""

    code = "accounts.sign-in-refused"
    message = "姓名或密码不对，或者账号没有启用。"


class CodeUnusable(Refusal):
    """The activation code is unknown, used or expired."""

    code = "accounts.code-unusable"
    message = "激活码不对、已经用过或者已经过期。请向管理员要一个新的激活码。"


class PasswordWeak(Refusal):
    """The password is one of those that are guessed first."""

    code = "accounts.password-weak"
    message = "密码太容易被猜到。请换一个更长、更不常见的密码。"


async def invite(officer: UUID, now: datetime) -> Secret:
    """A new activation code, in the running transaction; an earlier one is of no use any more."""
    code = fresh(PREFIX)
    await ActivationRecord.filter(officer_id=officer).delete()
    await ActivationRecord.create(officer_id=officer, digest=digest(code), expires_at=now + CODE)
    return code


async def activate(context: Context, code: Secret, password: Secret) -> Pair:
    """Sets the password of whoever the code is for; earlier sessions end, and one begins."""
    good = ActivationRecord.filter(digest=digest(code), expires_at__gt=context.now)
    found = await good.values("officer_id", name="officer__name")
    if not found:
        raise CodeUnusable("没有可用的这个激活码。", field="code")
    examine(password, found[0]["name"])
    kept = await HASHING.hash(password)
    officer = found[0]["officer_id"]
    async with transaction():
        open_ = OfficerRecord.filter(id=officer, disabled_at__isnull=True)
        # The deletion decides between two who use the code at once.
        if not await open_.update(disabled_at=None) or not await good.delete():
            raise CodeUnusable("没有可用的这个激活码。", field="code")
        await AccountRecord.filter(officer_id=officer).delete()
        await AccountRecord.create(officer_id=officer, password=kept, set_at=context.now)
        return await _anew(context, officer)


async def enter(context: Context, name: str, password: Secret) -> Pair:
    """A new session of whoever has this name and password.

    Whether there is such an account is told neither by the answer nor by the work it takes.
    """
    named = AccountRecord.filter(officer__name=name, officer__disabled_at__isnull=True)
    found = await named.values("officer_id", "password")
    kept = found[0]["password"] if found else None
    if not await HASHING.fits(kept, password) or kept is None:
        raise _refused()
    officer = found[0]["officer_id"]
    renewed = await HASHING.hash(password) if HASHING.outdated(kept) else kept
    async with transaction():
        # The account may have been disabled, or the password changed, while it was compared.
        same = AccountRecord.filter(officer_id=officer, password=kept)
        if not await same.update(password=renewed):
            raise _refused()
        return await sessions.begin(context, officer)


async def change_password(context: Context, old: Secret, new: Secret) -> Pair:
    """Sets another password; earlier sessions end, and one begins."""
    officer = context.actor.officer
    found = await AccountRecord.filter(officer_id=officer).values("password")
    kept = found[0]["password"] if found else None
    if not await HASHING.fits(kept, old) or kept is None or officer is None:
        raise _refused()
    examine(new, context.actor.name)
    renewed = await HASHING.hash(new)
    async with transaction():
        same = AccountRecord.filter(officer_id=officer, password=kept)
        if not await same.update(password=renewed, set_at=context.now):
            raise _refused()
        return await _anew(context, officer)


async def _anew(context: Context, officer: UUID) -> Pair:
    """The only session of a person with a new password; programs of theirs have no password."""
    await SessionRecord.filter(officer_id=officer, sort=SessionSort.PERSON).delete()
    return await sessions.begin(context, officer)


async def disable(officer: UUID, now: datetime) -> None:
    """Ends password, code, sessions and tokens of an officer, in the running transaction."""
    await OfficerRecord.filter(id=officer, disabled_at__isnull=True).update(disabled_at=now)
    await AccountRecord.filter(officer_id=officer).delete()
    await ActivationRecord.filter(officer_id=officer).delete()
    await SessionRecord.filter(officer_id=officer).delete()


async def enable(officer: UUID) -> None:
    """Lets an officer have an account again; the way in is a new activation code."""
    await OfficerRecord.filter(id=officer).update(disabled_at=None)


def examine(password: Secret, name: str) -> None:
    """Refuses a password that is too easily guessed; the answer says why, and not what."""
    found = passwords.weakness(password, name)
    if found is not None:
        threshold = f"{passwords.SHORTEST} 至 {passwords.LONGEST} 个字符"
        raise PasswordWeak(f"{found.value}。", threshold=threshold, field="password")


def _refused() -> SignInRefused:
    return SignInRefused("姓名和密码不相符。")
