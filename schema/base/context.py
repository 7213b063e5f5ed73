"""What every resolver is told: who asks, what time it is, and under which law."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import strawberry

from schema.base.changes import Changes
from schema.base.refusal import NotPermitted
from schema.base.scope import Actor, AreaPath, Scope
from schema.rules import roles
from schema.rules.profile import Profile, profile_on
from schema.rules.roles import Audience, Permission
from schema.rules.webhooks import Outgoing

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal days are days of Asia/Shanghai, which has had no summer time since 1991."""


async def unchanged(context: Context) -> None:
    """A request is answered as of the moment it came."""


@dataclass(slots=True)
class Context:
    """One request: the actor, the moment it came, the profiles in force, the loaders.

    address: the network it came from, as far as it is known; attempts to get in are counted by it.
    Time and fresh ids enter here and are passed on; rules and records never ask for them.
    changes: where one hears what is written. renew: what a subscription does before each event,
    for it outlives its moment and perhaps its actor's token. outgoing: with what others are called;
    only the service calls anybody.
    """

    actor: Actor
    now: datetime
    profiles: Sequence[Profile]
    fresh_id: Callable[[], UUID] = uuid4
    loaders: dict[Any, Any] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    renew: Callable[[Context], Awaitable[None]] = unchanged
    address: str = ""
    outgoing: Outgoing | None = None

    @property
    def today(self) -> date:
        """The legal day."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def profile(self) -> Profile:
        """The profile in force today."""
        return profile_on(self.profiles, self.today)

    def profile_on(self, day: date) -> Profile:
        """The profile in force on `day`, such as the day a meeting was held."""
        return profile_on(self.profiles, day)

    @property
    def officer(self) -> UUID:
        """The officer who asks; refused to everyone who has not signed in."""
        if self.actor.officer is None:
            raise NotPermitted("此事须先登录。")
        return self.actor.officer

    def may(self, permission: Permission) -> Scope:
        """Where the actor has `permission`; refused where that is nowhere."""
        scope = self.actor.scope(permission)
        if not scope.paths:
            raise NotPermitted(f"您的职务不能{roles.deed(permission)}。")
        return scope

    def may_at(self, permission: Permission, path: AreaPath | None) -> Scope:
        """Like `may`, and refused when `path`, if one is named, lies outside."""
        scope = self.may(permission)
        return scope if path is None else scope.holding(path)

    def reads(self, audience: Audience) -> Scope:
        """Where the actor reads what is for `audience`; refused where that is nowhere."""
        scope = self.actor.reads(audience)
        if not scope.paths:
            raise NotPermitted("您的职务不能查看这类内容。")
        return scope

    def reads_at(self, audience: Audience, path: AreaPath | None) -> Scope:
        """Like `reads`, and refused when `path`, if one is named, lies outside."""
        scope = self.reads(audience)
        return scope if path is None else scope.holding(path)


Info = strawberry.Info[Context, None]
"""Strawberry's info, with our context in it."""


class Narrowed(strawberry.Info[Context, None]):
    """The info of a field of whose records only some plain fields are asked.

    names: which, by the type of the record; None where it may be any.
    """

    names: Callable[[type], frozenset[str] | None]


def names_asked(info: Info, kind: type) -> frozenset[str] | None:
    """The plain fields that are asked of the records of a type; None where it may be any."""
    return info.names(kind) if isinstance(info, Narrowed) else None


def widened(info: Info) -> Info:
    """The info of a field for records behind those that are asked for: of them it may be any."""
    return strawberry.Info(_raw_info=info._raw_info, _field=info._field)
