"""The journal: a line for every record that an act changes, each beginning where the last ended."""

from __future__ import annotations

from typing import Any

import village as v
from specimens import specimens
from village import Village

from schema.base import journal
from schema.base.edition import EditionRecord, State
from schema.base.journal import JournalRecord
from schema.base.record import Record


async def lines(record: Any) -> list[Any]:
    """The lines about one record, the earliest first."""
    return await JournalRecord.filter(record_id=record).order_by("id").values()


async def test_every_record_stands_as_its_last_line_says(village: Village) -> None:
    """What is digested is what the database gives back, to the last digit, on both of them."""
    await specimens(village)
    kept = [*Record.__subclasses__(), v.AreaRecord]
    seen = 0
    for kind in kept:
        for row in await kind.all().values():
            known = await lines(row["id"])
            if known:
                assert known[-1]["after"] == journal.digest(row), kind
                seen += 1
    assert seen > 10


async def test_each_line_begins_where_the_last_one_ended(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    first = await v.published(village, "OPEN_NOTICE", notice)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="更正时间。")
    told = await lines(v.key(first))
    assert [each["act"] for each in told] == ["submit", "approve", "approve"]
    assert told[0]["before"] is None
    assert [each["before"] for each in told[1:]] == [each["after"] for each in told[:-1]]
    assert (await EditionRecord.get(id=v.key(first))).state is State.SUPERSEDED


async def test_a_redaction_is_journalled_for_every_edition_it_reaches(village: Village) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    first = await v.published(village, "OPEN_NOTICE", notice)
    second = await v.published(village, "OPEN_NOTICE", notice, changeNote="更正时间。")
    ruling = {"edition": second["id"], "expectedVersion": second["version"], "reason": "含姓名。"}
    await village.village_officer.does("redact", "Redaction", **ruling, erase=True)
    for edition in (first, second):
        assert (await lines(v.key(edition)))[-1]["act"] == "redact"
