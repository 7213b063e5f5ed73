"""Builders: pictures and papers as telephones and offices make them, particulars and all."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import books
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject
from strawberry import relay
from village import Ask
from xlsxwriter import Workbook

from schema.base.context import Context
from schema.base.profile import profiles
from schema.papers import receiving, store
from schema.papers.apart import Examiner
from schema.papers.receiving import Handed
from schema.records.attachments import Attachment

LATITUDE = ((28, 1), (11, 1), (42, 1))
"""Where a picture says that it was taken."""


def photograph(
    sort: str = "JPEG", size: tuple[int, int] = (40, 20), *, orientation: int = 1, noise: int = 0
) -> bytes:
    """A picture with its place, its camera and a remark; `noise` makes it hard to press."""
    picture = Image.new("RGB", size, (200, 120, 40))
    if noise:
        picture = Image.frombytes(
            "RGB", size, random.Random(noise).randbytes(3 * size[0] * size[1])
        )
    told = Image.Exif()
    told[0x0112], told[0x010F] = orientation, "松塘牌手机"
    told[0x8825] = {1: "N", 2: tuple(a / b for a, b in LATITUDE)}
    return _saved(picture, sort, told)


def _saved(picture: Image.Image, sort: str, told: Image.Exif) -> bytes:
    stream = io.BytesIO()
    remark = {"comment": b"remark of the camera"} if sort == "JPEG" else {}
    picture.save(stream, sort, exif=told, **remark)
    return stream.getvalue()


def paper(*words: str, author: str = "Zhang") -> bytes:
    """A PDF with a page for each text (ASCII), and an author in both places."""
    writer = PdfWriter()
    for each in words or ("notice",):
        page = writer.add_blank_page(300, 200)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        said = DecodedStreamObject()
        said.set_data(f"BT /F1 12 Tf 20 100 Td ({each}) Tj ET".encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(said)
    writer.add_metadata({"/Author": author})
    remark = StreamObject()
    remark._data = f"<x:xmpmeta>{author}</x:xmpmeta>".encode()
    writer.root_object[NameObject("/Metadata")] = writer._add_object(remark)
    return written(writer)


def reopened(content: bytes) -> PdfWriter:
    """A PDF to be changed."""
    return PdfWriter(clone_from=PdfReader(io.BytesIO(content)))


def written(writer: PdfWriter) -> bytes:
    """The bytes of a PDF."""
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def workbook(*cells: object) -> bytes:
    """A workbook with a row of cells, its author and company named."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as made:
        made.set_properties({"author": "Zhang", "company": "Songtang"})
        made.add_worksheet("表").write_row(0, 0, cells or ("事项", 3))
    return stream.getvalue()


def with_parts(content: bytes, more: Mapping[str, str | bytes]) -> bytes:
    """An Office file with parts added or replaced."""
    with ZipFile(io.BytesIO(content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return books.packed({**held, **more})


def parts(content: bytes) -> Iterable[tuple[str, bytes]]:
    """The parts of an Office file."""
    with ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


async def attached(
    ask: Ask, home: Path, to: dict[str, Any], content: bytes, name: str = "水渠.jpg"
) -> Attachment:
    """An attachment of a record, handed in as the service does it."""
    context = Context(actor=ask.actor, now=ask.now, profiles=profiles())
    record = await receiving.carrier(context, to["id"])
    with store.incoming(home) as folder:
        handed = Handed(name, folder / "handed")
        handed.file.write_bytes(content)
        return await receiving.attach(context, home, record, handed, Examiner())


def named(attachment: Attachment) -> dict[str, Any]:
    """How an act names an attachment and the version that was read."""
    id_ = str(relay.GlobalID("Attachment", str(attachment.id)))
    return {"attachment": id_, "expectedVersion": attachment.version}


async def described(ask: Ask, attachment: Attachment, **other: Any) -> dict[str, Any]:
    """The same, with words for those who cannot see it."""
    given = {"title": "修好的水渠", "alternativeText": "水渠已经清淤，渠边铺了石板。"}
    return await ask.does(
        "describeAttachment", "AttachmentDescription", **named(attachment), **given | other
    )
