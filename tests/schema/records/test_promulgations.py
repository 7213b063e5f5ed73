"""What changed between two texts, and what everyone reads of a regulation."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
import rulemaking as r
import village as v
from rulemaking import Story

COMPARISON = """query($old: ID!, $new: ID!) { comparison(old: $old, new: $new) { id rows { edges {
  node { change oldNumber newNumber wordings { edges { node { mark text } } } } } } } }"""


async def test_two_texts_are_compared_clause_by_clause(story: Story) -> None:
    old = await story.text()
    new = await story.text(chapters=r.changed("不乱倒垃圾，倒错的由组长上门提醒。"))
    found = (await story.clerk(COMPARISON, old=old["id"], new=new["id"]))["comparison"]
    rows = [each["node"] for each in found["rows"]["edges"]]
    assert [row["change"] for row in rows] == ["UNCHANGED"] * 4 + ["CHANGED"]
    words = [each["node"] for each in rows[-1]["wordings"]["edges"]]
    assert [(each["mark"], each["text"]) for each in words] == [
        ("KEPT", "不乱倒垃圾，倒错的由"),
        ("DELETED", "理事会"),
        ("INSERTED", "组长"),
        ("KEPT", "上门"),
        ("DELETED", "劝导"),
        ("INSERTED", "提醒"),
        ("KEPT", "。"),
    ]
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert (await story.clerk(node, id=found["id"]))["node"] == {"id": found["id"]}
    assert (await story.village.neighbour(node, id=found["id"]))["node"] is None


async def test_texts_of_two_regulations_are_not_compared(story: Story) -> None:
    one = await story.text()
    other = await r.regulation(story.clerk, story.body, title="第一组财务制度")
    two = await r.regulation_version(story.clerk, other)
    answer = await story.clerk.raw(COMPARISON, old=one["id"], new=two["id"])
    assert answer.errors[0].original_error.code == "records.input-impossible"


SHOWN = """{ publications(filter: {document: REGULATION_TEXT}) { edges { node { title
  ... on RegulationText { version inForceFrom trialUntil comparedWith filingNumber repealedOn
    decision { meeting yes attendance { reached } verdict { reached source } }
    chapters { totalCount } earlier { edges { node { version lastDay chapters { totalCount } } } }
    changes { edges { node { change newNumber } } } } } } } }"""


async def shown(story: Story) -> dict[str, Any]:
    """What everyone reads of the regulation."""
    found = (await story.village.anyone(SHOWN))["publications"]["edges"][0]["node"]
    return dict(found)


async def test_everyone_reads_the_text_its_decision_and_what_changed(story: Story) -> None:
    waiting = {"document": "REGULATION_TEXT", "record": story.regulation["id"]}
    await story.adopted()
    answer = await story.clerk.is_refused("submit", "Submission", **waiting)
    assert answer["code"] == "regulations.not-in-force"
    await story.enforced("2026-05-03")
    version = await story.enforced("2026-06-01", chapters=r.changed("垃圾分类投放。"))
    await v.published(story.village, "REGULATION_TEXT", story.regulation)
    found = await shown(story)
    assert (found["version"], found["comparedWith"]) == (3, "2026-05-03")
    assert found["decision"]["yes"] == 17
    assert found["decision"]["verdict"]["reached"]
    assert found["decision"]["verdict"]["source"].endswith("第三十二条第二款")
    (before,) = [each["node"] for each in found["earlier"]["edges"]]
    assert before == {"version": 2, "lastDay": "2026-05-31", "chapters": {"totalCount": 2}}
    changes = [each["node"]["change"] for each in found["changes"]["edges"]]
    assert changes == ["REMOVED", "ADDED"]
    given = {"repealedOn": "2026-07-01", "repealReason": "不再需要。"}
    await r.on_version(story.clerk, "repeal", "Repeal", version, **given)
    note = {"changeNote": "本规约废止。"}
    await v.published(story.village, "REGULATION_TEXT", story.regulation, **note)
    assert (await shown(story))["repealedOn"] == "2026-07-01"


async def test_a_text_is_not_shown_when_its_motion_no_longer_stands(story: Story) -> None:
    await story.enforced("2026-05-03")
    few = {"meeting": story.meeting["id"], "expectedVersion": story.meeting["version"]}
    counts = {"householdsPresent": 31, "householdsEntitled": 47}
    await story.clerk.does("recordAttendance", "AttendanceDraft", **few, **counts)
    answer = await story.clerk.is_refused(
        "submit", "Submission", document="REGULATION_TEXT", record=story.regulation["id"]
    )
    assert answer["code"] == "motions.decided-without-quorum"


def long(period: str) -> list[dict[str, Any]]:
    """Two hundred clauses."""
    body = f"开支凭票据报销，经手人、审核人、组长签字，每{period}公布一次，接受监督。"
    clauses = [{"number": f"第{n}条", "text": f"第{n}笔{body}"} for n in range(1, 201)]
    return [{"title": None, "clauses": clauses}]


async def test_two_hundred_clauses_take_no_more_statements_and_under_a_second(
    story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    await story.enforced("2026-05-03", chapters=long("季度"))
    await story.enforced("2026-06-01", chapters=long("月"))
    short = await r.regulation(story.clerk, story.body, title="第一组财务制度")
    await r.enforced(
        story.clerk,
        await r.adopted(
            story.clerk, await r.regulation_version(story.clerk, short), await story.motion()
        ),
    )
    counts = []
    for of in (short, story.regulation):
        with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
            caplog.clear()
            begun = time.perf_counter()
            await v.submitted(story.clerk, "REGULATION_TEXT", of)
            assert time.perf_counter() - begun < 1
            counts.append(len(caplog.records))
    assert counts[0] == counts[1] > 0


async def test_stages_of_a_list_take_one_statement_more(
    story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(4):
        await story.text()
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        caplog.clear()
        await story.clerk("{ regulationVersions { edges { node { stage unanswered } } } }")
        assert len(caplog.records) == 2
