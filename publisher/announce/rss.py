"""News for those who subscribe: RSS 2.0, of a place and of each sort of document in it.

An entry says what, where and until when, and not what a document says: copies that others keep of
a feed cannot be recalled.
Source: the RSS 2.0 specification and the Best Practices Profile of the RSS Advisory Board.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from html import escape
from itertools import islice

from publisher import places, templates
from publisher.announce.board import Board, Pieces, address
from publisher.markdown import one_line
from schema.base.context import SHANGHAI
from schema.base.document import Publication
from schema.cards import Card

LATEST = 30
"""How many entries a feed holds."""

FEED = "feed.xml"
"""The file of a feed: in the folder of a place, and in that of a sort of document."""


_ENTRY = re.compile(rb"<item>.*?<link>([^<]*)</link>.*?</item>", re.DOTALL)
_END = b"\n  </channel>\n</rss>\n"
"""How a feed ends, behind its entries."""


def feeds(board: Board, sorts: Iterable[str], before: Pieces) -> Mapping[str, bytes]:
    """The feed of a place, and one for each of these sorts of document.

    A feed whose documents have all ended stays, empty, for those who subscribed to it.
    """
    name = board.place.full_name
    entries = {card.id: _entry(board, card, before) for card in board.cards}

    def feed(file: str, title: str, cards: Iterable[Card]) -> bytes:
        latest = tuple(islice(cards, LATEST))
        head = _head(board, file, title, latest[0].published_at if latest else None)
        told = (b"\n    " + entries[card.id] for card in latest)
        return b"".join((head, *told, _END))

    made = {board.file(FEED): feed(FEED, f"{name} 最新公开", board.newest)}
    for document in sorted(sorts):
        file = f"{places.slug(document)}/{FEED}"
        found = (card for card in board.newest if card.document == document)
        made[board.file(file)] = feed(file, f"{name} {templates.called(document)}", found)
    return made


def pieces(feed: bytes) -> Pieces:
    """The entries of a feed as they stand in it."""
    return {found[1].decode(): found[0] for found in _ENTRY.finditer(feed)}


def _head(board: Board, file: str, title: str, last: datetime | None) -> bytes:
    """A feed as far as its entries."""
    own = escape(address(board.url, board.file(file)))
    lines = (
        "<?xml version='1.0' encoding='utf-8'?>",
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
        "  <channel>",
        f"    {_said('title', title)}",
        f"    {_said('link', board.home)}",
        f"    {_said('description', f'{title}，最新 {LATEST} 条；已经不再公开的不在其中。')}",
        "    <language>zh-CN</language>",
        f'    <atom:link href="{own}" rel="self" type="application/rss+xml" />',
        *((f"    {_said('lastBuildDate', _moment(last))}",) if last else ()),
    )
    return "\n".join(lines).encode()


def _entry(board: Board, card: Card, before: Pieces) -> bytes:
    """An entry, the same in every feed; of an edition that is not read, as it was before."""
    if card.id not in board.contents:
        return before[board.page(card)]
    place, publication = board.whose(card), board.contents[card.id]
    lines = (
        "<item>",
        _said("title", publication.title),
        _said("link", board.page(card)),
        _said("description", "".join(_words(publication, place.full_name))),
        _said("category", templates.called(card.document), ' domain="kind"'),
        _said("category", place.full_name, ' domain="area"'),
        _said("guid", edition(card), ' isPermaLink="false"'),
        _said("pubDate", _moment(card.published_at)),
    )
    return ("\n      ".join(lines) + "\n    </item>").encode()


def _said(tag: str, words: str, attribute: str = "") -> str:
    return f"<{tag}{attribute}>{escape(one_line(words), quote=False)}</{tag}>"


def edition(card: Card) -> str:
    """What an edition is known by for ever, wherever its page may lie."""
    return f"urn:uuid:{card.record}#{places.slug(card.document)}/{card.number}"


def _words(publication: Publication, issuer: str) -> Iterator[str]:
    """The entry as plain text."""
    standing, last = publication.standing, publication.last_day
    sort = templates.called(type(publication).__name__)
    yield f"{issuer}，{sort}，{templates.day(publication.day)}。"
    if last is not None:
        yield f"公示到 {templates.day(last)}。"
    if standing.change_note is not None:
        yield f"第 {standing.number} 版更正：{standing.change_note}"


def _moment(moment: datetime) -> str:
    """By the clock of Asia/Shanghai, such as Sun, 03 May 2026 09:00:00 +0800."""
    return format_datetime(moment.astimezone(SHANGHAI))
