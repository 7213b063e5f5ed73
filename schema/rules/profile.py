"""The thresholds, periods and disclosure catalogue of one jurisdiction from one day on.

A profile is data: a TOML text in `profiles/`, each row with its source. A meeting is judged by
the profile valid on its day, so a change of law is a new file and never a change of code.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from schema.rules import citation
from schema.rules.citation import CitationText
from schema.rules.fraction import Threshold
from schema.rules.roles import Role
from schema.rules.table import Table, TableFault

Row = TypeVar("Row")

PERMANENT = "permanent"
"""The posting period of what stays on the board while it is in force."""


class ProfileFault(ValueError):
    """A profile says something that cannot be used; the message names the key and the mending."""


class Frequency(Enum):
    """How often the law wants an item public."""

    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    HALF_YEARLY = "half-yearly"
    AT_ONCE = "at-once"
    TERM = "term"


class PersonalData(Enum):
    """Whose particulars an item may show: nobody's, officers', residents', or only totals."""

    NONE = "none"
    POST_HOLDERS = "post-holders"
    RESIDENTS = "residents"
    AGGREGATE_ONLY = "aggregate-only"


@dataclass(frozen=True, slots=True)
class Rule:
    """A share that must be reached; words: the law's own, on which it relies."""

    threshold: Threshold
    source: CitationText
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days; working: counted in working days; words: the law's own."""

    days: int
    working: bool
    source: CitationText
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that must not be exceeded; words: the law's own."""

    count: int
    source: CitationText
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Practice:
    """Something to be kept that is no number, stated in words for people."""

    statement: str
    source: CitationText
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something that must be public.

    posting_days: None keeps it on the board for good; approver: whose office approves it;
    scope: V binds villages, G groups.
    """

    code: str
    title: str
    frequency: Frequency
    posting_days: int | None
    approver: Role
    personal: PersonalData
    scope: str
    source: CitationText


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds in `jurisdiction` from `valid_from` through `valid_to`, if that is known."""

    jurisdiction: str
    name: str
    valid_from: date
    valid_to: date | None
    thresholds: Mapping[str, Rule]
    periods: Mapping[str, Period]
    catalogue: Mapping[str, Item]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    practices: Mapping[str, Practice] = field(default_factory=dict)

    def rule(self, key: str) -> Rule:
        """The threshold called `key`, such as "group.majority"."""
        return self._row("thresholds", self.thresholds, key)

    def period(self, key: str) -> Period:
        """The period called `key`, such as "posting"."""
        return self._row("periods", self.periods, key)

    def item(self, code: str) -> Item:
        """The catalogue item with `code`, such as "V05"."""
        return self._row("catalogue", self.catalogue, code)

    def _row(self, table: str, rows: Mapping[str, Row], key: str) -> Row:
        if key not in rows:
            raise ProfileFault(f'profile "{self.name}" has no [{table}."{key}"]; add it')
        return rows[key]


def profile_on(profiles: Sequence[Profile], day: date) -> Profile:
    """The profile valid on `day`; of several, the one that came last."""
    valid = [p for p in profiles if p.valid_from <= day <= (p.valid_to or date.max)]
    if not valid:
        raise ProfileFault(f"no profile is valid on {day}; add one whose valid_from is not later")
    return max(valid, key=lambda profile: profile.valid_from)


def parse(text: str) -> Profile:
    """The profile that a TOML text describes; every key must be known and fit."""
    try:
        return _profile(Table("", tomllib.loads(text)))
    except tomllib.TOMLDecodeError as fault:
        raise ProfileFault(f"the profile is not TOML ({fault}); mend that place") from fault
    except TableFault as fault:
        raise ProfileFault(str(fault)) from fault


def _profile(table: Table) -> Profile:
    dated = "valid_to" in table
    profile = Profile(
        jurisdiction=table.text("jurisdiction"),
        name=table.text("name"),
        valid_from=table.take("valid_from", date, "a date like 2026-01-01"),
        valid_to=table.take("valid_to", date, "a date like 2027-12-31") if dated else None,
        thresholds=MappingProxyType(table.rows("thresholds", _rule)),
        periods=MappingProxyType(table.rows("periods", _period)),
        catalogue=MappingProxyType(table.rows("catalogue", _item)),
        limits=MappingProxyType(table.rows("limits", _limit)),
        practices=MappingProxyType(table.rows("practices", _practice)),
    )
    table.close()
    if profile.valid_to is not None and profile.valid_to < profile.valid_from:
        raise TableFault("valid_to lies before valid_from; correct one of the two dates")
    return profile


def _rule(_: str, table: Table) -> Rule:
    return Rule(_threshold(table), *_source(table))


def _period(_: str, table: Table) -> Period:
    days = table.count("days")
    return Period(days, table.take("working", bool, "true or false"), *_source(table))


def _limit(_: str, table: Table) -> Limit:
    return Limit(table.count("count"), *_source(table))


def _practice(_: str, table: Table) -> Practice:
    return Practice(table.text("statement"), *_source(table))


def _item(code: str, table: Table) -> Item:
    return Item(
        code=code,
        title=table.text("title"),
        frequency=table.choice("frequency", Frequency),
        posting_days=_posting_days(table),
        approver=table.choice("approver", Role),
        personal=table.choice("personal", PersonalData),
        scope=table.choice("scope", _Scope).value,
        source=_cited(table, table.text("citation")),
    )


class _Scope(Enum):
    VILLAGE = "V"
    GROUP = "G"
    BOTH = "VG"


def _posting_days(table: Table) -> int | None:
    if table.holds("posting_days", PERMANENT):
        return None
    return table.count("posting_days")


def _threshold(table: Table) -> Threshold:
    strict = "more_than" in table
    key = "more_than" if strict else "at_least"
    numerator, slash, denominator = table.text(key).partition("/")
    if not (slash and numerator.isdecimal() and denominator.isdecimal()):
        raise TableFault(f'{table.at(key)} is no share; write it like "2/3"')
    try:
        return Threshold(int(numerator), int(denominator), strict)
    except ValueError as fault:
        raise TableFault(f"{table.at(key)}: {fault}; write a share that can be met") from fault


def _source(table: Table) -> tuple[CitationText, str, str]:
    """Source, words and citation; only a value that is no law's may do without the words."""
    cited = table.text("citation")
    source = _cited(table, cited)
    words = "" if cited == citation.DEFAULT else table.text("words")
    return source, words, cited


def _cited(table: Table, cited: str) -> CitationText:
    try:
        return citation.cite(cited)
    except citation.CitationFault as fault:
        raise TableFault(f"{table.at('citation')}: {fault}") from fault
