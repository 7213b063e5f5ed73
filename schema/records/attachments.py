"""Attachments: pictures and papers that belong to a record and can go public with its documents.

They belong to what documents are drawn from, never to a person or a household. The content lies
in a file that is known by its digest; it comes in over `PUT /attachments`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.expressions import Q

from schema.base.act import Answer, act
from schema.base.attached import MediaType, PublishedAttachment
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.digest import Digest
from schema.base.document import Document
from schema.base.draft import Instruction, Text
from schema.base.keeping import change, remove
from schema.base.record import MomentField, Record
from schema.base.refusal import InputImpossible, RecordUnknown, Refusal
from schema.base.served import Served, edge, uuid
from schema.base.sheet import Sheet
from schema.records.areas import OfArea
from schema.rules import masking
from schema.rules.roles import Permission

# Stored


class AttachmentRecord(Record):
    """What is known of a file. The same content may belong to several records."""

    # No foreign key: it may belong to a record of any kind. None of these is ever deleted.
    record_kind = fields.CharField(max_length=64)
    record_id: Any = fields.UUIDField()
    title = fields.CharField(max_length=200)
    name = fields.CharField(max_length=255)
    media_type: Any = fields.CharEnumField(MediaType, max_length=80)
    size = fields.IntField()
    digest = fields.CharField(max_length=64, db_index=True)
    alternative_text = fields.CharField(max_length=500, null=True)
    attached_at = MomentField()

    class Meta:
        """By the record that they belong to."""

        table = "attachment"
        indexes = (("record_id", "record_kind"),)


# Served


@strawberry.type
class Attachment(OfArea):
    """A picture or paper of a record, as its officers see it; its content: `GET /attachments/`."""

    stored = AttachmentRecord

    record_kind: strawberry.Private[str]
    record_id: strawberry.Private[UUID]

    title: str
    """What it is, in a few words; it goes public with it."""

    name: str
    """The name that the file came with; it stays with the officers."""

    media_type: MediaType
    """What sort of file it is, told from its content."""

    size: int
    """How long it is, in bytes."""

    digest: Digest
    """SHA-256 of its content, in hexadecimal."""

    alternative_text: str | None
    """What a picture shows, for those who cannot see it; needed before it goes public."""

    attached_at: datetime
    """When it was handed in."""

    @strawberry.field
    async def record(self, info: Info) -> Served | None:
        """The record that it belongs to."""
        kind = relay.GlobalID(self.record_kind, "").resolve_type(info)
        found: Served | None = await edge(info.context, kind, self.record_id)
        return found


# Asked


@strawberry.input
class AttachmentFilter(Filter):
    """Which attachments."""

    record: relay.GlobalID | None = None
    """Of this record."""

    media_type: MediaType | None = where("media_type")
    """Of this sort of file."""

    title: Text | None = where("title__icontains")
    """With this in the title."""

    def conditions(self) -> Q:
        """The given conditions."""
        found = super().conditions()
        if self.record is None:
            return found
        own = Q(record_kind=self.record.type_name, record_id=uuid(self.record.node_id))
        return Q(found, own)


@strawberry.enum
class AttachmentOrder(Enum):
    """In which order attachments are listed."""

    OLDEST = "attached_at"
    """The earliest handed in first."""

    NEWEST = "-attached_at"
    """The latest handed in first."""


@strawberry.type
class Query:
    """Attachments, for officers."""

    attachments: Connection[Attachment] | None = connection(
        Attachment, AttachmentFilter, AttachmentOrder
    )
    """The attachments in your scope, public or not."""


# Done


@strawberry.input
class AttachmentDescription(Instruction):
    """What an attachment is, and what it shows."""

    attachment: relay.GlobalID
    """The attachment."""

    expected_version: int
    """The version of it that you read."""

    title: Text
    """What it is, in a few words."""

    alternative_text: Text | None = None
    """What a picture shows, for those who cannot see it."""


@strawberry.input
class AttachmentRemoval(Instruction):
    """An attachment that is no longer wanted."""

    attachment: relay.GlobalID
    """The attachment."""

    expected_version: int
    """The version of it that you read."""


MOST = 20
"""Attachments of one edition; whoever approves it has to look at each."""


class TooManyAttachments(InputImpossible):
    """An edition carries so many attachments that nobody would look at each, or one twice."""

    code = "attachments.too-many"
    message = "公开的附件太多或有重复。请减少后再提交。"


class AlternativeTextMissing(Refusal):
    """A picture goes public only with words for those who cannot see it."""

    code = "attachments.alternative-text-missing"
    message = "公开图片须先写明图片内容，让看不见图片的人也能知道。请补写后再提交。"


@strawberry.type
class Mutation:
    """What officers do with attachments; a new one comes in over `PUT /attachments`."""

    @act(Attachment)
    async def describe_attachment(
        self, info: Info, input: AttachmentDescription
    ) -> Answer[Attachment]:
        """Say what an attachment is and shows; editions that hold it stay as approved."""
        found = await _own(info, input.attachment)
        return await change(
            info,
            found,
            input.expected_version,
            permission=Permission.DRAFT,
            title=input.title,
            alternative_text=input.alternative_text,
        )

    @act(Attachment)
    async def remove_attachment(self, info: Info, input: AttachmentRemoval) -> Answer[Attachment]:
        """Take an attachment from its record; the file goes once no edition holds it either."""
        found = await _own(info, input.attachment)
        return await remove(info, found, input.expected_version, permission=Permission.DRAFT)


async def _own(info: Info, given: relay.GlobalID) -> Attachment:
    return await Attachment.one(info.context.may(Permission.DRAFT), given, "attachment")


SHEETS: tuple[Sheet, ...] = ()

# Shown

DOCUMENTS: tuple[Document, ...] = ()


async def published(
    context: Context, record: Served, chosen: Sequence[relay.GlobalID]
) -> tuple[PublishedAttachment, ...]:
    """What the public may read of the chosen attachments of a record."""
    if len({each.node_id for each in chosen}) < len(chosen) or len(chosen) > MOST:
        raise TooManyAttachments(
            f"选了 {len(chosen)} 个附件。",
            threshold=f"至多 {MOST} 个，各不相同",
            field="attachments",
        )
    found = await Attachment.several(context.may(Permission.SUBMIT), chosen)
    return tuple(_shown(found.get(each.node_id), record) for each in chosen)


def _shown(chosen: Attachment | None, record: Served) -> PublishedAttachment:
    if chosen is None or chosen.record_id != record.id:
        raise RecordUnknown("所选的附件不属于这条记录。", field="attachments")
    words = chosen.alternative_text
    if chosen.media_type.picture and not words:
        raise AlternativeTextMissing(f"附件“{chosen.title}”没有文字说明。", field="attachments")
    return PublishedAttachment(
        title=masking.text(chosen.title),
        media_type=chosen.media_type,
        size=chosen.size,
        digest=chosen.digest,
        alternative_text=masking.text(words) if words and chosen.media_type.picture else None,
    )
