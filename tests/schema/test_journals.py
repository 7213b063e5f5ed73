"""The journal is read by who checks, in the areas where they check, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import village as v
from statements import counted
from village import Ask, Village

from schema.officers import OfficerRecord
from schema.rules import roles
from schema.rules.roles import Permission, Role

LINES = """
query($filter: JournalFilter, $order: JournalOrder, $first: Int, $after: String,
      $last: Int, $before: String) {
  journal(filter: $filter, order: $order, first: $first, after: $after,
          last: $last, before: $before) {
    totalCount
    edges { cursor node { id act kind at office path before after officer record { id } } }
    pageInfo { endCursor hasNextPage }
  }
}
"""


async def lines(ask: Ask, **window: Any) -> list[dict[str, Any]]:
    """The lines that somebody reads."""
    return [edge["node"] for edge in (await ask(LINES, **window))["journal"]["edges"]]


async def test_a_line_says_who_did_what_under_which_office(village: Village) -> None:
    clerk = village.clerk.actor
    await OfficerRecord.create(id=clerk.officer, name="三组文书甲")
    body = await v.body(village.clerk)
    [line] = await lines(village.auditor)
    assert line["officer"] == "三组文书甲"
    assert (line["act"], line["kind"]) == ("draftBody", "Body")
    assert (line["office"], line["path"]) == ("CLERK", v.GROUP)
    assert (line["before"], len(line["after"])) == (None, 64)
    assert line["record"] == {"id": body["id"]}
    asked = "query($id: ID!) { node(id: $id) { ... on JournalLine { act } } }"
    assert (await village.auditor(asked, id=line["id"]))["node"] == {"act": "draftBody"}
    assert (await village.clerk(asked, id=line["id"]))["node"] is None


async def test_an_officer_whom_nobody_knows_has_no_name(village: Village) -> None:
    await v.body(village.clerk)
    assert [line["officer"] for line in await lines(village.auditor)] == [None]


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
async def test_only_who_checks_reads_it(village: Village, role: Role) -> None:
    await v.body(village.clerk)
    for path, told in ((v.GROUP, 1), (v.VILLAGE, 1), (v.SIBLING, 0)):
        answer = await v.officer(role, path).raw(LINES)
        if roles.may(role, Permission.JOURNAL):
            assert answer.data["journal"]["totalCount"] == told
        else:
            assert answer.errors[0].original_error.code == "scope.not-permitted"


async def test_a_record_that_the_reader_may_not_see_is_not_shown(village: Village) -> None:
    """An auditor learns that a kinship was declared, and not between whom."""
    one, other = await v.person(village.clerk), await v.person(village.clerk, name="松乙")
    given = {"person": one["id"], "relative": other["id"], "relation": "SIBLING"}
    await village.clerk.does("declareKinship", "KinshipDraft", **given)
    asked = {"filter": {"kind": "Kinship"}}
    assert [line["record"] for line in await lines(village.auditor, **asked)] == [None]
    [line] = await lines(village.administrator, **asked)
    assert line["record"] is not None


async def test_it_is_asked_by_area_officer_kind_record_act_and_time(village: Village) -> None:
    await OfficerRecord.create(id=village.clerk.actor.officer, name="三组文书甲")
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    await v.body(v.officer(Role.CLERK, v.SIBLING))
    later = village.clerk.later(hours=1)
    await v.submitted(later, "OPEN_NOTICE", notice)
    at = later.now.isoformat()
    for asked, acts in (
        ({"area": v.GROUP}, ["draftBody", "draftNotice", "submit"]),
        ({"area": v.SIBLING}, ["draftBody"]),
        ({"officer": "三组文书甲"}, ["draftBody", "draftNotice", "submit"]),
        ({"officer": "没有这个人"}, []),
        ({"kind": "Notice"}, ["draftNotice"]),
        ({"record": notice["id"]}, ["draftNotice"]),
        ({"act": "draftBody"}, ["draftBody", "draftBody"]),
        ({"doneFrom": at}, ["submit"]),
        ({"doneBefore": at}, ["draftBody", "draftNotice", "draftBody"]),
    ):
        found = await lines(village.auditor, filter=asked, order="OLDEST")
        assert [line["act"] for line in found] == acts, asked


@pytest.mark.parametrize("order", ["OLDEST", "NEWEST"])
@pytest.mark.parametrize("size", [1, 2, 5])
async def test_pages_hold_every_line_once_also_of_one_moment(
    village: Village, order: str, size: int
) -> None:
    for place in range(3):
        await v.household(village.clerk, f"H{place}")
    for place in range(2):
        await v.household(village.clerk.later(hours=1), f"L{place}")
    whole = [line["id"] for line in await lines(village.auditor, order=order)]
    read: list[str] = []
    after, more = None, True
    while more:
        answer = await village.auditor(LINES, order=order, first=size, after=after)
        read += [edge["node"]["id"] for edge in answer["journal"]["edges"]]
        info = answer["journal"]["pageInfo"]
        after, more = info["endCursor"], info["hasNextPage"]
    assert read == whole
    last = await lines(village.auditor, order=order, last=2)
    assert [line["id"] for line in last] == whole[-2:]


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("WyIyMDI2LTA1LTAzIiwgIngiXQ==", id="the key is no number"),
        pytest.param("WyIyMDI2LTA1LTAzIiwgIjk5OTk5OTk5OTk5OTk5OTk5OTk5Il0=", id="too great a key"),
        pytest.param("WyIyMDI2LTA1LTAzIiwgbnVsbF0=", id="no key"),
        pytest.param("WyJ4IiwgIjEiXQ==", id="no moment"),
    ],
)
async def test_a_foreign_cursor_is_refused(village: Village, cursor: str) -> None:
    answer = await village.auditor.raw(LINES, after=cursor)
    assert answer.errors[0].original_error.code == "records.input-impossible"


async def test_a_page_is_one_statement_and_one_more_for_the_names(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    await OfficerRecord.create(id=village.clerk.actor.officer, name="三组文书甲")
    for place in range(4):
        await v.household(village.clerk.later(minutes=place), f"H{place}")
    for chosen, many in (("act", 1), ("act officer", 2), ("act officer record { id }", 3)):
        with counted(caplog) as statements:
            await village.auditor(f"{{ journal {{ edges {{ node {{ {chosen} }} }} }} }}")
        assert len(statements) == many, statements


async def test_an_id_that_is_no_line_names_nothing(village: Village) -> None:
    asked = "query($id: ID!) { node(id: $id) { id } }"
    for key in (str(uuid4()), "1", "9" * 30, "-1", "一"):
        given = str(v.relay.GlobalID("JournalLine", key))
        assert (await village.auditor(asked, id=given))["node"] is None


async def test_the_moment_is_that_of_the_act(village: Village) -> None:
    await v.body(village.clerk.later(hours=2))
    [line] = await lines(village.auditor)
    assert line["at"] == (v.NOW + timedelta(hours=2)).isoformat()
