"""Handing in: a file becomes an attachment of a record, cleaned, stored and journalled."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from strawberry import relay

from schema.base.act import transaction
from schema.base.context import Context
from schema.base.draft import examine
from schema.base.keeping import create
from schema.base.refusal import RecordUnknown
from schema.base.served import Served
from schema.papers import store
from schema.papers.apart import Examiner
from schema.papers.sweeping import claim
from schema.publications import DOCUMENTS
from schema.records.attachments import Attachment
from schema.rules.roles import Permission

CARRIERS: Mapping[str, type[Served]] = MappingProxyType(
    {document.served.__name__: document.served for document in DOCUMENTS.values()}
)
"""What attachments may belong to, by name: everything that a document can be drawn from."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was handed in. name: as its officer calls it; file: where it lies meanwhile."""

    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class _Attaching:
    """The act, as the journal writes it down."""

    context: Context
    field_name: str = "attach"


async def carrier(context: Context, given: str) -> Served:
    """The record that a file is for, if the officer may write there."""
    scope = context.may(Permission.DRAFT)
    try:
        named = relay.GlobalID.from_id(given)
    except relay.GlobalIDValueError as fault:
        raise RecordUnknown("“record”不是有效的编号。", field="record") from fault
    if named.type_name not in CARRIERS:
        raise RecordUnknown("“record”所指的记录不能带附件。", field="record")
    found: Served = await CARRIERS[named.type_name].one(scope, named, "record")
    return found


async def attach(
    context: Context, home: Path, record: Served, handed: Handed, examiner: Examiner
) -> Attachment:
    """The new attachment of the record. `Unreadable`: why the file is not taken."""
    name = _tidy(handed.name)
    examine(_Called(name))
    clean = handed.file.with_name("clean")
    sort = await examiner.examined(handed.file, clean)
    digest, size = await asyncio.to_thread(store.measured, clean)
    async with transaction():
        await claim(digest)
        await asyncio.to_thread(store.put, home, clean, digest)
        return await create(
            _Attaching(context),
            Attachment,
            path=record.path,
            permission=Permission.DRAFT,
            record_kind=type(record).__name__,
            record_id=record.id,
            title=Path(name).stem[:200] or name[:200],
            name=name,
            media_type=sort,
            size=size,
            digest=digest,
            attached_at=context.now,
        )


@dataclass(frozen=True, slots=True)
class _Called:
    """What a file is called, to be examined like any other text that comes in."""

    name: str


def _tidy(name: str) -> str:
    """The name without what no name needs: folders, control and direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return shown.strip()[:255].lstrip(".") or "附件"
