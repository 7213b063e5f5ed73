"""News for those who subscribe: RSS 2.0, of a place and of each sort of document in it.

An entry says what, where and until when, and not what a document says: copies that others keep of
a feed cannot be recalled.
Source: the RSS 2.0 specification and the Best Practices Profile of the RSS Advisory Board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from itertools import islice
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from publisher import places, templates
from publisher.announce.board import Board, address
from publisher.markdown import one_line
from schema.base.context import SHANGHAI
from schema.base.document import Publication

LATEST = 30
"""How many entries a feed holds."""

FEED = "feed.xml"
"""The file of a feed: in the folder of a place, and in that of a sort of document."""


def feeds(board: Board) -> Mapping[str, bytes]:
    """The feed of a place, and one for each sort of document that it ever made public.

    A feed whose documents have all ended stays, empty, for those who subscribed to it.
    """
    name = board.place.full_name
    made = {board.file(FEED): _feed(board, FEED, f"{name} 最新公开", board.newest)}
    for document in sorted(_sorts(board)):
        file = f"{places.slug(document)}/{FEED}"
        title = f"{name} {templates.called(document)}"
        found = (each for each in board.newest if type(each).__name__ == document)
        made[board.file(file)] = _feed(board, file, title, found)
    return made


def _sorts(board: Board) -> Iterator[str]:
    """The sorts of document that are or were public; a set of them has no order of its own."""
    yield from {type(each).__name__ for each in board.publications} | {
        str(each.document.value) for each in board.unpublishings
    }


def _feed(board: Board, file: str, title: str, publications: Iterable[Publication]) -> bytes:
    latest = tuple(islice(publications, LATEST))
    rss = Element("rss", {"version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom"})
    channel = SubElement(rss, "channel")
    _say(channel, "title", title)
    _say(channel, "link", board.home)
    _say(channel, "description", f"{title}，最新 {LATEST} 条；已经不再公开的不在其中。")
    _say(channel, "language", "zh-CN")
    own = address(board.url, board.file(file))
    SubElement(channel, "atom:link", href=own, rel="self", type="application/rss+xml")
    if latest:
        _say(channel, "lastBuildDate", _moment(latest[0].standing.published_at))
    for each in latest:
        _entry(SubElement(channel, "item"), board, each)
    indent(rss)
    written: bytes = tostring(rss, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(item: Element, board: Board, publication: Publication) -> None:
    document, place = type(publication).__name__, board.whose(publication)
    _say(item, "title", publication.title)
    _say(item, "link", board.page(publication))
    _say(item, "description", "".join(_words(publication, place.full_name)))
    _say(item, "category", templates.called(document), domain="kind")
    _say(item, "category", place.full_name, domain="area")
    _say(item, "guid", edition(publication), isPermaLink="false")
    _say(item, "pubDate", _moment(publication.standing.published_at))


def edition(publication: Publication) -> str:
    """What an edition is known by for ever, wherever its page may lie."""
    standing = publication.standing
    sort = places.slug(type(publication).__name__)
    return f"urn:uuid:{standing.record}#{sort}/{standing.number}"


def _words(publication: Publication, issuer: str) -> Iterator[str]:
    """The entry as plain text."""
    standing, last = publication.standing, publication.last_day
    sort = templates.called(type(publication).__name__)
    yield f"{issuer}，{sort}，{templates.day(publication.day)}。"
    if last is not None:
        yield f"公示到 {templates.day(last)}。"
    if standing.change_note is not None:
        yield f"第 {standing.number} 版更正：{standing.change_note}"


def _say(within: Element, tag: str, words: str, **attributes: str) -> None:
    SubElement(within, tag, attributes).text = one_line(words)


def _moment(moment: datetime) -> str:
    """By the clock of Asia/Shanghai, such as Sun, 03 May 2026 09:00:00 +0800."""
    return format_datetime(moment.astimezone(SHANGHAI))
