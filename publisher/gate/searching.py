"""The search of texts for private particulars and restricted names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.gate.finding import WHOLE, Finding, Passage, Said
from publisher.gate.house import House
from schema.rules import digits, gating, particulars
from schema.rules.gating import Reason

_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])")
"""The id of a record; its digits are nobody's number."""


def searched(file: str, said: Said, house: House) -> Iterator[Finding]:
    """What is private in a file; it is looked through as one text, and by passages if need be."""
    for reason in tuple(_reasons(said.whole, house)):
        fields = [each.field for each in said.passages() if reason in _reasons(each.text, house)]
        yield from (Finding(file, field, reason) for field in dict.fromkeys(fields or [WHOLE]))


def lines(text: str) -> Said:
    """A text line by line."""
    found = text.splitlines()
    return Said("\n".join(found), lambda: _numbered(found))


def _numbered(found: list[str]) -> Iterator[Passage]:
    for number, line in enumerate(found, start=1):
        yield Passage(f"line {number}", line)


def _reasons(text: str, house: House) -> Iterator[Reason]:
    plain = digits.plain(_ID.sub(" ", text))
    yield from map(gating.reason, particulars.standing(plain, house.offices))
    if house.restricted.standing(plain):
        yield Reason.RESTRICTED_NAME
