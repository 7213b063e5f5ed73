"""Drawing a document from its record: the allow-list applied, the gate passed, the bytes fixed."""

from __future__ import annotations

import hashlib

from schema.base import codec
from schema.base.document import Document, Publication, Snapshot
from schema.base.draft import texts
from schema.base.refusal import PrivateParticularFound
from schema.base.served import Row, Served
from schema.kinds import published_area
from schema.rules import masking, particulars


def gate(drawn: Publication) -> None:
    """Refuses a document in which any text holds a private particular, naming the field."""
    for field, text in texts(drawn, "content"):
        for particular in particulars.found(text):
            raise PrivateParticularFound(f"“{field}”中含有{particular.value}。", field=field)


async def edition(
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
        "number": number,
        "snapshot": snapshot,
        "digest": hashlib.sha256(snapshot).hexdigest(),
        "title": drawn.title,
        "words": "\n".join(text for _, text in texts(drawn)),
        "day": drawn.day,
        "change_note": public_note,
    }
