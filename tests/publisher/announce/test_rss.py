"""Feeds: as a feed reader finds them, whatever somebody wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import shelves
import village as v
from hypothesis import given
from hypothesis import strategies as st
from shelves import board, document, ended

from publisher.announce import rss
from publisher.announce.board import Board
from publisher.markdown import one_line
from schema.publications import DOCUMENTS, Ending
from schema.rules import masking


def feeds(of: Board) -> Mapping[str, bytes]:
    """All feeds of a place of which there were none before."""
    return rss.feeds(of, DOCUMENTS, {})


def read(of: Board, file: str = "201/001/feed.xml") -> Any:
    """A feed as a reader takes it."""
    found = feedparser.parse(feeds(of)[file], sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.bozo_exception
    return found


def test_a_feed_says_what_it_is_whose_and_where() -> None:
    found = read(board(document("OpenNotice")))
    assert found.version == "rss20"
    assert found.feed.title == "松塘村第一组 最新公开"
    assert found.feed.link == "https://zuwu.example/201/001/"
    assert found.feed.language == "zh-CN"
    (own,) = [each for each in found.feed.links if each.rel == "self"]
    assert own.href == "https://zuwu.example/201/001/feed.xml"
    assert own.type == "application/rss+xml"


def test_an_entry_says_what_where_of_which_sort_and_when() -> None:
    notice = document("OpenNotice", last_day=date(2026, 5, 12))
    (entry,) = read(board(notice)).entries
    record = notice.standing.record
    assert entry.title == "字"
    assert entry.link == f"https://zuwu.example/201/001/open-notice/{record}/"
    assert [(each.scheme, each.term) for each in entry.tags] == [
        ("kind", "通知公告"),
        ("area", "松塘村第一组"),
    ]
    assert entry.published == "Sun, 03 May 2026 10:00:00 +0800"
    told = "松塘村第一组，通知公告，2026年5月3日。公示到 2026年5月12日。"
    assert entry.summary == told


def test_an_edition_keeps_its_id_and_a_correction_is_news() -> None:
    first, second = (document("OpenNotice", number=number) for number in (1, 2))
    before, after = read(board(first)).entries[0], read(board(second)).entries[0]
    assert before.id == f"urn:uuid:{first.standing.record}#open-notice/1"
    assert after.id == f"urn:uuid:{first.standing.record}#open-notice/2"
    assert not before.guidislink
    assert "第 2 版更正：更正字" in after.summary


def test_two_documents_of_one_record_are_two_entries() -> None:
    same = [document(each, record="same") for each in ("MeetingNotice", "MeetingOutcome")]
    assert len({each.id for each in read(board(*same)).entries}) == 2


def test_a_village_hears_of_its_groups_and_only_the_latest() -> None:
    many = [document("OpenNotice", str(n), record=str(n), number=n + 1) for n in range(40)]
    found = read(board(*many, path=v.VILLAGE), "201/feed.xml")
    assert [each.title for each in found.entries] == [str(n) for n in range(39, 9, -1)]


def test_each_sort_has_a_feed_of_its_own() -> None:
    both = board(document("OpenNotice", "甲"), document("MeetingNotice", "乙"))
    found = read(both, "201/001/open-notice/feed.xml")
    assert [each.title for each in found.entries] == ["甲"]
    assert found.feed.title == "松塘村第一组 通知公告"


def test_what_has_ended_leaves_and_its_feed_stays_for_those_who_subscribed() -> None:
    gone = board(ended=(ended(Ending.EXPIRED),))
    for file in ("201/001/feed.xml", "201/001/open-notice/feed.xml"):
        assert read(gone, file).entries == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hostile_words_are_words(name: str) -> None:
    (entry,) = read(board(document(name, shelves.HOSTILE))).entries
    assert entry.title == "=1+1|<b onclick=x>]]>&amp;,;\\\"' 第二行 🏮𠮷"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_is_read_as_it_is_seen(title: str) -> None:
    made = feeds(board(document("OpenNotice", title=masking.PublicText(title))))
    (found,) = ElementTree.fromstring(made["201/001/feed.xml"]).iterfind("channel/item/title")
    assert (found.text or "") == one_line(title)


def test_the_order_in_which_documents_come_does_not_matter() -> None:
    some = [document(each) for each in DOCUMENTS]
    assert feeds(board(*some)) == feeds(board(*reversed(some)))


def test_an_edition_that_is_not_read_is_announced_as_it_was() -> None:
    known = board(*(document(each, shelves.HOSTILE) for each in DOCUMENTS))
    made = feeds(known)
    unread = dataclasses.replace(known, contents={})
    assert rss.feeds(unread, DOCUMENTS, rss.pieces(made["201/001/feed.xml"])) == made


def test_only_the_feeds_that_are_asked_for_are_written() -> None:
    both = board(document("OpenNotice"), document("MeetingNotice"))
    assert {*rss.feeds(both, ["OpenNotice"], {})} == {
        "201/001/feed.xml",
        "201/001/open-notice/feed.xml",
    }


def test_a_later_edition_is_the_day_of_the_feed() -> None:
    later = document("OpenNotice", number=5)
    found = read(board(document("MeetingNotice"), later))
    assert found.entries[0].id.endswith("open-notice/5")
    assert found.feed.updated == "Sun, 03 May 2026 14:00:00 +0800"
    assert later.standing.published_at == v.NOW + timedelta(hours=5)
