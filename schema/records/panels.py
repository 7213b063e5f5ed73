"""Panels: who judges the candidates of a round. That is for officers; `panel_votes` tells how."""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, asked
from schema.base.keeping import keep
from schema.base.record import Record
from schema.base.served import to
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.records.award_rounds import AwardRound
from schema.records.persons import Person
from schema.rules.roles import Permission

# Stored


class PanelMemberRecord(Record):
    """Somebody judges the candidates of a round."""

    # Who judged stays on record.
    round: Any = fields.ForeignKeyField(
        "zuwu.AwardRoundRecord", related_name=False, on_delete=fields.RESTRICT
    )
    person: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT
    )

    class Meta:
        """Once in a round."""

        table = "panel_member"
        unique_together = (("round_id", "person_id"),)


# Served


@strawberry.type
class PanelMember(OfArea):
    """Somebody who judges the candidates of a round."""

    stored = PanelMemberRecord

    round_id: strawberry.Private[UUID]
    person_id: strawberry.Private[UUID]

    round: AwardRound | None = to(AwardRound, "round_id", "The round.")

    person: Person | None = to(Person, "person_id", "Who.")


# Asked


@strawberry.input
class PanelMemberFilter(Filter):
    """Which panel members."""

    round: relay.GlobalID | None = where("round_id")
    """Of this round."""

    person: relay.GlobalID | None = where("person_id")
    """This person, in whatever round."""


@strawberry.enum
class PanelMemberOrder(Enum):
    """In which order panel members are listed."""

    NEWEST = "-changed_at"
    """The latest written down first."""


@strawberry.type
class Query:
    """Panels, for officers."""

    panel_members: Connection[PanelMember] | None = connection(
        PanelMember, PanelMemberFilter, PanelMemberOrder
    )
    """The panel members in your scope."""


# Done


@strawberry.input
class PanelMemberDraft(Draft):
    """A panel member as an officer writes it."""

    round: relay.GlobalID = asked("评选名称", refers=AwardRound)
    """The round."""

    person: relay.GlobalID = asked("评委", refers=Person)
    """Who judges."""


@strawberry.type
class Mutation:
    """What officers do with panels."""

    @act(PanelMember)
    async def draft_panel_member(self, info: Info, input: PanelMemberDraft) -> Answer[PanelMember]:
        """Write down who judges the candidates of a round."""
        scope = info.context.may(Permission.DRAFT)
        award_round = await AwardRound.one(scope, input.round, "round")
        await Person.one(scope, input.person, "person")
        return await keep(info, PanelMember, input, path=award_round.path)


SHEETS = (
    Sheet(
        "award-rounds",
        "评委",
        PanelMember,
        ("评选名称", "评委"),
        (Step(PanelMemberDraft, "draftPanelMember", mutation(Mutation, "draft_panel_member")),),
    ),
)

# Shown: nothing. The public reads the candidates and the honours.

DOCUMENTS: tuple[Document, ...] = ()
