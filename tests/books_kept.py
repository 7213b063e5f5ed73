"""Whether records are still what was written: by the journal, which says of each how it ended."""

from __future__ import annotations

from schema.base import journal
from schema.base.journal import JournalRecord
from schema.base.record import Record
from schema.records.areas import AreaRecord


async def journal_agrees() -> int:
    """How many records stand as their last line in the journal says; one that does not fails."""
    last = {
        line["record_id"]: line["after"]
        for line in await JournalRecord.all().order_by("id").values()
    }
    seen = 0
    for kind in [*Record.__subclasses__(), AreaRecord]:
        for row in await kind.all().values():
            assert last.get(row["id"], journal.digest(row)) == journal.digest(row), kind
            seen += row["id"] in last
    return seen
