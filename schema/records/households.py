"""Households: the unit that is represented at a group meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Any

import strawberry
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked, in_order
from schema.base.keeping import Acting, Fit, keep_all, kept
from schema.base.record import Record
from schema.base.refusal import Refusal
from schema.base.scope import AreaPath
from schema.base.sheet import Sheet, Step
from schema.records.areas import OfArea
from schema.rules.roles import Permission

# Stored


@strawberry.enum
class ResidenceStatus(Enum):
    """Whether the household lives in the group."""

    AT_HOME = "AT_HOME"
    """在家"""

    PARTLY_AWAY = "PARTLY_AWAY"
    """部分外出"""

    AWAY = "AWAY"
    """全家外出"""


class HouseholdRecord(Record):
    """A household. It is ended, never deleted: past meetings counted it."""

    number = fields.CharField(max_length=20)
    residence_status: Any = fields.CharEnumField(ResidenceStatus, max_length=16)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        """A number names one household of its area."""

        table = "household"
        unique_together = (("area_id", "number"),)


# Served


@strawberry.type
class Household(OfArea):
    """A household of the group."""

    stored = HouseholdRecord

    number: str
    """Its number in the group, such as H01."""

    residence_status: ResidenceStatus
    """Whether it lives in the group."""

    valid_from: date
    """The first day that it counted as a household."""

    valid_to: date | None
    """The last day that it did."""


# Asked


@strawberry.input
class HouseholdFilter(Filter):
    """Which households."""

    number: Text | None = where("number")
    """With this number."""

    residence_status: ResidenceStatus | None = where("residence_status")
    """That live so."""

    ended: bool | None = where("valid_to__not_isnull")
    """Those that have ended, or those that have not."""


@strawberry.enum
class HouseholdOrder(Enum):
    """In which order households are listed."""

    NUMBER = "number"
    """By number."""


@strawberry.type
class Query:
    """Households, for officers."""

    households: Connection[Household] | None = connection(
        Household, HouseholdFilter, HouseholdOrder
    )
    """The households in your scope."""


# Done


@strawberry.input
class HouseholdDraft(Draft):
    """A household as an officer writes it."""

    area: AreaPath = asked("区域编码")
    """The group it belongs to."""

    number: Text = asked("户号")
    """Its number in the group, such as H01."""

    residence_status: ResidenceStatus = asked("居住情况")
    """Whether it lives in the group."""

    valid_from: date = asked("立户日期")
    """The first day that it counted as a household."""

    valid_to: date | None = asked("销户日期", None)
    """The last day that it did."""


@strawberry.type
class Mutation:
    """What officers do with households."""

    @act(Household)
    async def draft_household(self, info: Info, input: HouseholdDraft) -> Answer[Household]:
        """Write a household down, or change one."""
        return kept(await write(info, [input]))


async def write(info: Acting, drafts: Sequence[HouseholdDraft]) -> list[Household | Refusal]:
    """Writes households down; each is answered with its record or why it was not written."""

    def fit(draft: HouseholdDraft) -> Fit:
        in_order(draft.valid_from, draft.valid_to, "validTo")
        return Fit(draft.area)

    return await keep_all(info, Household, drafts, fit, permission=Permission.PEOPLE)


SHEETS = (
    Sheet(
        "households", "户", Household, ("户号",), (Step(HouseholdDraft, "draftHousehold", write),)
    ),
)

# Shown: nothing. Of households the public reads counts, in the profile of the area.

DOCUMENTS: tuple[Document, ...] = ()
