"""Award openings: a round is opened by criteria that are frozen from then on."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked, in_order
from schema.base.keeping import keep
from schema.base.refusal import InputImpossible, Refusal
from schema.base.scope import Scope
from schema.base.sheet import Sheet, Step, mutation
from schema.records.award_criteria import AwardCriteria
from schema.records.award_rounds import NOTICE, AwardRound
from schema.records.bodies import Body
from schema.rules.roles import Permission

# Stored, served, asked: with the rounds.

Query = None

# Done


@strawberry.input
class AwardRoundDraft(Draft):
    """A round as an officer writes it; type and criteria are frozen when it is first written."""

    criteria: relay.GlobalID = asked("条件版本", refers=AwardCriteria)
    """By which version of which award's criteria: one of the own area or of one above."""

    organiser: relay.GlobalID = asked("主办组织", refers=Body)
    """The body that holds it; it tells the area."""

    title: Text = asked("评选名称")
    """What it is called, such as 2026年度美丽庭院示范户评选."""

    year: int = asked("年度")
    """The year that it honours."""

    period: Text = asked("评选周期")
    """What is looked at, such as 2026年第一季度."""

    nominations_from: date = asked("推荐开始")
    """The first day of nominations."""

    nominations_to: date = asked("推荐截止")
    """The last day of nominations."""

    evaluated_on: date | None = asked("评议日期", None)
    """The day the panel met."""

    notice_from: date | None = asked("公示开始", None)
    """The first day that the candidates hang: the day of approval, or a later one."""

    notice_days: int | None = asked("公示工作日数", None)
    """For how many working days; the usual number unless given."""

    notice_days_reason: Text | None = asked("公示天数说明", None)
    """Why other than the usual number; needed then."""

    prize: Text | None = asked("奖励内容", None)
    """What goes with it, and where the money comes from."""


class NoticeReasonMissing(Refusal):
    """Candidates hang for the usual number of days, or for another with a recorded reason."""

    code = "awards.notice-reason-missing"
    message = "公示天数与规定不同的，须写明原因。"


class CriteriaFrozen(Refusal):
    """Nobody changes what a round is judged by once it has opened."""

    code = "awards.criteria-frozen"
    message = "评选开始后，奖项和评选条件不能更换。请另开一轮。"


@strawberry.type
class Mutation:
    """What officers do with award rounds."""

    @act(AwardRound)
    async def draft_award_round(self, info: Info, input: AwardRoundDraft) -> Answer[AwardRound]:
        """Open a round, or change its days; what it is judged by stays as it was opened."""
        scope = info.context.may(Permission.DRAFT)
        organiser = await Body.one(scope, input.organiser, "organiser")
        criteria = await AwardCriteria.one(scope, input.criteria, "criteria")
        if not Scope((criteria.path,)).covers(organiser.path):
            raise InputImpossible("该奖项不适用于主办组织所在的区域。", field="criteria")
        if input.id and (await AwardRound.one(scope, input.id)).criteria_id != criteria.id:
            raise CriteriaFrozen("与评选开始时的条件版本不同。", field="criteria")
        in_order(criteria.valid_from, input.nominations_from, "nominationsFrom")
        in_order(input.nominations_from, input.nominations_to, "nominationsTo")
        in_order(input.nominations_to, input.notice_from, "noticeFrom")
        return await keep(
            info,
            AwardRound,
            input,
            path=organiser.path,
            award_scheme_id=criteria.award_scheme_id,
            notice_days=_notice_days(input, info.context),
        )


def _notice_days(input: AwardRoundDraft, context: Context) -> int:
    usual = context.profile.period(NOTICE)
    days = usual.days if input.notice_days is None else input.notice_days
    if days < 1:
        raise InputImpossible(f"公示 {days} 个工作日。", threshold="至少 1 个", field="noticeDays")
    if days != usual.days and not input.notice_days_reason:
        raise NoticeReasonMissing(
            f"公示 {days} 个工作日，没有写明原因。",
            threshold=f"{usual.days} 个工作日",
            source=usual.source,
            field="noticeDaysReason",
        )
    return days


SHEETS = (
    Sheet(
        "award-rounds",
        "评选",
        AwardRound,
        ("评选名称",),
        (Step(AwardRoundDraft, "draftAwardRound", mutation(Mutation, "draft_award_round")),),
    ),
)

# Shown: nothing.

DOCUMENTS: tuple[Document, ...] = ()
