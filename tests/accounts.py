"""Builders: somebody who was appointed opens an account, signs in, and asks with the token."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import village as v
from village import Ask, Village

from schema import officers
from schema.base.context import SHANGHAI
from schema.base.scope import ANYONE

NAME = "松甲"
PASSWORD = "松塘村口的老樟树有三百年"
OTHER = "清溪镇上的石拱桥还是老样子"

SIGNED_IN = "... on SignedIn { sessionId accessToken refreshToken expiresAt }"
INPUTS = {
    "activate": "Activation",
    "changePassword": "PasswordChange",
    "logIn": "Credentials",
    "refresh": "Renewal",
}


async def sign(ask: Ask, act: str, **given: Any) -> dict[str, Any]:
    """The answer to an act by which somebody signs in."""
    asked = (
        f"mutation($input: {INPUTS[act]}!) {{ {act}(input: $input) {{ {SIGNED_IN} {v.REFUSED} }} }}"
    )
    answer: dict[str, Any] = (await ask(asked, input=given))[act]
    return answer


async def log_in(ask: Ask, name: str = NAME, password: str = PASSWORD) -> dict[str, Any]:
    """The answer to somebody who signs in."""
    return await sign(ask, "logIn", name=name, password=password)


async def about(ask: Ask, act: str, officer: str) -> dict[str, Any]:
    """The answer to an act about somebody's account."""
    made = act == "issueActivationCode"
    told = "ActivationCode { secret expiresAt }" if made else "Officer { disabledAt }"
    asked = f"mutation($input: Holder!) {{ {act}(input: $input)"
    asked += f" {{ {v.REFUSED} ... on {told} }} }}"
    answer: dict[str, Any] = (await ask(asked, input={"officer": officer}))[act]
    return answer


async def code(ask: Ask, officer: str) -> str:
    """An activation code for an officer."""
    return str((await about(ask, "issueActivationCode", officer))["secret"])


async def carrying(token: str, now: datetime = v.NOW) -> Ask:
    """Whoever carries the token; everyone, if nobody does."""
    actor = await officers.recognise(token, now, now.astimezone(SHANGHAI).date())
    return Ask(actor, now)


async def known(token: str, now: datetime = v.NOW) -> bool:
    """Whether the token opens anything."""
    return (await carrying(token, now)).actor is not ANYONE


@dataclass(frozen=True)
class Holder:
    """Somebody with an office and an account."""

    village: Village
    grant: dict[str, Any]
    pair: dict[str, Any]

    @property
    def officer(self) -> str:
        """The id of the officer."""
        return str(self.grant["officer"]["id"])

    async def ask(self, now: datetime = v.NOW) -> Ask:
        """The holder, known by the token."""
        return await carrying(self.pair["accessToken"], now)


async def holder(village: Village, **other: Any) -> Holder:
    """A clerk of the group who has just opened the account."""
    grant = await v.appointed(village.administrator, **other)
    one = await code(village.administrator, grant["officer"]["id"])
    pair = await sign(village.anyone, "activate", code=one, password=PASSWORD)
    assert "accessToken" in pair, sorted(pair)
    return Holder(village, grant, pair)


def at(ask: Ask, address: str) -> Ask:
    """The same, from a network address."""
    return replace(ask, address=address)
