"""Who may do what, by the office held."""

import pytest

from schema.rules import roles
from schema.rules.roles import Permission, Role


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.ADMINISTRATOR, set(Permission)),
        (Role.GUIDE, {Permission.READ, Permission.DRAFT}),
        (
            Role.VILLAGE_OFFICER,
            set(Permission) - {Permission.JOURNAL, Permission.AREAS, Permission.WEBHOOKS},
        ),
        (
            Role.CLERK,
            set(Permission)
            - {Permission.APPROVE, Permission.REDACT, Permission.JOURNAL, Permission.AREAS}
            - {Permission.OBJECT, Permission.WEBHOOKS},
        ),
        (Role.SUPERVISOR, {Permission.READ, Permission.APPROVE, Permission.WITHDRAW}),
        (Role.AUDITOR, {Permission.READ, Permission.JOURNAL}),
        (Role.GRID_WORKER, set()),
        (Role.HOUSEHOLD_REPRESENTATIVE, {Permission.OBJECT}),
    ],
    ids=lambda value: roles.label(value) if isinstance(value, Role) else "",
)
def test_an_office_carries_exactly_its_permissions(
    role: Role, permissions: set[Permission]
) -> None:
    assert {permission for permission in Permission if roles.may(role, permission)} == permissions


def test_every_office_is_named_and_settled() -> None:
    assert set(roles.PERMISSIONS) == set(Role)
    assert len({roles.label(role) for role in Role}) == len(Role)


def test_a_clerk_never_approves_and_a_supervisor_never_writes() -> None:
    assert not roles.may(Role.CLERK, Permission.APPROVE)
    assert not roles.may(Role.SUPERVISOR, Permission.DRAFT)
