"""Open notices hang as long as the law asks."""

from __future__ import annotations

import village as v
from village import Village


async def test_a_notice_that_hangs_too_short_is_refused_with_the_article(village: Village) -> None:
    by = await v.body(village.clerk)
    answer = await village.clerk.is_refused(
        "draftNotice",
        "NoticeDraft",
        body=by["id"],
        title="停水",
        text="停水。",
        contact="组务室",
        postedFrom="2026-05-03",
        postedUntil="2026-05-17",
    )
    assert answer["code"] == "notices.posting-too-short"
    assert answer["threshold"] == "不少于 15 日"
    assert answer["source"].endswith("第三十五条第四款")


async def test_notices_are_found_by_body_title_and_day(village: Village) -> None:
    by = await v.body(village.clerk)
    await v.notice(village.clerk, by)
    asked = "query($filter: NoticeFilter) { notices(filter: $filter) { totalCount } }"
    for conditions, total in (
        ({"body": by["id"], "title": "停水"}, 1),
        ({"postedAfter": "2026-06-02"}, 1),
        ({"postedAfter": "2026-06-03"}, 0),
        ({"postedBefore": "2026-05-02"}, 0),
    ):
        found = await village.clerk(asked, filter=conditions)
        assert found["notices"]["totalCount"] == total, conditions


async def test_the_day_after_the_last_day_it_is_gone(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    edition = await v.published(village, "OPEN_NOTICE", notice)
    asked = "query($id: ID!) { node(id: $id) { ... on Edition { postedUntil } } }"
    found = (await village.clerk(asked, id=edition["id"]))["node"]
    assert found["postedUntil"] == "2026-06-02T16:00:00+00:00"
