"""Who may do what, by the office held."""

import pytest

from schema.rules import roles
from schema.rules.roles import Permission, Role


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.ADMINISTRATOR, set(Permission)),
        (Role.GUIDE, {Permission.DRAFT}),
        (
            Role.VILLAGE_OFFICER,
            set(Permission) - {Permission.JOURNAL, Permission.AREAS, Permission.WEBHOOKS},
        ),
        (
            Role.CLERK,
            set(Permission)
            - {Permission.APPROVE, Permission.REDACT, Permission.JOURNAL, Permission.AREAS}
            - {Permission.OBJECT, Permission.ACCOUNTS, Permission.WEBHOOKS},
        ),
        (Role.SUPERVISOR, {Permission.APPROVE, Permission.WITHDRAW}),
        (Role.AUDITOR, {Permission.JOURNAL}),
        (Role.GRID_WORKER, set()),
        (Role.HOUSEHOLD_REPRESENTATIVE, {Permission.OBJECT}),
    ],
    ids=lambda value: roles.label(value) if isinstance(value, Role) else "",
)
def test_an_office_carries_exactly_its_permissions(
    role: Role, permissions: set[Permission]
) -> None:
    assert {permission for permission in Permission if roles.may(role, permission)} == permissions


@pytest.mark.parametrize("given", Role)
def test_an_administrator_gives_every_office(given: Role) -> None:
    assert roles.appoints(Role.ADMINISTRATOR, given)


@pytest.mark.parametrize("given", Role)
def test_a_village_officer_gives_what_carries_less_than_the_own_office(given: Role) -> None:
    mightier = {Role.ADMINISTRATOR, Role.AUDITOR, Role.VILLAGE_OFFICER}
    assert roles.appoints(Role.VILLAGE_OFFICER, given) is (given not in mightier)


@pytest.mark.parametrize(
    "own", [each for each in Role if each not in {Role.ADMINISTRATOR, Role.VILLAGE_OFFICER}]
)
def test_nobody_else_gives_any_office(own: Role) -> None:
    assert not any(roles.appoints(own, given) for given in Role)


def test_nobody_gives_an_office_that_carries_what_the_own_one_does_not() -> None:
    for own in Role:
        for given in Role:
            if roles.appoints(own, given):
                assert roles.PERMISSIONS[given] <= roles.PERMISSIONS[own]


def test_every_office_is_named_and_settled() -> None:
    assert set(roles.PERMISSIONS) == set(Role)
    assert len({roles.label(role) for role in Role}) == len(Role)


def test_a_clerk_never_approves_and_a_supervisor_never_writes() -> None:
    assert not roles.may(Role.CLERK, Permission.APPROVE)
    assert not roles.may(Role.SUPERVISOR, Permission.DRAFT)


def test_every_office_and_every_permission_has_words() -> None:
    assert all(map(roles.label, Role))
    assert all(map(roles.deed, Permission))
