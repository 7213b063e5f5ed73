"""Which documents are held back for what was found, so that the rest can go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from publisher.gate.finding import Finding
from schema.base.edition import EditionKey
from schema.gate.held import Held
from schema.rules.gating import Reason

Owner = TypeVar("Owner")
"""A document, in whatever way the caller names documents."""


@dataclass(frozen=True, slots=True)
class Holding(Generic[Owner]):
    """What stays behind. documents: each with its findings; unowned: they hold the whole release.

    A release may go out without the documents as soon as nothing is unowned.
    """

    documents: Mapping[Owner, tuple[Finding, ...]]
    unowned: tuple[Finding, ...]


def held(
    findings: Iterable[Finding],
    owner_of: Mapping[str, Owner],
    shown_on: Mapping[str, Sequence[Owner]] | None = None,
    overruled: Collection[tuple[Owner, Reason]] = (),
) -> Holding[Owner]:
    """Whom each finding holds back.

    owner_of: the document whose file it is, its attachments too. shown_on: for files of many
    documents, such as listings and feeds, those whose words stand there: what was found in one is
    put down to those of them that are held for a finding of their own and for the same reason,
    or that have been let go for it, and if there is none, to nobody. overruled: what two officers
    let go all the same.
    """
    known = sorted(set(findings), key=lambda each: each.line)
    own = [(each, owner_of[each.file]) for each in known if each.file in owner_of]
    reasons: dict[Owner, set[Reason]] = {}
    for owner, reason in (*overruled, *((owner, each.reason) for each, owner in own)):
        reasons.setdefault(owner, set()).add(reason)
    put = [*own, *_put_down(known, owner_of, shown_on or {}, reasons)]
    documents: dict[Owner, tuple[Finding, ...]] = {}
    for finding, owner in put:
        if not (finding.reason.may_be_overruled and (owner, finding.reason) in overruled):
            documents[owner] = (*documents.get(owner, ()), finding)
    explained = {finding for finding, _ in put}
    return Holding(documents, tuple(each for each in known if each not in explained))


def noted(holding: Holding[EditionKey]) -> tuple[Held, ...]:
    """What officers are told of it."""
    owned = ((owner, each) for owner, found in holding.documents.items() for each in found)
    unowned = ((None, each) for each in holding.unowned)
    return tuple(
        Held(owner, each.file, each.field, each.reason, each.detail)
        for owner, each in (*owned, *unowned)
    )


def lines(stays: Iterable[Held]) -> list[str]:
    """How a report puts what stays: a line for each place and reason, however many documents stay
    for it."""
    found = (Finding(each.file, each.field, each.reason, each.detail) for each in stays)
    return sorted({each.line for each in found})


def _put_down(
    findings: Sequence[Finding],
    owner_of: Mapping[str, Owner],
    shown_on: Mapping[str, Sequence[Owner]],
    reasons: Mapping[Owner, set[Reason]],
) -> Iterator[tuple[Finding, Owner]]:
    """The findings of shared files, each with the documents that explain it."""
    for finding in findings:
        if finding.file not in owner_of:
            for owner in shown_on.get(finding.file, ()):
                if finding.reason in reasons.get(owner, ()):
                    yield finding, owner
