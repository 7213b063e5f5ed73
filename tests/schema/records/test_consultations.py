"""A draft is out for comment long enough, and every comment is answered for."""

from __future__ import annotations

import rulemaking as r
import village as v
from rulemaking import Story

from schema.records.comments import CommentRecord


async def test_a_draft_is_out_for_comment_as_long_as_the_profile_asks(story: Story) -> None:
    version = await story.text()
    given = {
        "regulationVersion": version["id"],
        "opensOn": "2026-05-03",
        "closesOn": "2026-05-17",
        "contact": "组务室",
    }
    answer = await story.clerk.is_refused("draftConsultation", "ConsultationDraft", **given)
    assert (answer["code"], answer["threshold"]) == ("consultations.too-short", "不少于 15 日")
    assert answer["source"].startswith("法律没有")
    await r.consultation(story.clerk, version, closesOn="2026-05-18")
    answer = await story.clerk.is_refused(
        "draftConsultation", "ConsultationDraft", **given | {"closesOn": "2026-06-18"}
    )
    assert answer["code"] == "records.already-recorded"
    fixed = given | {"regulationVersion": (await story.adopted())["id"], "closesOn": "2026-06-18"}
    answer = await story.clerk.is_refused("draftConsultation", "ConsultationDraft", **fixed)
    assert answer["code"] == "regulations.text-fixed"


async def test_a_comment_names_a_clause_that_exists_and_is_turned_down_with_the_reason(
    story: Story,
) -> None:
    consultation = await r.consultation(story.clerk, await story.text())
    given = {
        "consultation": consultation["id"],
        "receivedOn": "2026-05-10",
        "channel": "电话",
        "text": "希望增加路灯的内容。",
    }
    for wrong, code in (
        ({"clause": "第九条"}, "records.input-impossible"),
        ({"receivedOn": "2026-05-02"}, "records.input-impossible"),
        ({"treatment": "NOT_ACCEPTED"}, "regulations.reason-missing"),
    ):
        answer = await story.clerk.is_refused("draftComment", "CommentDraft", **given | wrong)
        assert answer["code"] == code
    told = {"treatment": "NOT_ACCEPTED", "reason": "路灯由村里统一管护。", "clause": "第三条"}
    await story.clerk.draft("Comment", **given | told)
    asked = "query($filter: CommentFilter) { comments(filter: $filter) { totalCount } }"
    for conditions, total in (
        ({"consultation": consultation["id"], "treatment": "NOT_ACCEPTED"}, 1),
        ({"clause": "第三条"}, 1),
        ({"treatment": "PENDING"}, 0),
    ):
        found = await story.clerk(asked, filter=conditions)
        assert found["comments"]["totalCount"] == total


async def test_everyone_reads_the_draft_and_later_how_comments_were_treated(story: Story) -> None:
    consultation = await r.consultation(story.clerk, await story.text())
    first = await v.published(story.village, "CONSULTATION_NOTICE", consultation)
    await r.comment(story.clerk, consultation, treatment="ACCEPTED", clause="第三条")
    note = {"changeNote": "补充意见和处理情况。"}
    await v.published(story.village, "CONSULTATION_NOTICE", consultation, **note)
    asked = """{ publications { edges { node { number title lastDay ... on ConsultationNotice {
      closesOn chapters { totalCount } comments { edges { node { text treatment clause } } }
      } } } } }"""
    (found,) = (await story.village.anyone(asked))["publications"]["edges"]
    told = found["node"]
    assert (told["number"], told["lastDay"]) == (2, "2026-06-02")
    assert [each["node"] for each in told["comments"]["edges"]] == [
        {"text": "劝导以前先打个招呼。", "treatment": "ACCEPTED", "clause": "第三条"}
    ]
    posted = "query($id: ID!) { node(id: $id) { ... on Edition { postedUntil } } }"
    until = (await story.clerk(posted, id=first["id"]))["node"]["postedUntil"]
    assert until == "2026-06-02T16:00:00+00:00"


def test_who_commented_has_no_column() -> None:
    assert set(CommentRecord._meta.fields_map) <= {
        *("id", "area", "area_id", "version", "changed_at", "consultation", "consultation_id"),
        *("received_on", "channel", "clause", "text", "treatment", "reason"),
    }
