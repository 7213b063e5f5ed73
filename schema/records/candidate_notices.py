"""Candidate notices (公示): who may be honoured, hung out before anyone is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import strawberry
from tortoise.queryset import QuerySet

from schema.base.context import Context, Info
from schema.base.deadline import Deadline
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.part import Part, parts
from schema.base.refusal import Refusal
from schema.base.scope import AreaPath
from schema.base.served import Row
from schema.base.sheet import Sheet
from schema.records.areas import published_area
from schema.records.award_criteria import Condition
from schema.records.award_rounds import AwardRound
from schema.records.bodies import Body
from schema.records.candidacies import criteria_of
from schema.records.nominations import NominationRecord
from schema.rules import awards, masking
from schema.rules.awards import NoticeState
from schema.rules.masking import PublicName, PublicText

# Stored, served, asked and done: with the round and its nominations.

Query: type | None = None
Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown

strawberry.enum(NoticeState)


class NoticeUnplanned(Refusal):
    """A list of candidates says from which day on it hangs."""

    code = "awards.notice-unplanned"
    message = "公示开始日期尚未填写。请先填写，再提交候选名单。"


@strawberry.type
class Candidate(Part):
    """Somebody who may be honoured: a household by its number, a person masked, a group by name."""

    number: int
    """Its number in the round."""

    label: PublicName
    """Who, as the public may know: a full name only of who agreed to it."""

    group: PublicText
    """From which group."""

    reason: PublicText
    """The main reason, in one line of fact."""


@strawberry.type
class CandidatesOnNotice(Publication):
    """Who may be honoured, by which criteria, for how long the list hangs, and how to object."""

    CODE = CatalogueCode("V19")

    organiser: PublicText
    """The body that holds the round."""

    contact: PublicText
    """Where to object."""

    period: PublicText
    """What was looked at."""

    basis: PublicText
    """What the criteria rest on."""

    criteria_number: int
    """Which version of the criteria."""

    evaluated_on: date | None
    """The day the panel met."""

    notice: Deadline
    """From when to when it hangs."""

    notice_days_reason: PublicText | None
    """Why for other than the usual number of days."""

    criteria: strawberry.Private[list[Condition]]
    vetoes: strawberry.Private[list[Condition]]
    candidates: strawberry.Private[list[Candidate]]

    criterion_parts = parts(Condition, "criteria", "What a candidate has to meet.")
    veto_parts = parts(Condition, "vetoes", "What rules out; checked for every candidate here.")
    candidate_parts = parts(Candidate, "candidates", "Who may be honoured.")

    @strawberry.field
    def state(self, info: Info) -> NoticeState:
        """Where the notice stands today."""
        return self.state_on(info.context.today)

    def state_on(self, today: date) -> NoticeState:
        """Where the notice stands on a day."""
        return awards.notice_state(self.notice.start, self.notice.last, today)


async def candidates(context: Context, award_round: AwardRound) -> CandidatesOnNotice:
    """The candidates on the list and not dropped, none named who did not agree to it."""
    notice = award_round.noticed(context)
    if notice is None:
        raise NoticeUnplanned("没有公示开始日期。", field="record")
    judged_by = await criteria_of(award_round)
    organiser = (await Body.all_of(Body.stored.filter(id=award_round.organiser_id)))[0]
    return CandidatesOnNotice(
        title=masking.text(f"{award_round.title}候选名单公示"),
        day=notice.start,
        last_day=notice.last,
        organiser=masking.text(organiser.name),
        contact=masking.text(organiser.contact),
        period=masking.text(award_round.period),
        basis=masking.text(judged_by.basis),
        criteria_number=judged_by.sequence,
        evaluated_on=award_round.evaluated_on,
        notice=notice,
        notice_days_reason=masking.text(award_round.notice_days_reason or "") or None,
        criteria=_conditions(judged_by.criteria),
        vetoes=_conditions(judged_by.vetoes),
        candidates=await listed(standing(award_round)),
    )


def standing(award_round: AwardRound) -> QuerySet[NominationRecord]:
    """The nominations of a round that are on the list and not dropped."""
    return NominationRecord.filter(
        round_id=award_round.id, noticed_on__isnull=False, dropped_on__isnull=True
    )


async def listed(nominations: QuerySet[Any]) -> list[Candidate]:
    """The candidates behind these nominations, by number."""
    rows = await nominations.order_by("sequence").values(
        "sequence",
        "reason",
        "consent_on",
        household="household__number",
        household_path="household__area_id",
        person="person__name",
        person_path="person__area_id",
        group="group__name",
        group_path="group__path",
    )
    return [
        Candidate(
            number=row["sequence"],
            label=_label(row),
            group=await _group(row),
            reason=masking.text(row["reason"]),
        )
        for row in rows
    ]


async def _group(row: Row) -> PublicText:
    """The group of a candidate after the name of its village."""
    path = row["household_path"] or row["person_path"] or row["group_path"]
    area = await published_area(AreaPath(path))
    return masking.text("".join(name for _, name in area.above[2:]) + area.name)


def _label(row: Row) -> PublicName:
    """Who it is, as the public may know."""
    if row["household"] is not None:
        return masking.household(row["household"])
    if row["person"] is None:
        return masking.area(row["group"])
    named = masking.consenting if row["consent_on"] else masking.resident
    return named(row["person"])


def _conditions(conditions: Sequence[Condition]) -> list[Condition]:
    return [Condition(text=masking.text(each.text)) for each in conditions]


DOCUMENTS = (Document(CandidatesOnNotice, AwardRound, candidates),)
