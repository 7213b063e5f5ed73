"""The search of texts for private particulars and restricted names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.gate.finding import WHOLE, Finding, Passage
from publisher.gate.house import House
from schema.rules import gating, particulars
from schema.rules.gating import Reason

_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])")
"""The id of a record; its digits are nobody's number."""


def searched(file: str, passages: Sequence[Passage], house: House) -> Iterator[Finding]:
    """What is private in a file; it is looked through as one text, and by passages if need be."""
    whole = "\n".join(passage.text for passage in passages)
    reasons = tuple(_reasons(whole, house))
    for reason in reasons:
        fields = [each.field for each in passages if reason in _reasons(each.text, house)]
        yield from (Finding(file, field, reason) for field in dict.fromkeys(fields or [WHOLE]))


def lines(text: str) -> tuple[Passage, ...]:
    """A text line by line."""
    return tuple(
        Passage(f"line {number}", line) for number, line in enumerate(text.splitlines(), start=1)
    )


def _reasons(text: str, house: House) -> Iterator[Reason]:
    bare = _ID.sub(" ", text)
    yield from map(gating.reason, particulars.found(bare, house.offices))
    if house.restricted.found(bare):
        yield Reason.RESTRICTED_NAME
