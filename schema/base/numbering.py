"""Numbers that people quote: counted from 1 in an area, none given twice and none left out."""

from __future__ import annotations

from typing import Any

from schema.base.record import Record
from schema.base.scope import AreaPath


async def following(stored: type[Record], path: AreaPath, **within: Any) -> int:
    """The number after the last one of these records, in the running transaction.

    PostgreSQL locks the row of the area until the transaction ends, and SQLite its whole file, so
    that two officers take their turn; a transaction that fails gives its number back.
    """
    area: Any = stored._meta.fields_map["area"]
    await area.related_model.filter(path=path).select_for_update(no_key=True).only("id")
    last = stored.filter(area_id=path, **within).order_by("-sequence").limit(1)
    numbers = [row["sequence"] for row in await last.values("sequence")]
    return max(numbers, default=0) + 1
