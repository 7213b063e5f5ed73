"""Candidacies: how somebody becomes a candidate, hangs on the notice, or goes no further."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Instruction, Text, asked
from schema.base.keeping import change, keep
from schema.base.numbering import following
from schema.base.refusal import InputImpossible, Refusal
from schema.base.scope import Scope
from schema.base.served import Row, Served
from schema.base.sheet import Sheet
from schema.records.areas import Area
from schema.records.award_criteria import AwardCriteria
from schema.records.award_rounds import AwardRound
from schema.records.award_schemes import AwardScheme, Receiver
from schema.records.households import Household
from schema.records.nominations import NominatedBy, Nomination, NominationRecord
from schema.records.objections import Objection
from schema.records.persons import Person
from schema.rules.roles import Permission

# Stored, served and asked: with the nomination.

Query: type | None = None

# Done


@strawberry.input
class VetoCheckDraft:
    """Whether a condition of the criteria that rules out was met."""

    number: int = asked("否决情形序号")
    """Its number among the vetoes of the criteria, from 1."""

    met: bool = asked("是否存在")
    """Whether it was met."""


@strawberry.input
class NominationDraft(Draft):
    """A candidate as an officer writes it: a household, a person or a group, as the type asks."""

    round: relay.GlobalID = asked("评选名称", refers=AwardRound)
    """The round."""

    household: relay.GlobalID | None = asked("候选户号", None, refers=Household)
    """The candidate, if a household."""

    person: relay.GlobalID | None = asked("候选人", None, refers=Person)
    """The candidate, if a person."""

    group: relay.GlobalID | None = asked("候选村民小组", None, refers=Area)
    """The candidate, if a group: its area."""

    nominated_by: NominatedBy = asked("推荐方式")
    """Who puts the candidate forward."""

    reason: Text = asked("主要事迹")
    """The main reason: one line of fact that the public may read; names nobody."""

    vetoes: list[VetoCheckDraft] = asked("否决情形核查", list)
    """The conditions that rule out, each checked; all of them before the notice."""

    consent_on: date | None = asked("同意公开姓名日期", None)
    """The day the person agreed, on record, to be named in full."""


@strawberry.input
class Candidacy(Instruction):
    """A word on a candidate."""

    nomination: relay.GlobalID = asked("候选人编号")
    """The candidate."""

    expected_version: int
    """The version of the nomination that you read."""


@strawberry.input
class Dropping(Candidacy):
    """A candidate who goes no further, with the reason."""

    reason: Text = asked("取消原因")
    """Why, for officers."""

    objection: relay.GlobalID | None = asked("异议编号", None)
    """The objection that was upheld and for which the candidate is dropped."""


class WrongReceiver(Refusal):
    """A household award honours households, and so on."""

    code = "awards.wrong-receiver"
    message = "候选人与评选对象不符。请按奖项填写户、个人或小组中的一项。"


class RoundDecided(Refusal):
    """Once a round is decided, its candidates stay as they are; an honour can be revoked."""

    code = "awards.round-decided"
    message = "本轮评选已经决定。对已授予的荣誉有异议的，请办理撤销。"


class VetoesUnchecked(Refusal):
    """Nobody hangs on the notice before every condition that rules out has been checked."""

    code = "awards.vetoes-unchecked"
    message = "否决情形尚未全部核查，不能公示或者授予。"


class RuledOut(Refusal):
    """A candidate who meets a condition that rules out, or was dropped, is not put on notice."""

    code = "awards.ruled-out"
    message = "该候选人存在否决情形或者已被取消，不能公示或者授予。"


@strawberry.type
class Mutation:
    """What officers do with candidates."""

    @act(Nomination)
    async def draft_nomination(self, info: Info, input: NominationDraft) -> Answer[Nomination]:
        """Put a candidate forward, or change what is said of one; it gets a number."""
        scope = info.context.may(Permission.DRAFT)
        award_round = await AwardRound.one(scope, input.round, "round")
        await _receiving(scope, input, award_round)
        if input.consent_on is not None and (
            input.person is None or input.consent_on > info.context.today
        ):
            raise InputImpossible("同意公开姓名须由个人在今天以前作出。", field="consentOn")
        numbered = await _numbered(scope, input, award_round)
        vetoes = await _checked(input, award_round)
        return await keep(info, Nomination, input, path=award_round.path, vetoes=vetoes, **numbered)

    @act(Nomination)
    async def put_on_notice(self, info: Info, input: Candidacy) -> Answer[Nomination]:
        """Put a candidate on the list that will hang, once nothing rules the candidate out."""
        nomination = await _candidate(info, input)
        eligible(nomination, await criteria_of(await _round(nomination)))
        return await _sifted(info, nomination, input, noticed_on=info.context.today)

    @act(Nomination)
    async def drop_candidate(self, info: Info, input: Dropping) -> Answer[Nomination]:
        """Drop a candidate, with the reason and the objection that was upheld, if there is one."""
        nomination = await _candidate(info, input)
        objection = None
        if input.objection is not None:
            scope = info.context.may(Permission.DRAFT)
            objection = await Objection.one(scope, input.objection, "objection")
        return await _sifted(
            info,
            nomination,
            input,
            dropped_on=info.context.today,
            drop_reason=input.reason,
            drop_objection_id=objection.id if objection else None,
        )


async def _candidate(info: Info, input: Candidacy) -> Nomination:
    """The candidate, in a round that has not been decided."""
    scope = info.context.may(Permission.DRAFT)
    nomination = await Nomination.one(scope, input.nomination, "nomination")
    undecided(await _round(nomination))
    return nomination


def undecided(award_round: AwardRound) -> None:
    """Refuses a round that has been decided."""
    if award_round.decided_on is not None:
        raise RoundDecided(f"已于 {award_round.decided_on} 决定。")


def eligible(nomination: Nomination, criteria: AwardCriteria) -> None:
    """Refuses a candidate of whom not everything was checked, or whom something rules out."""
    checked, named = len(nomination.vetoes), f"第 {nomination.sequence} 号候选"
    if checked < len(criteria.vetoes):
        raise VetoesUnchecked(
            f"{named}已核查 {checked} 项。",
            threshold=f"{len(criteria.vetoes)} 项",
            field="nomination",
        )
    if nomination.dropped_on or any(check.met for check in nomination.vetoes):
        raise RuledOut(f"{named}。", field="nomination")


async def _round(nomination: Nomination) -> AwardRound:
    return (await AwardRound.all_of(AwardRound.stored.filter(id=nomination.round_id)))[0]


async def criteria_of(award_round: AwardRound) -> AwardCriteria:
    """What a round is judged by."""
    rows = AwardCriteria.stored.filter(id=award_round.criteria_id)
    return (await AwardCriteria.all_of(rows))[0]


async def _sifted(
    info: Info, nomination: Nomination, input: Candidacy, **values: Any
) -> Nomination:
    return await change(
        info, nomination, input.expected_version, permission=Permission.DRAFT, **values
    )


async def _receiving(scope: Scope, input: NominationDraft, award_round: AwardRound) -> None:
    """Refuses a candidate of another sort than the award is for, or of another area."""
    given: dict[Receiver, tuple[type[Served], relay.GlobalID | None]] = {
        Receiver.HOUSEHOLD: (Household, input.household),
        Receiver.PERSON: (Person, input.person),
        Receiver.GROUP: (Area, input.group),
    }
    kind = (await AwardScheme.all_of(AwardScheme.stored.filter(id=award_round.award_scheme_id)))[0]
    named = [receiver for receiver, (_, reference) in given.items() if reference is not None]
    if named != [kind.receiver]:
        raise WrongReceiver(f"该奖项评选的是{LABELS[kind.receiver]}。", field="round")
    served, reference = given[kind.receiver]
    assert reference is not None
    field = kind.receiver.value.lower()
    candidate = await served.one(scope, reference, field)
    if not Scope((award_round.path,)).covers(candidate.path):
        raise InputImpossible("候选人不在本次评选的区域内。", field=field)


LABELS = {Receiver.HOUSEHOLD: "户", Receiver.PERSON: "个人", Receiver.GROUP: "村民小组"}


async def _numbered(scope: Scope, input: NominationDraft, award_round: AwardRound) -> Row:
    """The next number of the round; a candidate that has one keeps it, and stays who it is."""
    if input.id is None:
        undecided(award_round)
        number = await following(NominationRecord, award_round.path, round_id=award_round.id)
        return {"sequence": number}
    known = await Nomination.one(scope, input.id)
    values = input.values()
    for column in ("round_id", "household_id", "person_id", "group_id"):
        if values[column] != getattr(known, column):
            raise InputImpossible("不能改为另一轮或另一个候选人，请另行推荐。", field="id")
    return {}


async def _checked(input: NominationDraft, award_round: AwardRound) -> list[Row]:
    """The checks with the words of the criteria; refused where there is no such condition."""
    vetoes = (await criteria_of(award_round)).vetoes
    checks = {check.number: check.met for check in input.vetoes}
    if not checks.keys() <= set(range(1, len(vetoes) + 1)):
        raise InputImpossible(
            "没有这一序号的否决情形。", threshold=f"1 至 {len(vetoes)}", field="vetoes"
        )
    return [
        {"number": number, "condition": vetoes[number - 1].text, "met": met}
        for number, met in sorted(checks.items())
    ]


SHEETS: tuple[Sheet, ...] = ()

# Shown: by `candidate_notices`.

DOCUMENTS: tuple[Document, ...] = ()
