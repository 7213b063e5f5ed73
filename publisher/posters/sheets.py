"""Sheets as values: everything that the templates of `site/posters` print, ready to print."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup

from publisher import blocks, markdown, templates
from publisher.blocks import Block, Box, Heading, Items, Paragraph, Table
from publisher.posters.frames import Foot, Frame, Month, Posted

_FOR_GOOD = "长期公开"


def poster(content: Markup, frame: Frame) -> dict[str, Any]:
    """The sheet of a document; content: the Markdown that its template made of it."""
    note = markdown.paragraphs(frame.change_note or "")
    return {
        "issuer": markdown.plain(frame.issuer),
        "title": markdown.plain(frame.title),
        "label": markdown.plain(frame.label),
        "item": markdown.plain(frame.item),
        "published": templates.day(frame.published_at),
        "until": _last(frame.last_day),
        "number": frame.number,
        "note": _told(note),
        "subject": markdown.plain(frame.subject or ""),
        "blocks": _told(content),
        **_foot(frame.foot),
    }


def month(of: Month) -> dict[str, Any]:
    """The sheet of a month."""
    return {
        "issuer": markdown.plain(of.issuer),
        "title": f"{of.first.year}年{of.first.month}月公开了什么",
        "label": "每月公开",
        "published": templates.day(of.as_of),
        "entries": [_entry(entry, of.first.year) for entry in of.entries],
        **_foot(of.foot),
    }


def _entry(entry: Posted, year: int) -> dict[str, str]:
    """A line of the list; days of its year are told without it, so that a line is one line."""
    return {
        "day": templates.day(entry.published).removeprefix(f"{year}年"),
        "label": markdown.plain(entry.label),
        "title": markdown.plain(entry.title),
        "until": _last(entry.last_day).removeprefix(f"{year}年"),
    }


def _last(last_day: date | None) -> str:
    return templates.day(last_day) if last_day else _FOR_GOOD


def _foot(foot: Foot) -> dict[str, Any]:
    seen = foot.witness
    return {
        "address": foot.address,
        "objection": markdown.plain(foot.objection or ""),
        "witness": seen and {"origin": seen.origin, "size": seen.size, "root": seen.root},
        "demo": foot.demo,
        "preview": foot.preview,
    }


def _told(content: Markup) -> list[dict[str, Any]]:
    return [_block(each) for each in blocks.read(content)]


def _block(block: Block) -> dict[str, Any]:
    """A block by names; a line is runs already, which JSON writes as pairs."""
    match block:
        case Heading(level, line):
            return {"is": "heading", "level": level, "line": line}
        case Paragraph(lines):
            return {"is": "paragraph", "lines": lines}
        case Items(lines, numbered):
            return {"is": "items", "lines": lines, "numbered": numbered}
        case Table(head, rows, right):
            return {"is": "table", "head": head, "rows": rows, "right": right}
        case Box(tone, title, inside):
            within = [_block(each) for each in inside]
            return {"is": "box", "tone": tone, "line": title, "blocks": within}
