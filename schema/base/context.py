"""What every resolver is told: who asks, what time it is, and under which law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import strawberry

from schema.base.refusal import NotPermitted, OutsideScope
from schema.base.scope import Actor, AreaPath, Scope
from schema.rules.profile import Profile, profile_on
from schema.rules.roles import Permission
from schema.rules.webhooks import Outgoing

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal days are days of Asia/Shanghai, which has had no summer time since 1991."""


@dataclass(slots=True)
class Context:
    """One request: the actor, the moment it came, the profiles in force, the loaders.

    Time and fresh ids enter here and are passed on; rules and records never ask for them.
    outgoing: with what others are called; only the service calls anybody.
    """

    actor: Actor
    now: datetime
    profiles: Sequence[Profile]
    fresh_id: Callable[[], UUID] = uuid4
    loaders: dict[Any, Any] = field(default_factory=dict)
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

    def may(self, permission: Permission) -> Scope:
        """Where the actor has `permission`; refused where that is nowhere."""
        scope = self.actor.scope(permission)
        if not scope.paths:
            raise NotPermitted(f"此事需要“{permission.value}”权限。")
        return scope

    def may_at(self, permission: Permission, path: AreaPath) -> Scope:
        """Like `may`, and refused when `path` lies outside."""
        scope = self.may(permission)
        if not scope.covers(path):
            raise OutsideScope(f"区域 {path} 不在范围内。", field="area")
        return scope


Info = strawberry.Info[Context, None]
"""Strawberry's info, with our context in it."""
