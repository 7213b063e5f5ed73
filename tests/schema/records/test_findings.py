"""Clauses that may be unlawful are warned of; what officers answer is kept."""

from __future__ import annotations

import rulemaking as r
from rulemaking import Story

FINDINGS = """query($id: ID!) { node(id: $id) { ... on RegulationVersion { version unanswered
  findings { edges { node { id clause words offence source wording answer reason } } }
  answers { edges { node { clause words answer reason answeredOn } } } } } }"""


async def test_an_unlawful_clause_is_warned_of_and_the_answer_is_kept(story: Story) -> None:
    version = await story.text(chapters=r.UNLAWFUL)
    found = (await story.clerk(FINDINGS, id=version["id"]))["node"]
    (finding,) = [each["node"] for each in found["findings"]["edges"]]
    assert (finding["clause"], finding["words"]) == ("第一条", "罚款")
    assert "第三十一条第二款" in finding["source"]
    assert (found["unanswered"], finding["answer"]) == (1, None)
    given = {
        "regulationVersion": version["id"],
        "expectedVersion": 1,
        "clause": "第一条",
        "words": "罚款",
        "offence": "FINE",
        "answer": "KEPT",
    }
    refused = await story.clerk.is_refused("answerFinding", "FindingAnswerDraft", **given)
    assert refused["code"] == "regulations.reason-missing"
    other = given | {"clause": "第二条", "reason": "理由"}
    refused = await story.clerk.is_refused("answerFinding", "FindingAnswerDraft", **other)
    assert refused["code"] == "regulations.finding-unknown"
    given["reason"] = "镇司法所正在研究。"
    await story.clerk.does("answerFinding", "FindingAnswerDraft", **given)
    given |= {"expectedVersion": 2, "answer": "MENDED", "reason": "下一稿改为劝导。"}
    await story.clerk.does("answerFinding", "FindingAnswerDraft", **given)
    found = (await story.clerk(FINDINGS, id=version["id"]))["node"]
    (finding,) = [each["node"] for each in found["findings"]["edges"]]
    assert (found["unanswered"], finding["answer"]) == (0, "MENDED")
    answers = [each["node"]["answer"] for each in found["answers"]["edges"]]
    assert answers == ["KEPT", "MENDED"]
    named = await story.clerk("query($id: ID!) { node(id: $id) { id } }", id=finding["id"])
    assert named["node"]["id"] == finding["id"]


async def test_a_mended_text_has_no_finding_and_keeps_the_answers(story: Story) -> None:
    version = await story.text(chapters=r.UNLAWFUL)
    given = {"clause": "第一条", "words": "罚款", "offence": "FINE", "answer": "MENDED"}
    named = {"regulationVersion": version["id"], "expectedVersion": 1}
    await story.clerk.does("answerFinding", "FindingAnswerDraft", **named, **given)
    await story.text(id=version["id"], expectedVersion=2)
    found = (await story.clerk(FINDINGS, id=version["id"]))["node"]
    assert found["findings"]["edges"] == []
    assert len(found["answers"]["edges"]) == 1


async def test_a_text_with_an_open_finding_can_be_adopted(story: Story) -> None:
    version = await story.adopted(chapters=r.UNLAWFUL)
    assert (await story.clerk(FINDINGS, id=version["id"]))["node"]["unanswered"] == 1
