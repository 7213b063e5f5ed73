"""Who asks, what office they hold, and the area below which they hold it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NewType
from uuid import UUID

from tortoise.expressions import Q

from schema.base.refusal import OutsideScope
from schema.rules.roles import Audience, Permission, Role, may, reads

AreaPath = NewType("AreaPath", str)
"""Where an area stands: the codes of county/town/village/group, such as 439901/101/201/005.

The codes are those of the statistical division (six, three and three digits), the group's own
number follows. A path never changes: a merger makes new areas that point back to the old.
"""

PATH = re.compile(r"\d{6}(/\d{3}){0,3}")


def area_path(text: object) -> AreaPath:
    """`text` as a path; a `ValueError` says what a path looks like."""
    if not isinstance(text, str) or not PATH.fullmatch(text):
        raise ValueError("an area path looks like 439901/101/201/005")
    return AreaPath(text)


def parent(path: AreaPath) -> AreaPath | None:
    """The path one level up; the county has none."""
    head, slash, _ = path.rpartition("/")
    return AreaPath(head) if slash else None


def line(path: AreaPath) -> tuple[AreaPath, ...]:
    """`path` and the areas above it, from the county downwards."""
    above = parent(path)
    return (*(line(above) if above else ()), path)


@dataclass(frozen=True, slots=True)
class Scope:
    """The areas, each with all that lies below it, in which something is allowed."""

    paths: tuple[AreaPath, ...]

    def covers(self, path: AreaPath) -> bool:
        """Whether `path` is one of the areas or lies below one."""
        return any(path == own or path.startswith(f"{own}/") for own in self.paths)

    def holding(self, path: AreaPath) -> Scope:
        """Itself, refused when `path` lies outside."""
        if not self.covers(path):
            raise OutsideScope(f"区域 {path} 不在范围内。", field="area")
        return self

    def where(self, column: str) -> Q:
        """The condition on a path column: a range per area, so that its index serves.

        "0" is the character after "/", hence the range ends before the first path that is not
        below. An empty scope holds no row.
        """
        if not self.paths:
            nowhere: Any = []
            return Q(**{f"{column}__in": nowhere})
        ranges = (Q(**{f"{column}__gte": path, f"{column}__lt": f"{path}0"}) for path in self.paths)
        return Q(*ranges, join_type=Q.OR)

    def upwards(self, column: str) -> Q:
        """The condition on a path that it is in scope or above: what is there may be used below."""
        above: Any = [step for path in self.paths for step in line(path)]
        return Q(self.where(column), Q(**{f"{column}__in": above}), join_type=Q.OR)


@dataclass(frozen=True, slots=True)
class Grant:
    """One office: a role, and the area below which it is held."""

    role: Role
    path: AreaPath


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. An officer holds grants; everyone else holds none.

    session: by which the officer is in; none where the officer is known by the machine.
    grants_version: that of all grants of the officer together, when they were read.
    """

    officer: UUID | None
    name: str
    grants: tuple[Grant, ...]
    session: UUID | None = None
    grants_version: int = 0

    def scope(self, permission: Permission) -> Scope:
        """Where this actor has `permission`."""
        return Scope(tuple(g.path for g in self.grants if may(g.role, permission)))

    def reads(self, audience: Audience) -> Scope:
        """Where this actor reads what is for `audience`: for every read, this alone decides."""
        return Scope(tuple(g.path for g in self.grants if reads(g.role, audience)))

    def role_at(self, path: AreaPath, permission: Permission) -> Role | None:
        """The office under which this actor may do it there; what the journal writes down."""
        for grant in self.grants:
            if may(grant.role, permission) and Scope((grant.path,)).covers(path):
                return grant.role
        return None


ANYONE = Actor(officer=None, name="", grants=())
"""Everyone: who carries no token and holds no office."""
