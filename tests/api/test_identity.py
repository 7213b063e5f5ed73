"""Who asked before is answered at once, and never by what they may no longer do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import village as v
from statements import counted
from tortoise.expressions import F

from api import identity
from api.identity import Acquaintances
from schema.base.journal import JournalRecord
from schema.base.scope import ANYONE
from schema.officers import GrantRecord, OfficerRecord, SessionRecord, TokenRecord
from schema.records.bodies import BodyRecord
from schema.records.notices import NoticeRecord
from schema.records.persons import PersonRecord
from tests.api.service import Service

PATHS = "{ areas(first: 50) { edges { node { path } } } }"
NOBODY = '{ notices(filter: {title: "无此标题"}) { edges { node { title } } } }'
CONSTANT = "{ __typename }"

DRAFT = """
mutation($input: NoticeDraft!) {
  draftNotice(input: $input) { __typename ... on Notice { version } ... on Refused { code } }
}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases: each asks in its own way whether a token is still good."""
    return str(request.param)


def within(service: Service, work: Callable[[], Awaitable[Any]]) -> Any:
    """Does something in the database behind the service, as another process would."""
    assert service.client.portal is not None
    return service.client.portal.call(work)


@pytest.fixture
def draft(service: Service) -> dict[str, Any]:
    """A notice of the group's committee."""
    made: dict[str, Any] = within(service, lambda: v.body(v.officer(v.Role.CLERK, v.GROUP)))
    return {
        "body": made["id"],
        "title": "停水通知",
        "text": "五月五日检修水管，停水一天。",
        "contact": "组务室",
        "postedFrom": "2026-05-03",
        "postedUntil": "2026-06-02",
    }


def met(service: Service, asked: str, **more: Any) -> None:
    """Asks so often that a plan stands ready and the officer is known."""
    for _ in range(2):
        response = service.ask(asked, known=True, **more)
        assert response.status_code == 200, response.text
        assert "errors" not in response.json(), response.text


async def disabled() -> None:
    await OfficerRecord.all().update(disabled_at=v.NOW)


async def signed_out() -> None:
    await TokenRecord.all().delete()
    await SessionRecord.all().delete()


async def expired() -> None:
    await TokenRecord.all().update(expires_at=v.NOW)


async def regranted(**values: Any) -> None:
    await GrantRecord.all().update(version=F("version") + 1, **values)


ENDS = pytest.mark.parametrize("end", [disabled, signed_out, expired])


def test_who_asks_is_found_out_with_what_is_read(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    met(service, PATHS)
    with counted(caplog) as statements:
        answer = service.ask(PATHS, known=True).json()["data"]
    assert len(answer["areas"]["edges"]) == 4
    assert len(statements) == 1, statements
    with counted(caplog) as statements:
        assert service.ask(PATHS, known=True).json()["data"] == answer
    assert len(statements) == 1, statements


@ENDS
@pytest.mark.parametrize("asked", [PATHS, NOBODY, CONSTANT])
def test_a_token_that_is_good_no_longer_is_found_out_at_once(
    service: Service, asked: str, end: Callable[[], Awaitable[None]]
) -> None:
    met(service, asked)
    within(service, end)
    assert service.ask(asked, known=True).status_code == 401


def test_an_office_that_is_taken_away_is_missing_at_once(service: Service) -> None:
    met(service, PATHS)

    async def narrowed() -> None:
        await regranted(path=v.GROUP)

    within(service, narrowed)
    for _ in range(2):
        edges = service.ask(PATHS, known=True).json()["data"]["areas"]["edges"]
        assert [each["node"]["path"] for each in edges] == [v.GROUP]

    async def ended() -> None:
        await regranted(ended_at=v.NOW)

    within(service, ended)
    [error] = service.ask(PATHS, known=True).json()["errors"]
    assert error["extensions"]["code"] == "scope.not-permitted"


def test_another_role_counts_at_once(service: Service, draft: dict[str, Any]) -> None:
    met(service, DRAFT, variables={"input": draft})

    async def auditor() -> None:
        await regranted(role=v.Role.AUDITOR)

    within(service, auditor)
    answer = service.ask(DRAFT, known=True, variables={"input": draft}).json()
    assert answer["data"]["draftNotice"]["code"] == "scope.not-permitted"


def test_an_act_asks_who_acts_with_what_it_looks_up(
    service: Service, draft: dict[str, Any], caplog: pytest.LogCaptureFixture, dialect: str
) -> None:
    met(service, DRAFT, variables={"input": draft})
    with counted(caplog) as statements:
        service.ask(DRAFT, known=True, variables={"input": draft})
    written = {"postgresql": 2, "sqlite": 4}[dialect]
    assert len(statements) == written, statements
    assert within(service, lambda: NoticeRecord.all().count()) == 3


@ENDS
def test_an_act_of_somebody_who_may_no_longer_leaves_nothing(
    service: Service, draft: dict[str, Any], end: Callable[[], Awaitable[None]]
) -> None:
    met(service, DRAFT, variables={"input": draft})
    lines = within(service, lambda: JournalRecord.all().count())
    within(service, end)
    assert service.ask(DRAFT, known=True, variables={"input": draft}).status_code == 401
    assert within(service, lambda: NoticeRecord.all().count()) == 2
    assert within(service, lambda: JournalRecord.all().count()) == lines


def test_what_is_refused_is_refused_by_who_acts_now(
    service: Service, draft: dict[str, Any]
) -> None:
    """An act that asks nothing before it refuses has not found out who acts, so it is told anew."""
    met(service, DRAFT, variables={"input": draft})

    async def nowhere() -> None:
        await BodyRecord.all().update(area_id=v.SIBLING)
        await regranted(path=v.GROUP)

    within(service, nowhere)
    answer = service.ask(DRAFT, known=True, variables={"input": draft}).json()
    assert answer["data"]["draftNotice"]["code"] == "records.unknown"


def test_an_act_that_reads_nothing_is_done_once_all_the_same(service: Service) -> None:
    """It cannot be found out beside anything who acts, so that is asked before it is committed."""
    person = {"area": v.GROUP, "name": "松甲", "birthYear": 1980, "memberFrom": "2000-01-01"}
    asked = """mutation($input: PersonDraft!) {
      draftPerson(input: $input) { __typename ... on Person { version } }
    }"""
    for number in range(1, 4):
        answer = service.ask(asked, known=True, variables={"input": person}).json()
        assert answer["data"] == {"draftPerson": {"__typename": "Person", "version": 1}}
        assert within(service, lambda: PersonRecord.all().count()) == number


def test_somebody_is_supposed_to_be_who_they_were_for_a_day() -> None:
    """Offices end and begin with days, of which the database is not asked again."""
    acquaintances = Acquaintances()
    acquaintances.met("Bearer a", ANYONE, v.NOW)
    assert acquaintances.supposed("Bearer a", v.NOW) is not None
    assert acquaintances.supposed("Bearer a", v.NOW + timedelta(days=1)) is None


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "KEPT", 2)
    acquaintances = Acquaintances()
    for name in "abc":
        acquaintances.met(f"Bearer {name}", ANYONE, v.NOW)
    known = [acquaintances.supposed(f"Bearer {name}", v.NOW) for name in "abc"]
    assert [each is None for each in known] == [True, False, False]
