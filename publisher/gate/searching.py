"""The search of texts for private particulars and restricted names."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.gate import familiar
from publisher.gate.finding import WHOLE, Finding, Passage, Said
from publisher.gate.house import House
from schema.rules import gating, particulars
from schema.rules.gating import Reason


def searched(file: str, said: Said, house: House) -> Iterator[Finding]:
    """What is private in a file. What is familiar of it is not looked through again; where anything
    is found in the rest, all of it is, and its passages."""
    strange = house.familiar.strange(said.whole)
    if not any(_reasons(strange.plain, house)):
        house.familiar.learn(strange)
        return
    for reason in tuple(_among(said.whole, house)):
        fields = [each.field for each in said.passages() if reason in _among(each.text, house)]
        yield from (Finding(file, field, reason) for field in dict.fromkeys(fields or [WHOLE]))


def lines(text: str) -> Said:
    """A text line by line."""
    found = text.splitlines()
    return Said("\n".join(found), lambda: _numbered(found))


def _numbered(found: list[str]) -> Iterator[Passage]:
    for number, line in enumerate(found, start=1):
        yield Passage(f"line {number}", line)


def _among(text: str, house: House) -> Iterator[Reason]:
    return _reasons(familiar.plain(text), house)


def _reasons(plain: str, house: House) -> Iterator[Reason]:
    """Why a text in plain letters must not go out."""
    yield from map(gating.reason, particulars.standing(plain, house.offices))
    if house.restricted.standing(plain):
        yield Reason.RESTRICTED_NAME
