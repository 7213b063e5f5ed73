"""How many must agree before a motion is carried.

Two measures stand side by side. Ordinary matters need more than half of the people who came,
so abstentions and spoiled votes count against. Matters of the collective's property and of
members' rights need two thirds of all full-capacity members, present or not.
Source: Organic Law of the Villagers' Committees (2025 amendment), art. 26, 30 and 32; Law on
Rural Collective Economic Organizations, art. 27 and 64.
"""

from dataclasses import dataclass

from schema.rules import quorum
from schema.rules.profile import Profile
from schema.rules.quorum import Gathering, Headcount, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one motion, in the meeting's own unit: persons or households."""

    yes: int
    no: int
    abstain: int
    invalid: int = 0

    @property
    def cast(self) -> int:
        """All votes given, of whatever kind."""
        return self.yes + self.no + self.abstain + self.invalid


@dataclass(frozen=True, slots=True)
class Ballot:
    """A tally together with the people among whom it was taken."""

    tally: Tally
    count: Headcount


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One vote held against both measures, for the township's legal adviser to choose."""

    ordinary: Verdict
    collective: Verdict


def verdict(tally: Tally, count: Headcount, gathering: Gathering, profile: Profile) -> Verdict:
    """Whether the motion is carried, and by how many votes it misses.

    In the answer `present` are the votes in favour and `entitled` is what they are measured
    against: the people present, or for the collective all full-capacity members. It does not
    ask whether the meeting could decide at all; that is `quorum.verdict`.
    """
    quorum.key(gathering, count.basis)
    whole = count.entitled if gathering is Gathering.COLLECTIVE else count.present
    rule = profile.rule(f"{gathering.value}.majority")
    return quorum.against(rule, count.basis, tally.yes, whole)


def verdicts(meeting: Ballot, members: Ballot, profile: Profile) -> Verdicts:
    """Both measures for a group that decides in place of its collective.

    meeting: counted as the group meets, by adults or households; members: the same vote counted
    among the full-capacity members, one person one vote. They are given apart because an adult
    of the group need not be a member, nor does a household vote tell how its members voted.
    """
    return Verdicts(
        ordinary=verdict(meeting.tally, meeting.count, Gathering.GROUP, profile),
        collective=verdict(members.tally, members.count, Gathering.COLLECTIVE, profile),
    )


def impossible(tally: Tally, count: Headcount) -> str | None:
    """Why these votes cannot be true, in words for people; None when they can."""
    if fact := quorum.impossible(count):
        return fact
    if min(tally.yes, tally.no, tally.abstain, tally.invalid) < 0:
        return "票数不能为负。"
    if tally.cast > count.present:
        measure = quorum.unit(count.basis)
        return f"共计 {tally.cast} 票，多于实到的 {count.present} {measure}。"
    return None
