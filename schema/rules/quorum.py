"""How many must be present before a meeting may decide.

Source: Organic Law of the Villagers' Committees (2025 amendment), art. 26, 30 and 32; Law on
Rural Collective Economic Organizations, art. 27. The profile holds the shares and their sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from schema.rules.citation import CitationText
from schema.rules.profile import Profile, Rule


class Basis(Enum):
    """What is counted; chosen before the meeting and never mixed."""

    ADULTS = "adults"
    """年满十八周岁的村民"""

    HOUSEHOLDS = "households"
    """户"""

    MEMBERS = "members"
    """集体经济组织具有完全民事行为能力的成员"""

    REPRESENTATIVES = "representatives"
    """村民代表会议组成人员"""


class Gathering(Enum):
    """Who meets: the group, the villagers, their representatives, or the collective's members."""

    GROUP = "group"
    ASSEMBLY = "assembly"
    REPRESENTATIVES = "representatives"
    COLLECTIVE = "collective"


class BasisUnknown(ValueError):
    """The law does not let this gathering be counted on this basis."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """People or households, counted at the door on the basis chosen before the meeting.

    present: came or were represented; entitled: on the frozen roll.
    """

    basis: Basis
    present: int
    entitled: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a number suffices, and by how many it misses.

    required: the smallest number that suffices; present: the number there is; entitled: the
    whole of which it is a share; source: where the share comes from, fit to print.
    """

    reached: bool
    basis: Basis
    required: int
    present: int
    missing: int
    entitled: int
    source: CitationText


KEYS: Mapping[tuple[Gathering, Basis], str] = MappingProxyType(
    {
        (Gathering.GROUP, Basis.ADULTS): "group.quorum.adults",
        (Gathering.GROUP, Basis.HOUSEHOLDS): "group.quorum.households",
        (Gathering.ASSEMBLY, Basis.ADULTS): "assembly.quorum.adults",
        (Gathering.ASSEMBLY, Basis.HOUSEHOLDS): "assembly.quorum.households",
        (Gathering.REPRESENTATIVES, Basis.REPRESENTATIVES): "representatives.quorum",
        (Gathering.COLLECTIVE, Basis.MEMBERS): "collective.quorum",
    }
)
"""The profile's key for each gathering and each basis it knows."""


def verdict(count: Headcount, gathering: Gathering, profile: Profile) -> Verdict:
    """Whether the meeting may decide, and by how many it misses.

    "Two thirds or more" (三分之二以上) includes exactly two thirds; "more than half" (过半数)
    does not include half. An empty roll decides nothing.
    """
    rule = profile.rule(key(gathering, count.basis))
    return against(rule, count.basis, count.present, count.entitled)


def key(gathering: Gathering, basis: Basis) -> str:
    """The profile's key for the attendance of a gathering counted on `basis`."""
    if (gathering, basis) not in KEYS:
        raise BasisUnknown(f"a {gathering.value} meeting is not counted by {basis.value}")
    return KEYS[gathering, basis]


def against(rule: Rule, basis: Basis, count: int, whole: int) -> Verdict:
    """`count` of `whole` held against a rule."""
    required = rule.threshold.required(whole)
    return Verdict(
        reached=rule.threshold.met(count, whole),
        basis=basis,
        required=required,
        present=count,
        missing=max(0, required - count),
        entitled=whole,
        source=rule.source,
    )


def unit(basis: Basis) -> str:
    """The measure word for what is counted."""
    return "户" if basis is Basis.HOUSEHOLDS else "人"


def impossible(count: Headcount) -> str | None:
    """Why these numbers cannot be true, in words for people; None when they can."""
    measure = unit(count.basis)
    if count.entitled < 0:
        return f"应到 {count.entitled} {measure}，{measure}数不能为负。"
    if count.present < 0:
        return f"实到 {count.present} {measure}，{measure}数不能为负。"
    if count.present > count.entitled:
        return f"实到 {count.present} {measure}，多于应到的 {count.entitled} {measure}。"
    return None
