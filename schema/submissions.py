"""Submitting a document: the allow-list applied, the gate passed, the bytes fixed."""

from __future__ import annotations

import hashlib

import strawberry
from strawberry import relay

from schema.base import codec, enclosing
from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.document import Document, Publication, Snapshot
from schema.base.draft import Instruction, Text, texts
from schema.base.edition import EditionRecord, State
from schema.base.keeping import create
from schema.base.refusal import PrivateParticularFound, Refusal
from schema.base.served import Row, Served
from schema.editions import Edition
from schema.kinds import published_area, published_attachments
from schema.publications import DOCUMENTS, DocumentType
from schema.rules import masking, particulars
from schema.rules.roles import Permission


@strawberry.input
class Submission(Instruction):
    """A document handed in for approval."""

    document: DocumentType
    """What sort of document."""

    record: relay.GlobalID
    """The record that it is drawn from."""

    change_note: Text | None = None
    """What it corrects, in one sentence; needed when the document has been public before."""

    attachments: list[relay.GlobalID] = strawberry.field(default_factory=list)
    """The attachments of the record that go public with it, in this order."""


class ChangeNoteMissing(Refusal):
    """What has been public is corrected only with a note that says what changed."""

    code = "editions.change-note-missing"
    message = "该内容曾经公开，更正须写明更正了什么。"


class AlreadySubmitted(Refusal):
    """One edition of a document waits for approval at a time."""

    code = "editions.already-submitted"
    message = "该文件已有一版在等待审核。请先审核或退回。"


@strawberry.type
class Mutation:
    """How a document is handed in."""

    @act(Edition)
    async def submit(self, info: Info, input: Submission) -> Answer[Edition]:
        """Draw a document from its record, gate it, and hand it in for approval."""
        context = info.context
        document = DOCUMENTS[input.document]
        record = await document.served.one(context.may(Permission.SUBMIT), input.record, "record")
        attached = await published_attachments(context, record, input.attachments)
        same = EditionRecord.filter(document=document.name, record_id=record.id)
        earlier = await same.exclude(state=State.REJECTED).order_by("-number").limit(1).values()
        if earlier and earlier[0]["state"] is State.SUBMITTED:
            raise AlreadySubmitted(f"第 {earlier[0]['number']} 版待审核。")
        if earlier and not input.change_note:
            raise ChangeNoteMissing(f"第 {earlier[0]['number']} 版已公开过。", field="changeNote")
        number, note = (earlier[0]["number"] + 1, input.change_note) if earlier else (1, None)
        drawn = await document.draw(context, record)
        drawn.attachments = attached
        _gate(drawn)
        edition = await create(
            info,
            Edition,
            path=record.path,
            permission=Permission.SUBMIT,
            **await _drawn(document, record, drawn, number, note),
            submitted_by=context.actor.officer,
            submitted_at=context.now,
            state=State.SUBMITTED,
        )
        await enclosing.enclose(edition.id, drawn.attachments)
        return edition


def _gate(drawn: Publication) -> None:
    """Refuses a document in which any text holds a private particular, naming the field."""
    for field, text in texts(drawn, "content"):
        for particular in particulars.found(text):
            raise PrivateParticularFound(f"“{field}”中含有{particular.label}。", field=field)


async def _drawn(
    document: Document, record: Served, drawn: Publication, number: int, note: str | None
) -> Row:
    """The columns that follow from what was drawn."""
    public_note = None if note is None else masking.text(note)
    snapshot = codec.canonical(
        Snapshot(
            document=document.name,
            record=record.id,
            area=await published_area(record.path),
            number=number,
            change_note=public_note,
            content=codec.plain(drawn),
        )
    )
    return {
        "document": document.name,
        "record_id": record.id,
        "about_document": drawn.about.document if drawn.about else None,
        "about_id": drawn.about.record if drawn.about else None,
        "number": number,
        "snapshot": snapshot,
        "digest": hashlib.sha256(snapshot).hexdigest(),
        "title": drawn.title,
        "words": "\n".join(text for _, text in texts(drawn)),
        "day": drawn.day,
        "change_note": public_note,
    }
