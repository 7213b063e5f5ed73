"""How many SQL statements an answer takes; it must not grow with the number of records."""

from __future__ import annotations

import pytest
import village as v
from statements import counted
from village import Village

DEEP = """
{ motions(first: 50) { edges { node { title area { name }
  meeting { title convener { name area { name } } verdict { reached } } verdict { reached } } } } }
"""


@pytest.mark.parametrize("many", [1, 6])
async def test_a_list_nested_three_deep_takes_four_statements(
    village: Village, caplog: pytest.LogCaptureFixture, many: int
) -> None:
    by = await v.body(village.clerk)
    for place in range(many):
        meeting = await v.attended(village.clerk, await v.meeting(village.clerk, by))
        await v.motion(village.clerk, meeting, number=str(place))
    with counted(caplog) as statements:
        found = await village.clerk(DEEP)
    assert len(found["motions"]["edges"]) == many
    assert len(statements) == 4, statements


async def test_a_total_is_counted_only_when_asked(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    await v.body(village.clerk)
    with counted(caplog) as without:
        await village.clerk("{ bodies { edges { node { name } } } }")
    with counted(caplog) as asked:
        await village.clerk("{ bodies { totalCount edges { node { name } } } }")
    assert (len(without), len(asked)) == (1, 2)


async def test_everyone_reads_a_page_of_publications_in_one_statement(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    by = await v.body(village.clerk)
    for _ in range(3):
        await v.published(village, "OPEN_NOTICE", await v.notice(village.clerk, by))
    with counted(caplog) as statements:
        asked = "{ publications { edges { node { title area { fullName } number"
        asked += " ... on OpenNotice { text body } } } } }"
        await village.anyone(asked)
    assert len(statements) == 1, statements
    with counted(caplog) as statements:
        asked = "{ publications { edges { node { history { edges { node { number } } } } } } }"
        await village.anyone(asked)
    assert len(statements) == 2, statements


async def test_the_electorate_is_counted_in_two_statements(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    for place in range(4):
        household = await v.household(village.clerk, f"H{place}")
        who = await v.person(village.clerk)
        given = {"person": who["id"], "household": household["id"], "validFrom": "2020-01-01"}
        await village.clerk.does("settle", "Settlement", **given)
    with counted(caplog) as statements:
        found = await village.clerk(f'{{ electorate(area: "{v.GROUP}") {{ adults households }} }}')
    assert found["electorate"] == {"adults": 4, "households": 4}
    assert len(statements) == 2, statements


async def test_writing_a_notice_takes_seven_statements_at_most(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    by = await v.body(village.clerk)
    with counted(caplog) as statements:
        await v.notice(village.clerk, by)
    assert len(statements) <= 7, statements


async def test_what_speaks_of_twenty_publications_is_read_in_one_statement_more(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    by = await v.body(village.clerk)
    for _ in range(3):
        notice = await v.notice(village.clerk, by)
        await v.published(village, "OPEN_NOTICE", notice)
        objection = await v.objection(village.clerk, v.public("OpenNotice", notice))
        await v.published(village, "OBJECTION_STATUS", objection)
    asked = "{ publications(filter: {document: OPEN_NOTICE}) { edges { node {"
    asked += " responses { edges { node { inResponseTo { title } } } } } } } }"
    with counted(caplog) as statements:
        await village.anyone(asked)
    assert len(statements) == 3, statements
