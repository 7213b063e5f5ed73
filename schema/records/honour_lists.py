"""Honour lists: who was honoured, what was objected before, and what was taken back."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.base.about import About, DocumentName
from schema.base.context import Context
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.part import Part, parts
from schema.base.refusal import Refusal
from schema.base.sheet import Sheet
from schema.records.award_decisions import objections_to
from schema.records.award_rounds import AwardRound
from schema.records.bodies import Body
from schema.records.candidacies import criteria_of
from schema.records.candidate_notices import CandidatesOnNotice, listed
from schema.records.honours import Honour, HonourRecord
from schema.records.motions import Motion
from schema.records.nominations import Nomination, NominationRecord
from schema.rules import masking
from schema.rules.masking import PublicName, PublicText

# Stored, served, asked and done: with the honours.

Query: type | None = None
Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown


class NothingDecided(Refusal):
    """What has not been decided, or not been revoked, is not announced as if it were."""

    code = "awards.nothing-decided"
    message = "尚未决定或者撤销，不能公布结果。"


@strawberry.type
class Laureate(Part):
    """Somebody who was honoured, as the public may know."""

    number: int
    """The number as a candidate."""

    label: PublicName
    """Who, as the public may know: a full name only of who agreed to it."""

    group: PublicText
    """From which group."""

    reason: PublicText
    """For what."""

    revoked_on: date | None
    """The day the honour was taken back."""


@strawberry.type
class HonourList(Publication):
    """Who was honoured in a round, what was objected before, and when an honour is taken back."""

    CODE = CatalogueCode("V19")

    organiser: PublicText
    """The body that held the round."""

    period: PublicText
    """What was looked at."""

    decision: PublicText | None
    """The motion by which it was decided."""

    prize: PublicText | None
    """What goes with it, and where the money comes from."""

    objections_received: int
    """How many objections to the candidates came in."""

    objections_handled: int
    """How many of them were answered."""

    revocation_rule: PublicText
    """When an honour is taken back."""

    laureates: strawberry.Private[list[Laureate]]

    laureate_parts = parts(Laureate, "laureates", "Who was honoured.")


@strawberry.type
class HonourRevocation(Publication):
    """An honour that was taken back, and why."""

    CODE = CatalogueCode("V19")

    label: PublicName
    """Whose, as the public may know."""

    group: PublicText
    """From which group."""

    given_on: date
    """The day it was given."""

    reason: PublicText
    """Why it was taken back."""


async def honour_list(context: Context, award_round: AwardRound) -> HonourList:
    """The result of a round that was decided."""
    if award_round.decided_on is None:
        raise NothingDecided("本轮评选尚未决定。", field="record")
    judged_by = await criteria_of(award_round)
    organiser = (await Body.all_of(Body.stored.filter(id=award_round.organiser_id)))[0]
    made = await objections_to(award_round)
    return HonourList(
        title=masking.text(f"{award_round.title}结果"),
        day=award_round.decided_on,
        about=About(DocumentName(CandidatesOnNotice.__name__), award_round.id),
        organiser=masking.text(organiser.name),
        period=masking.text(award_round.period),
        decision=await _decision(award_round),
        prize=masking.text(award_round.prize) if award_round.prize else None,
        objections_received=len(made),
        objections_handled=sum(each.replied_on is not None for each in made),
        revocation_rule=masking.text(judged_by.revocation_rule),
        laureates=await _laureates(award_round),
    )


async def _decision(award_round: AwardRound) -> PublicText | None:
    found = await Motion.all_of(Motion.stored.filter(id=award_round.motion_id))
    return masking.text(found[0].title) if found else None


async def _laureates(award_round: AwardRound) -> list[Laureate]:
    given = HonourRecord.filter(nomination__round_id=award_round.id)
    honours = {each.nomination_id: each for each in await Honour.all_of(given)}
    nominations = NominationRecord.filter(id__in=list(honours))
    numbers = {each.sequence: each.id for each in await Nomination.all_of(nominations)}
    return [
        Laureate(
            number=each.number,
            label=each.label,
            group=each.group,
            reason=each.reason,
            revoked_on=honours[numbers[each.number]].revoked_on,
        )
        for each in await listed(nominations)
    ]


async def revocation(context: Context, honour: Honour) -> HonourRevocation:
    """The notice that an honour was taken back."""
    if honour.revoked_on is None or honour.revocation_reason is None:
        raise NothingDecided("该荣誉没有撤销。", field="record")
    nominations = NominationRecord.filter(id=honour.nomination_id)
    nomination = (await Nomination.all_of(nominations))[0]
    rounds = AwardRound.stored.filter(id=nomination.round_id)
    award_round = (await AwardRound.all_of(rounds))[0]
    whose = (await listed(nominations))[0]
    return HonourRevocation(
        title=masking.text(f"撤销荣誉：{award_round.title}"),
        day=honour.revoked_on,
        about=About(DocumentName(HonourList.__name__), award_round.id),
        label=whose.label,
        group=whose.group,
        given_on=honour.given_on,
        reason=masking.text(honour.revocation_reason),
    )


DOCUMENTS = (
    Document(HonourList, AwardRound, honour_list),
    Document(HonourRevocation, Honour, revocation),
)
