"""Award criteria: what a candidate has to meet, version by version; no version is ever changed."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.queryset import QuerySet

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Instruction, Text, asked
from schema.base.keeping import create
from schema.base.numbering import following
from schema.base.part import Part, parts
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.scope import Scope
from schema.base.served import to
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.records.award_schemes import AwardScheme
from schema.rules.masking import PublicText
from schema.rules.roles import Audience, Permission

# Stored


class AwardCriteriaRecord(Record):
    """One version of the criteria of a type. It is never changed, so that rounds can rely on it."""

    # A type with criteria is kept: past rounds were judged by them.
    award_scheme: Any = fields.ForeignKeyField(
        "zuwu.AwardSchemeRecord", related_name=False, on_delete=fields.RESTRICT
    )
    sequence = fields.IntField()
    valid_from = fields.DateField()
    criteria: Any = fields.JSONField()
    vetoes: Any = fields.JSONField()
    basis = fields.TextField()
    revocation_rule = fields.TextField()

    class Meta:
        """Each version of a type once."""

        table = "award_criteria"
        unique_together = (("award_scheme_id", "sequence"),)


# Served


@strawberry.type
class Condition(Part):
    """A criterion, or a condition that rules a candidate out."""

    text: PublicText
    """What it asks for."""


@strawberry.type
class AwardCriteria(OfArea):
    """One version of the criteria of a type."""

    stored = AwardCriteriaRecord

    readers = open_to(
        Audience.MEMBERS,
        members="number sequence valid_from basis revocation_rule criteria vetoes award_scheme",
    )

    award_scheme_id: strawberry.Private[UUID]
    sequence: strawberry.Private[int]

    valid_from: date
    """The first day that rounds may be judged by it."""

    basis: str
    """What it rests on: a regulation, a decision, its title and number."""

    revocation_rule: str
    """When an honour given by it is taken back."""

    criteria: strawberry.Private[list[Condition]]
    vetoes: strawberry.Private[list[Condition]]

    criterion_parts = parts(Condition, "criteria", "What a candidate has to meet.")
    veto_parts = parts(Condition, "vetoes", "What rules a candidate out, whatever else is met.")

    award_scheme: AwardScheme | None = to(AwardScheme, "award_scheme_id", "The type.")

    @strawberry.field
    def number(self) -> int:
        """Counts the versions of the type from 1."""
        return self.sequence

    @classmethod
    def reached(cls, scope: Scope) -> QuerySet[Any]:
        """Those in scope and those of the areas above, which may be used below."""
        return cls.stored.filter(scope.upwards("area_id"))


# Asked


@strawberry.input
class AwardCriteriaFilter(Filter):
    """Which versions of criteria."""

    award_scheme: relay.GlobalID | None = where("award_scheme_id")
    """Of this type."""

    valid_by: date | None = where("valid_from__lte")
    """That were valid by this day."""


@strawberry.enum
class AwardCriteriaOrder(Enum):
    """In which order versions of criteria are listed."""

    NEWEST = "-valid_from"
    """The latest first."""


@strawberry.type
class Query:
    """Criteria of awards, for officers."""

    award_criteria: Connection[AwardCriteria] | None = connection(
        AwardCriteria, AwardCriteriaFilter, AwardCriteriaOrder
    )
    """The versions of the criteria of the awards that you may use."""


# Done


@strawberry.input
class AwardCriteriaDraft(Instruction):
    """A new version of the criteria of a type; a mistake is put right by the next one."""

    award_scheme: relay.GlobalID = asked("奖项名称", refers=AwardScheme)
    """The type."""

    sequence: int | None = asked("条件版本", None)
    """Which version it is, counted from 1; the next one unless told."""

    valid_from: date = asked("条件生效日期")
    """The first day that rounds may be judged by it."""

    criteria: list[Text] = asked("评选条件")
    """What a candidate has to meet."""

    vetoes: list[Text] = asked("一票否决情形", list)
    """What rules a candidate out, whatever else is met."""

    basis: Text = asked("评选依据")
    """What it rests on: a regulation, a decision, its title and number."""

    revocation_rule: Text = asked("撤销规定")
    """When an honour given by it is taken back."""


@strawberry.type
class Mutation:
    """What officers do with criteria."""

    @act(AwardCriteria)
    async def draft_award_criteria(
        self, info: Info, input: AwardCriteriaDraft
    ) -> Answer[AwardCriteria]:
        """Write the next version of a type's criteria down; no version is ever changed."""
        scope = info.context.may(Permission.DRAFT)
        award_scheme = await AwardScheme.one(scope, input.award_scheme, "awardScheme")
        info.context.may_at(Permission.DRAFT, award_scheme.path)
        number = await following(
            AwardCriteriaRecord, award_scheme.path, award_scheme_id=award_scheme.id
        )
        if input.sequence not in {None, number}:
            raise InputImpossible(
                f"填写的是第 {input.sequence} 版。", threshold=f"第 {number} 版", field="sequence"
            )
        return await create(
            info,
            AwardCriteria,
            path=award_scheme.path,
            permission=Permission.DRAFT,
            award_scheme_id=award_scheme.id,
            sequence=number,
            valid_from=input.valid_from,
            criteria=[{"text": text} for text in input.criteria],
            vetoes=[{"text": text} for text in input.vetoes],
            basis=input.basis,
            revocation_rule=input.revocation_rule,
        )


SHEETS = (
    Sheet(
        "award-schemes",
        "评选条件",
        AwardCriteria,
        ("奖项名称", "条件版本"),
        (
            Step(
                AwardCriteriaDraft,
                "draftAwardCriteria",
                mutation(Mutation, "draft_award_criteria"),
            ),
        ),
    ),
)

# Shown: with the candidates of a round, by `candidacies`.

DOCUMENTS: tuple[Document, ...] = ()
