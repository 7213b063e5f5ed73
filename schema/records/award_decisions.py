"""Award decisions: a round is decided once its candidates have hung and every objection was heard.

What was published counts, and not what was planned.
"""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import SHANGHAI, Context, Info
from schema.base.document import Document
from schema.base.draft import Instruction, asked
from schema.base.edition import EditionRecord, State
from schema.base.keeping import change, create
from schema.base.refusal import Refusal
from schema.base.sheet import Sheet
from schema.records.award_rounds import AwardRound
from schema.records.candidacies import criteria_of, eligible, undecided
from schema.records.candidate_notices import CandidatesOnNotice, standing
from schema.records.honours import Honour
from schema.records.motions import Motion
from schema.records.nominations import Nomination, NominationRecord
from schema.records.objections import Objection, ObjectionFinding, ObjectionRecord
from schema.rules import awards
from schema.rules.awards import Posting
from schema.rules.objections import OPEN
from schema.rules.roles import Permission

# Stored, served and asked: with the round and the honours.

Query: type | None = None

# Done


HERE = "在本系统公示"
"""The evidence of a notice that hung here: the editions of its list."""


@strawberry.input
class AwardDecision(Instruction):
    """A round decided: whoever is on the list and was not dropped is honoured."""

    round: relay.GlobalID = asked("评选名称")
    """The round."""

    expected_version: int
    """The version of it that you read."""

    decided_on: date = asked("决定日期")
    """The day it was decided, after the notice."""

    motion: relay.GlobalID | None = asked("决定的议题号", None, refers=Motion)
    """The motion by which it was decided."""


class NotOnNotice(Refusal):
    """Nobody is honoured who has not hung on the notice from its first day on."""

    code = "awards.not-on-notice"
    message = "候选名单没有按时公示，或者候选人不在公示的名单上。请公示满期后再决定。"


class NoticeRunning(Refusal):
    """Nobody is honoured before the notice is over."""

    code = "awards.notice-running"
    message = "公示期未满，不能决定。"


class ObjectionOpen(Refusal):
    """Nobody is honoured while an objection to the candidates waits for its reply."""

    code = "awards.objection-open"
    message = "对候选名单的异议尚未答复，不能决定。请先答复。"


class UpheldObjectionIgnored(Refusal):
    """An objection that was upheld drops a candidate or corrects the list."""

    code = "awards.upheld-objection-ignored"
    message = "异议成立的，须取消所涉候选人，或者公布更正后的名单。"


@strawberry.type
class Mutation:
    """How a round is decided."""

    @act(AwardRound)
    async def decide_round(self, info: Info, input: AwardDecision) -> Answer[AwardRound]:
        """Honour whoever hung on the notice to its end and was not dropped."""
        context = info.context
        scope = context.may(Permission.DRAFT)
        award_round = await AwardRound.one(scope, input.round, "round")
        motion = await Motion.one(scope, input.motion, "motion") if input.motion else None
        decided = (input.decided_on, motion.id if motion else None)
        if (award_round.decided_on, award_round.motion_id) == decided:
            return award_round
        undecided(award_round)
        nominations = await Nomination.all_of(standing(award_round))
        criteria = await criteria_of(award_round)
        for nomination in nominations:
            eligible(nomination, criteria)
        await _hung(award_round, nominations, input.decided_on, context)
        await _heard(award_round, context)
        for nomination in nominations:
            await create(
                info,
                Honour,
                path=award_round.path,
                permission=Permission.DRAFT,
                nomination_id=nomination.id,
                given_on=input.decided_on,
                evidence=HERE,
            )
        return await change(
            info,
            award_round,
            input.expected_version,
            permission=Permission.DRAFT,
            decided_on=input.decided_on,
            motion_id=motion.id if motion else None,
        )


async def _hung(
    award_round: AwardRound, nominations: list[Nomination], decided_on: date, context: Context
) -> None:
    """Refuses where the list did not hang to its end, by what was published and not by plan."""
    postings = await _postings(award_round)
    missing = awards.unnoticed((each.sequence for each in nominations), postings)
    last = awards.notice_ends(postings)
    if last is None or missing:
        named = "、".join(f"第 {number} 号" for number in missing)
        raise NotOnNotice(f"{named or '候选名单'}没有自公示首日起公开。", field="round")
    if not last < decided_on <= context.today:
        raise NoticeRunning(
            f"公示至 {last}，决定日期为 {decided_on}。",
            threshold=f"{last} 以后，不晚于 {context.today}",
            field="decidedOn",
        )


async def _postings(award_round: AwardRound) -> list[Posting]:
    """The lists of candidates as they hung; none once they were taken down."""
    lists = EditionRecord.filter(
        document=CandidatesOnNotice.__name__,
        record_id=award_round.id,
        published_at__isnull=False,
        redacted_at__isnull=True,
    )
    rows = await lists.order_by("number").values()
    if any(row["state"] is State.WITHDRAWN for row in rows):
        return []
    return [_posting(CandidatesOnNotice.of(row)) for row in rows]


def _posting(shown: CandidatesOnNotice) -> Posting:
    return Posting(
        published=shown.standing.published_at.astimezone(SHANGHAI).date(),
        start=shown.notice.start,
        last=shown.notice.last,
        numbers=frozenset(candidate.number for candidate in shown.candidates),
    )


async def _heard(award_round: AwardRound, context: Context) -> None:
    """Refuses while an objection is unanswered, or upheld without any consequence."""
    made = await objections_to(award_round)
    waiting = [e.quoted for e in made if e.stands(context) in OPEN]
    if waiting:
        raise ObjectionOpen(f"异议 {'、'.join(waiting)} 尚未答复。", field="round")
    dropped = NominationRecord.filter(round_id=award_round.id, dropped_on__isnull=False)
    heeded = {row["drop_objection_id"] for row in await dropped.values("drop_objection_id")}
    upheld = [e for e in made if e.result in {ObjectionFinding.UPHELD, ObjectionFinding.PARTLY}]
    ignored = [e.quoted for e in upheld if e.id not in heeded and e.corrected_edition is None]
    if ignored:
        raise UpheldObjectionIgnored(f"异议 {'、'.join(ignored)} 成立。", field="round")


async def objections_to(award_round: AwardRound) -> list[Objection]:
    """The objections to the candidates of a round, by number."""
    about = {"about_document": CandidatesOnNotice.__name__, "about_id": award_round.id}
    made = ObjectionRecord.filter(**about).order_by("year", "sequence")
    return await Objection.all_of(made)


SHEETS: tuple[Sheet, ...] = ()

# Shown: by `honour_lists`.

DOCUMENTS: tuple[Document, ...] = ()
