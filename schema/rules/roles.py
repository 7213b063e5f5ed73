"""Who may do what, by the office held.

The submitter of a document never approves it, so no role that only writes approves, and a
supervisor, who approves, does not write.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Role(Enum):
    """An office in which somebody acts for an area."""

    ADMINISTRATOR = "administrator"
    GUIDE = "guide"
    VILLAGE_OFFICER = "village-officer"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    GRID_WORKER = "grid-worker"
    HOUSEHOLD_REPRESENTATIVE = "household-representative"


class Permission(Enum):
    """A thing that may be done below the area in which the office is held.

    OBJECT: lodge an objection in one's own name, and read what became of one's own.
    """

    READ = "read"
    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    REDACT = "redact"
    JOURNAL = "journal"
    AREAS = "areas"
    PEOPLE = "people"
    OBJECT = "object"
    WEBHOOKS = "webhooks"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Permission),
        Role.GUIDE: frozenset({Permission.READ, Permission.DRAFT}),
        Role.VILLAGE_OFFICER: frozenset(Permission)
        - {Permission.JOURNAL, Permission.AREAS, Permission.WEBHOOKS},
        Role.CLERK: frozenset(
            {
                Permission.READ,
                Permission.DRAFT,
                Permission.SUBMIT,
                Permission.WITHDRAW,
                Permission.PEOPLE,
            }
        ),
        Role.SUPERVISOR: frozenset({Permission.READ, Permission.APPROVE, Permission.WITHDRAW}),
        Role.AUDITOR: frozenset({Permission.READ, Permission.JOURNAL}),
        Role.GRID_WORKER: frozenset(),
        Role.HOUSEHOLD_REPRESENTATIVE: frozenset({Permission.OBJECT}),
    }
)
"""What each office carries; what is not written here is not allowed."""

_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMINISTRATOR: "镇管理员",
        Role.GUIDE: "驻组指导员",
        Role.VILLAGE_OFFICER: "村干部",
        Role.CLERK: "组委会文书",
        Role.SUPERVISOR: "监事",
        Role.AUDITOR: "审计员",
        Role.GRID_WORKER: "网格员",
        Role.HOUSEHOLD_REPRESENTATIVE: "户代表",
    }
)


def may(role: Role, permission: Permission) -> bool:
    """Whether the office carries the permission."""
    return permission in PERMISSIONS[role]


def label(role: Role) -> str:
    """The office as it is called in the village."""
    return _LABELS[role]
