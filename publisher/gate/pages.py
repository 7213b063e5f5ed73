"""What is wrong with HTML pages, each taken by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from publisher import passages, tags
from publisher.gate.finding import WHOLE, Finding, Passage, Said
from publisher.gate.house import House, script
from publisher.gate.searching import searched
from publisher.passages import Reading
from schema.rules.gating import Reason

RIBBON = "示例数据"
"""What every page of an invented town says at its top."""

_UNTIL = "data-until"
"""The attribute in which a document says its last day; without one it stays for good."""

_TELEPHONE = re.compile(r"tel:0\d{2,3}-\d{7,8}")


def examined(read: Sequence[tuple[str, Reading]], house: House) -> Iterator[Finding]:
    """Every reason against pages: their form, what could run, where they point, what they tell."""
    for file, page in read:
        yield from (
            Finding(file, WHOLE, Reason.MISSHAPEN, each) for each in _misshapen(page, house)
        )
        yield from (Finding(file, *each) for each in dict.fromkeys(_running(page, house)))
        if any(last < house.today for last in _last_days(page)):
            yield Finding(file, "posting period", Reason.OVERDUE, "its last day has passed")
    yield from searched([(file, said(page)) for file, page in read], house)


def said(read: Reading) -> Said:
    """What a page says to whoever reads it, and to whoever looks into its source."""
    whole = "\n".join(text for _, text in passages.passages(read))
    return Said(whole, lambda: (Passage(*each) for each in passages.passages(read)))


def _last_days(read: Reading) -> Iterator[date]:
    """The last days of posting that a page says of itself."""
    yield from (date.fromisoformat(value) for name, value in read.attributes if name == _UNTIL)


def _misshapen(read: Reading, house: House) -> Iterator[str]:
    if len(read.titles) != 1 or not read.titles[0].strip():
        yield f"has {len(read.titles)} titles; every page has one"
    if len(read.headings) != 1 or not read.headings[0].strip():
        yield f"has {len(read.headings)} first headings; every page has one"
    if house.demo and RIBBON not in "".join(read.banner):
        yield "does not say that its town is invented"


def _running(read: Reading, house: House) -> Iterator[tuple[str, Reason, str]]:
    """Field, reason and detail of what could run or leads away."""
    yield from ((WHOLE, Reason.RUNS, each) for each in read.hazards)
    if any(script(each) not in house.scripts for each in read.scripts):
        yield "script", Reason.RUNS, "holds an inline script that is not on the list"
    root = f"{house.url.rstrip('/')}/"
    if not all(each.startswith(root) for each in read.canonical):
        yield "canonical", Reason.RUNS, "names a foreign address as its own"
    pointing = (each for each in read.links if not _TELEPHONE.fullmatch(each))
    if any(map(tags.outside, (*pointing, *read.resources))):
        yield "address", Reason.RUNS, "points outside the site or to a script"
