"""Pages that should be gone: their last day has passed, or they are no longer expected at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from publisher.gate.finding import Finding
from schema.rules.gating import Reason


def overdue(
    files: Collection[str], expected: Mapping[str, date | None], today: date
) -> Iterator[Finding]:
    """Every file of `expected` that is still there after its last day; none means no last day.

    Source: the posting periods of the disclosure catalogue.
    """
    for file in sorted(expected.keys() & set(files)):
        last = expected[file]
        if last is not None and last < today:
            yield Finding(file, "posting period", Reason.OVERDUE, f"its last day was {last}")
