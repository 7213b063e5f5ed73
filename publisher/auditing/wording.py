"""What a page must say of a snapshot, made by the templates that write pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import chain
from typing import Any, cast

import orjson
from markupsafe import Markup

from publisher import attachments, blocks, book, faces, markdown, templates
from publisher.auditing.article import bare
from publisher.blocks import Block, Box, Heading, Items, Paragraph, Table
from publisher.faces import Face
from publisher.seal.proofs import Proof
from schema.base import codec
from schema.base.context import SHANGHAI
from schema.base.document import Publication
from schema.base.profile import profiles
from schema.publications import DOCUMENTS, shown
from schema.rules import deadlines
from schema.rules.profile import Item, profile_on
from schema.seals.leaves import Leaf

ISSUER, CONTENTS = "发布：", "本页目录"
"""Before the name of the area, and over the headings of a page, as the theme writes it."""

_BESIDE = 2
"""How many lines of a page without responses and earlier editions follow its attachments."""

_DAY = timedelta(days=1)


class Unreadable(ValueError):
    """A snapshot that no document of this version is in."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The lines of a page, without blanks, as far as its snapshot decides them.

    facts: those below the title, by what they tell; states: one of which stands above the body, if
    there are any; about: how the line ends that says what it speaks of, if it speaks of anything;
    fields: where in the snapshot a value stands, and how the page writes it.
    """

    title: str
    facts: Mapping[str, str]
    note: Sequence[str]
    states: frozenset[str]
    about: str | None
    body: Sequence[str]
    fields: Sequence[tuple[str, str]]

    @property
    def lines(self) -> Sequence[str]:
        """All lines that must stand on the page."""
        return (*self.facts.values(), *self.note, *self.body)


def publication(proof: Proof) -> Publication:
    """The document that a proof is of, as everybody could read it; `Unreadable`."""
    leaf = proof.entry
    row = {"document": leaf.document, "snapshot": proof.snapshot, "published_at": leaf.moment}
    try:
        found = shown(row | {"posted_until": None})
        found.standing = replace(found.standing, posted_until=_end(leaf, found))
        same = orjson.loads(proof.snapshot)["document"] == leaf.document
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Unreadable("its snapshot cannot be read") from fault
    if not same or (found.standing.record, found.standing.number) != (leaf.record, leaf.number):
        raise Unreadable("its snapshot is of another edition than its entry")
    return found


def item(leaf: Leaf) -> Item:
    """The item of the catalogue that an edition was published under."""
    code = DOCUMENTS[leaf.document].shown.CODE
    return profile_on(profiles(), book.day_of(leaf.moment)).item(code)


def _end(leaf: Leaf, of: Publication) -> datetime | None:
    """When the posting of an edition ends, as `Edition.last_posting` decided when it began."""
    days = item(leaf).posting_days
    if days is None:
        return None
    last = max(deadlines.posted_until(book.day_of(leaf.moment), days), of.last_day or date.min)
    return datetime.combine(last + _DAY, time(), SHANGHAI)


def wording(of: Publication, page: str, today: date) -> Wording:
    """What the page of a document must say, if it was made on a day from its publication to today.

    page: the path of its Markdown, from which its attachments are linked to.
    """
    face = _face(of, page)
    note = _page(replace(face, content=Markup(""), attachments=()))
    return Wording(
        title=bare(markdown.plain(of.title)),
        facts=_facts(face),
        note=note,
        states=_states(of, face.published, today),
        about=f"（{templates.called(of.about.document)}）" if of.about else None,
        body=_page(face)[len(note) :],
        fields=(*_fields(of), *_fields(of.standing.change_note, "change_note")),
    )


def _face(of: Publication, page: str) -> Face:
    """What stands on a page by its snapshot; the rest comes from other documents and from days."""
    standing = of.standing
    return Face(
        number=standing.number,
        published=book.day_of(standing.published_at),
        last_day=book.last_day(standing.posted_until),
        change_note=standing.change_note,
        code="",
        item="",
        state=None,
        about=None,
        responses=(),
        content=faces.content(of),
        proven=False,
        attachments=tuple(attachments.hanging(page, of)),
        earlier=(),
        history=(),
    )


def _page(face: Face) -> list[str]:
    """The lines of a page down to its last attachment."""
    return lines(templates.render("_page.md", page=face))[:-_BESIDE]


def lines(text: Markup) -> list[str]:
    """The lines of a page that is made of Markdown, without blanks; of a picture what it shows."""
    found = _lines(blocks.read(text.replace("\n![", "\n[")))
    return [line for each in found if (line := bare(each))]


def _lines(found: Sequence[Block]) -> Iterator[str]:
    """The words of blocks, as a page parts them."""
    for block in found:
        match block:
            case Heading(_, line):
                yield blocks.words(line)
            case Paragraph(some) | Items(some):
                yield from map(blocks.words, some)
            case Table(head, rows):
                yield from map(blocks.words, chain(head, *rows))
            case Box(_, title, inside):
                yield blocks.words(title)
                yield from _lines(inside)


def _facts(face: Face) -> Mapping[str, str]:
    """What stands below the title, by what it tells."""
    until = templates.day(face.last_day) if face.last_day else "长期公开"
    return {
        "the day on which it was published": f"公开日期：{templates.day(face.published)}",
        "until when it was to be posted": f"公示至：{until}",
        "which edition it is": f"第{face.number}版",
    }


def _states(of: Publication, first: date, today: date) -> frozenset[str]:
    """Where its matter could be said to stand on some day since it was published."""
    goes_on = book.goes_on(type(of).__name__)
    days = range(max((today - first).days, 0) + 1) if goes_on else range(0)
    states = {state for each in days if (state := of.state_on(first + each * _DAY))}
    return frozenset(bare(templates.label(state)) for state in states)


def _fields(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Every value in a document with the field that it stands in, as a page could write it."""
    if dataclasses.is_dataclass(value):
        for name in codec.stored_fields(cast(Any, type(value))):
            yield from _fields(getattr(value, name), f"{field}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value, 1):
            yield from _fields(each, f"{field}[{place}]")
    else:
        yield from ((field, form) for each in _written(value) if (form := bare(each)))


def _written(value: object) -> Iterator[str]:
    """What a page writes for a value, line by line; a moment also by its day."""
    if isinstance(value, str):
        yield from markdown.visible(value).split("\n")
    elif isinstance(value, Enum):
        yield templates.labels().get(type(value).__name__, {}).get(value.name, "")
    elif isinstance(value, datetime):
        yield from (templates.moment(value), templates.day(value))
    elif isinstance(value, date):
        yield templates.day(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
