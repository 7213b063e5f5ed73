"""Files that a front end hands over, and their taking in: first tried, then done.

A file lies here for a day and only for the officer who handed it over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self
from uuid import UUID

import strawberry
from tortoise import fields
from tortoise.models import Model

from schema.base.act import Answer
from schema.base.connection import Connection, Window, sliced
from schema.base.context import Context, Info
from schema.base.draft import Text
from schema.base.part import Part
from schema.base.record import MomentField
from schema.base.refusal import Refusal
from schema.base.scope import AreaPath
from schema.base.served import uuid
from schema.base.value import Value
from schema.exchange import importing
from schema.exchange.complaints import Complaint
from schema.exchange.importing import Delivery, Report
from schema.rules.roles import Permission

KEPT = timedelta(days=1)
"""How long a file lies here."""


class UploadRecord(Model):
    """A file as it was handed over."""

    id = fields.UUIDField(primary_key=True)
    officer_id: Any = fields.UUIDField(db_index=True)
    name = fields.CharField(max_length=255)
    content = fields.BinaryField()
    at = MomentField()

    class Meta:
        """By officer."""

        table = "upload"


async def hand_over(context: Context, name: str, content: bytes) -> UUID:
    """Keeps a file for the officer who hands it over; what has lain too long goes."""
    context.may(Permission.DRAFT)
    officer = context.actor.officer
    await UploadRecord.filter(officer_id=officer, at__lt=context.now - KEPT).delete()
    kept = await UploadRecord.create(
        id=context.fresh_id(), officer_id=officer, name=name, content=content, at=context.now
    )
    return UUID(str(kept.id))


@strawberry.type
class ImportComplaint(Part):
    """One thing to mend in a file; it names the class of the value found, never the value."""

    sheet: str
    """The sheet."""

    row: int
    """The row, as the spreadsheet program counts; 0 for the sheet as a whole."""

    column: str
    """The column by letter and heading; empty for the row as a whole."""

    value_class: str
    """What stands there: 文本, 数字, 日期, 是非, 公式 or 空."""

    expected: str
    """What would be right, in plain Chinese."""

    @classmethod
    def of(cls, found: Complaint) -> Self:
        """The same, as it is served."""
        return cls(
            sheet=found.sheet,
            row=found.row,
            column=found.column,
            value_class=found.value_class,
            expected=found.expected,
        )


@strawberry.type
class ImportReport(Value):
    """What came of a file, or would come of it."""

    taken: bool
    """Whether it was taken in; a file that was only tried, or has complaints, was not."""

    created: int
    """Rows that became new records."""

    changed: int
    """Rows that changed a record."""

    unchanged: int
    """Rows that said what stands already."""

    found: strawberry.Private[list[ImportComplaint]]

    @strawberry.field
    def complaints(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[ImportComplaint]:
        """What is wrong with it; while there is anything, nothing of it is taken in."""
        return sliced(self.found, Window(first, after, last, before))

    @classmethod
    def of(cls, report: Report, *, check: bool) -> Self:
        """The same, as it is served."""
        return cls(
            taken=not (check or report.complaints),
            created=report.tally.created,
            changed=report.tally.changed,
            unchanged=report.tally.unchanged,
            found=[ImportComplaint.of(each) for each in report.complaints],
        )


@strawberry.input
class Import:
    """A file that was handed over before, by `PUT /uploads`."""

    upload: Text
    """What the hand-over was answered with."""

    area: AreaPath | None = None
    """Whose it is, where its rows do not say so."""


class UploadUnknown(Refusal):
    """No such file lies here for this officer."""

    code = "imports.upload-unknown"
    message = "没有这个文件，或者上传已超过一天。请重新上传。"


@strawberry.type
class Mutation:
    """What officers do with files."""

    @strawberry.mutation
    async def check_import(self, info: Info, input: Import) -> Answer[ImportReport]:
        """Say what would come of a file; nothing is written."""
        return await _run(info.context, input, check=True)

    @strawberry.mutation
    async def run_import(self, info: Info, input: Import) -> Answer[ImportReport]:
        """Take a file in, all of it or nothing; each row through the acts of the mutations."""
        return await _run(info.context, input, check=False)


async def _run(context: Context, given: Import, *, check: bool) -> ImportReport:
    context.may(Permission.DRAFT)
    key = uuid(given.upload)
    own = UploadRecord.filter(id=key, officer_id=context.actor.officer) if key else None
    found = await own.get_or_none() if own else None
    if found is None or found.at < context.now - KEPT:
        raise UploadUnknown("没有这个上传编号。", field="upload")
    delivery = Delivery(found.name, found.content, given.area)
    return ImportReport.of(await importing.run(context, delivery, check=check), check=check)
