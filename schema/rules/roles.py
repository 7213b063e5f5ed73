"""Who may do and read what, by the office held.

The submitter of a document never approves it, so no role that only writes approves, and a
supervisor, who approves, does not write.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum
from types import MappingProxyType


class Role(Enum):
    """An office in which somebody acts for an area."""

    ADMINISTRATOR = "administrator"
    """Answers for the town's books: everything (镇管理员)."""

    GUIDE = "guide"
    """Sent by the town to help a group: reads and writes (驻组指导员)."""

    VILLAGE_OFFICER = "village-officer"
    """Of the village committee: everything but founding areas and the journal (村干部)."""

    CLERK = "clerk"
    """Keeps a group's books: reads, writes, hands in (组委会文书)."""

    SUPERVISOR = "supervisor"
    """Of the group's board: reads and approves (监事)."""

    AUDITOR = "auditor"
    """Reads, also the journal (审计员)."""

    GRID_WORKER = "grid-worker"
    """Looks after some households: reads what members may (网格员)."""

    HOUSEHOLD_REPRESENTATIVE = "household-representative"
    """Speaks for a household: reads what members may, lodges objections (户代表)."""


class Permission(Enum):
    """A thing that may be done below the area in which the office is held.

    JOURNAL: read who did what. OBJECT: lodge an objection in one's own name, and read what became
    of one's own. ACCOUNTS: say who holds office, and whose account is open.
    """

    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    REDACT = "redact"
    JOURNAL = "journal"
    AREAS = "areas"
    PEOPLE = "people"
    OBJECT = "object"
    ACCOUNTS = "accounts"
    WEBHOOKS = "webhooks"


class Audience(IntEnum):
    """For whose eyes a value is, the widest first: who reads one reads all before it.

    PUBLIC: everyone, by way of a publication. MEMBERS: the households of the group, and who
    serves them without keeping its books. OFFICERS: who keeps, advises or checks the books.
    RESTRICTED: who has to write it down, because it tells something of one person's life.
    """

    PUBLIC = 0
    MEMBERS = 1
    OFFICERS = 2
    RESTRICTED = 3


REACH: Mapping[Role, Audience] = MappingProxyType(
    {
        # They keep the rolls, correct them, and answer for taking down what went too far.
        Role.ADMINISTRATOR: Audience.RESTRICTED,
        Role.VILLAGE_OFFICER: Audience.RESTRICTED,
        Role.CLERK: Audience.RESTRICTED,
        # To advise a group one needs its books, not the years of birth of its people.
        Role.GUIDE: Audience.OFFICERS,
        # They check acts, counts and documents; whose age or kinship it was is not theirs to check.
        Role.SUPERVISOR: Audience.OFFICERS,
        Role.AUDITOR: Audience.OFFICERS,
        # They belong to the group, or visit it: what its own members may consult.
        Role.GRID_WORKER: Audience.MEMBERS,
        Role.HOUSEHOLD_REPRESENTATIVE: Audience.MEMBERS,
    }
)
"""How far each office reads below its area: as far as its task needs (PIPL art. 6), no further."""


PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Permission),
        Role.GUIDE: frozenset({Permission.DRAFT}),
        Role.VILLAGE_OFFICER: frozenset(Permission)
        - {Permission.JOURNAL, Permission.AREAS, Permission.WEBHOOKS},
        Role.CLERK: frozenset(
            {
                Permission.DRAFT,
                Permission.SUBMIT,
                Permission.WITHDRAW,
                Permission.PEOPLE,
            }
        ),
        Role.SUPERVISOR: frozenset({Permission.APPROVE, Permission.WITHDRAW}),
        Role.AUDITOR: frozenset({Permission.JOURNAL}),
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

_DEEDS: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.DRAFT: "登记",
        Permission.SUBMIT: "提交",
        Permission.APPROVE: "审核",
        Permission.WITHDRAW: "撤回",
        Permission.REDACT: "撤除个人信息",
        Permission.JOURNAL: "查看操作记录",
        Permission.AREAS: "设立区域",
        Permission.PEOPLE: "登记户和人员",
        Permission.OBJECT: "提出异议",
        Permission.ACCOUNTS: "管理职务和账号",
        Permission.WEBHOOKS: "管理消息推送",
    }
)


def may(role: Role, permission: Permission) -> bool:
    """Whether the office carries the permission."""
    return permission in PERMISSIONS[role]


def appoints(own: Role, given: Role) -> bool:
    """Whether who holds the one office may give somebody the other, and take it away.

    Nobody gives an office that carries more than the own one, nor one that carries as much: who
    has entered by one account could make others like it. Above administrators there is nobody,
    so they alone appoint their equals. Where it may be given is a matter of scope.
    """
    if not may(own, Permission.ACCOUNTS):
        return False
    return own is Role.ADMINISTRATOR or PERMISSIONS[given] < PERMISSIONS[own]


def reads(role: Role, audience: Audience) -> bool:
    """Whether the office reads what is for this audience."""
    return audience <= REACH[role]


def label(role: Role) -> str:
    """The office as it is called in the village."""
    return _LABELS[role]


def deed(permission: Permission) -> str:
    """What the permission lets somebody do, as it is said in the village."""
    return _DEEDS[permission]
