"""A plan answers exactly what the stock executor answers, or nothing at all."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import village as v
from graphql import is_required_argument, parse
from specimens import specimens
from village import Ask, Village

from api import planning
from api.acts import Act
from api.plans import Plan, Unplanned
from schema.base.context import Context
from schema.base.journal import JournalRecord
from schema.base.profile import profiles
from schema.base.refusal import Refusal
from tests.schema.test_privacy import roots, selection

WRITTEN = """
query Written($first: Int = 2, $title: Text, $id: ID!) {
  some: notices(first: $first, filter: {title: $title}) { ...Page }
  all: notices(last: 1) { edges { node { ... on Record { path version } ...Said } } }
  none: notices(filter: {title: "无此标题"}) { totalCount edges { node { title } } }
  node(id: $id) { __typename id ... on Notice { title body { name area { name level } } } }
  publications { edges { node { title ... on OpenNotice { text contact } } } }
  gone: node(id: "Tm90aWNlOng=") { id }
}
fragment Page on NoticeConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  edges { cursor node { id ...Said } }
  edges { node { contact body { area { above { name } } } } }
}
fragment Said on Notice { title text body { name } }
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases: what they give back is told in different ways."""
    return str(request.param)


async def planned(ask: Ask, query: str, **variables: Any) -> Any:
    """The data as a plan answers it, written and read again."""
    plan = planning.compiled(v.schema(), parse(query), None)
    assert isinstance(plan, Plan), query
    context = Context(actor=ask.actor, now=ask.now, profiles=profiles())
    return orjson.loads(orjson.dumps(await plan.answer(context, variables)))


async def test_everything_that_can_be_asked_is_answered_alike(village: Village) -> None:
    records = await specimens(village)
    await v.published(village, "OPEN_NOTICE", records["Notice"])
    answered = 0
    for ask in (village.anyone, village.clerk, village.auditor):
        for name, field in roots():
            if any(map(is_required_argument, field.args.values())):
                continue
            asked = f"{{ {name} {selection(field.type, 3)} }}"
            stock = await ask.raw(asked)
            if stock.errors:
                with pytest.raises((Unplanned, Refusal)):
                    await planned(ask, asked)
                continue
            assert await planned(ask, asked) == stock.data, name
            answered += 1
    assert answered > 50


async def test_what_a_front_end_writes_is_answered_alike(village: Village) -> None:
    records = await specimens(village)
    await v.published(village, "OPEN_NOTICE", records["Notice"])
    notice = records["Notice"]
    for place in range(3):
        await v.notice(village.clerk, records["Body"], title=f"通知{place}")
    for given in ({}, {"first": 1}, {"title": "通知"}, {"title": "%_"}):
        stock = await village.clerk(WRITTEN, id=notice["id"], **given)
        planned_data = await planned(village.clerk, WRITTEN, id=notice["id"], **given)
        assert planned_data == stock
        assert list(planned_data["some"]) == list(stock["some"])


async def test_a_plan_loads_a_nested_list_in_as_many_statements_as_it_has_levels(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    import logging

    by = await v.body(village.clerk)
    for _ in range(5):
        await v.meeting(village.clerk, by)
    asked = "{ meetings { edges { node { area { name } convener { name area { name } } } } } }"
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        caplog.clear()
        await planned(village.clerk, asked)
    said = [each.getMessage() for each in caplog.records if each.name == "tortoise.db_client"]
    assert len(said) == 3, said
    assert "summary" not in said[0]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("mutation { __typename }", id="a mutation"),
        pytest.param("{ __schema { description } }", id="an introspection"),
        pytest.param("{ notices @skip(if: false) { totalCount } }", id="a directive"),
    ],
)
def test_what_only_the_stock_executor_answers_has_no_plan(asked: str) -> None:
    assert planning.compiled(v.schema(), parse(asked), None) is None


async def test_variables_that_do_not_fit_are_left_to_the_stock_executor(village: Village) -> None:
    with pytest.raises(Unplanned):
        await planned(village.clerk, WRITTEN, id=None)


DRAFTED = """
mutation Drafted($input: NoticeDraft!) {
  made: draftNotice(input: $input) {
    __typename
    ... on Notice { id title version postedFrom }
    ... on Refused { code field message }
  }
}
"""


async def test_a_refusal_that_is_not_asked_about_is_answered_with_nothing(
    village: Village,
) -> None:
    asked = DRAFTED.replace("    __typename\n", "").replace(
        "    ... on Refused { code field message }\n", ""
    )
    draft = {
        "body": (await v.body(village.clerk))["id"],
        "title": "停水通知",
        "text": "周六停水。",
        "contact": "组务室",
        "postedFrom": "2026-05-02",
        "postedUntil": "2026-05-01",
    }
    assert await carried_out(village.clerk, asked, **draft) == {}
    assert (await village.clerk(asked, input=draft))["made"] == {}


async def carried_out(ask: Ask, act: str, **given: Any) -> Any:
    """The data as the plan of an act answers it."""
    plan = planning.compiled(v.schema(), parse(act), None)
    assert isinstance(plan, Act)
    context = Context(actor=ask.actor, now=ask.now, profiles=profiles())
    result = await plan.result(context, {"input": given})
    assert not result.errors
    return orjson.loads(orjson.dumps(result.data))["made"]


async def test_an_act_is_carried_out_once_and_answered_alike(village: Village) -> None:
    body = await v.body(village.clerk)
    draft = {
        "body": body["id"],
        "title": "停水通知",
        "text": "周六停水。",
        "contact": "组务室",
        "postedFrom": "2026-05-01",
        "postedUntil": "2026-09-30",
    }
    made = await carried_out(village.clerk, DRAFTED, **draft)
    stock = (await village.clerk(DRAFTED, input=draft))["made"]
    assert made["id"] != stock["id"]
    assert made | {"id": None} == stock | {"id": None}
    [lines] = [await JournalRecord.filter(record_id=v.key(made)).values("act", "version")]
    assert lines == [{"act": "draftNotice", "version": 1}]
    refused = {**draft, "postedUntil": "2026-05-01"}
    stock = (await village.clerk(DRAFTED, input=refused))["made"]
    assert await carried_out(village.clerk, DRAFTED, **refused) == stock
    assert stock["__typename"] == "Refused"


async def test_an_act_that_is_asked_wrongly_is_left_alone(village: Village) -> None:
    with pytest.raises(Unplanned):
        await carried_out(village.clerk, DRAFTED, title="无组织")


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(DRAFTED.replace("version", "body { name }"), id="a link"),
        pytest.param(DRAFTED.replace("version", "area { name }"), id="an area"),
        pytest.param(DRAFTED.replace("}\n}", "}\n  more: __typename\n}"), id="two fields"),
    ],
)
def test_an_act_whose_answer_may_fail_has_no_plan(asked: str) -> None:
    assert planning.compiled(v.schema(), parse(asked), None) is None
