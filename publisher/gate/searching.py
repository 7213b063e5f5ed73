"""The search of texts for private particulars and restricted names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.gate import familiar
from publisher.gate.finding import WHOLE, Finding, Passage, Said
from publisher.gate.house import House
from schema.rules import gating, particulars
from schema.rules.gating import Reason


def searched(files: Sequence[tuple[str, Said]], house: House) -> Iterator[Finding]:
    """What is private in files. What is familiar of them is not looked through again, and the rest
    of all at once, for as a rule there is nothing; where there is, each of them by itself.
    """
    strange = house.familiar.strange(said.whole for _, said in files)
    if not any(_reasons(strange.plain, house)):
        house.familiar.learn(strange)
    elif len(files) > 1:
        for each in files:
            yield from searched([each], house)
    else:
        yield from _placed(*files[0], house)


def _placed(file: str, said: Said, house: House) -> Iterator[Finding]:
    """What is private in a file, and where it stands."""
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
