"""Past honours: decided on paper, before anything of the area was published here.

What happened is always recordable; since there is a site, candidates hang on it before anybody is
honoured.
"""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import SHANGHAI, Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.edition import EditionRecord
from schema.base.keeping import change, keep
from schema.base.refusal import InputImpossible
from schema.base.scope import AreaPath
from schema.base.sheet import Sheet, Step, mutation
from schema.records import honours
from schema.records.award_decisions import NotOnNotice
from schema.records.award_rounds import AwardRound
from schema.records.honours import Honour, HonourRevocationDraft
from schema.records.nominations import Nomination
from schema.rules.roles import Permission

# Stored, served and asked: with the honours.

Query: type | None = None

# Done


@strawberry.input
class HonourDraft(Draft):
    """An honour that was decided on paper."""

    nomination: relay.GlobalID = asked("候选村民小组", refers=Nomination)
    """Who was honoured, and in which round."""

    given_on: date = asked("表彰日期")
    """The day it was decided; one day for all of a round."""

    evidence: Text = asked("公示凭据")
    """Where it can be seen that the candidates hung before, such as 组务公开栏照片存档."""


@strawberry.type
class Mutation:
    """What officers do with honours of the past."""

    @act(Honour)
    async def draft_honour(self, info: Info, input: HonourDraft) -> Answer[Honour]:
        """Write an honour of the past down, with where it can be seen that it was on notice."""
        context = info.context
        scope = context.may(Permission.DRAFT)
        nomination = await Nomination.one(scope, input.nomination, "nomination")
        if nomination.dropped_on is not None:
            raise InputImpossible("该候选已取消。", field="nomination")
        if input.id is None:
            await _before_publications(nomination.path, input.given_on)
            await _decided(info, nomination, input.given_on)
        return await keep(info, Honour, input, path=nomination.path)


async def _before_publications(path: AreaPath, day: date) -> None:
    """Refuses a day on which the area published here already."""
    public = EditionRecord.filter(area_id=path, published_at__isnull=False)
    found = await public.order_by("published_at").limit(1).values()
    first = found[0]["published_at"].astimezone(SHANGHAI).date() if found else None
    if first is not None and day >= first:
        raise NotOnNotice(
            f"表彰日期为 {day}。",
            threshold=f"{first} 以前;以后的须先在本站公示",
            field="givenOn",
        )


async def _decided(info: Info, nomination: Nomination, day: date) -> None:
    """The round is decided on the day of its first honour; all others are of that day."""
    rounds = await AwardRound.all_of(AwardRound.stored.filter(id=nomination.round_id))
    known, hung = rounds[0].decided_on, rounds[0].notice_from
    if hung is not None and day <= hung:
        raise InputImpossible(
            f"候选名单从 {hung} 起公示。", threshold=f"{hung} 以后", field="givenOn"
        )
    if known is None:
        await change(
            info, rounds[0], rounds[0].version, permission=Permission.DRAFT, decided_on=day
        )
    elif known != day:
        raise InputImpossible(f"该轮评选于 {known} 决定。", field="givenOn")


SHEETS = (
    Sheet(
        "honours",
        "荣誉",
        Honour,
        ("评选名称", "候选户号", "候选人", "候选村民小组"),
        (
            Step(HonourDraft, "draftHonour", mutation(Mutation, "draft_honour")),
            Step(
                HonourRevocationDraft,
                "revokeHonour",
                mutation(honours.Mutation, "revoke_honour"),
                given={"honour": "", "expected_version": "version"},
            ),
        ),
    ),
)
"""A row is an honour, and its revocation if there was one."""

# Shown: by `honour_lists`.

DOCUMENTS: tuple[Document, ...] = ()
