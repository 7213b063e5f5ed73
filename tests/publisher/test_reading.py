"""A page is read line by line where it is written as ours are; the other way says the same."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import lines, reading

PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>停水 &amp; 通知</title>
<link rel="canonical" href="https://zuwu.example/"><script src="a.js"></script></head>
<body><aside class="md-banner"><p>示例<b>数据</b></p></aside>
<h1>停水<em>通知</em></h1><!-- 底稿 -->
<p>电话 0731-0000<b class="x">0000</b><br/>138<a href="../tel/1">0013</a>8000</p>
<img alt="塘&#49;" src="b.png"></body></html>
"""

PIECES = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        '<p class="1">',
        "<br/>",
        "<h1>",
        "</h1>",
        "<title>",
        "</title>",
        '<aside class="md-banner">',
        "</aside>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<textarea>",
        "<!--",
        "-->",
        "<!-- 1 -->",
        '<a href="1" href=2>',
        "<a href=1>",
        "<a title='>'>",
        '<i onclick="x">',
        "</",
        "<",
        ">",
        '"',
        "'",
        "&#49;",
        "&amp",
        "&#4",
        "138",
        "王",
        "\n",
        "\0",
    ]
)


def same(html: str) -> bool:
    """Whether a page is read in one pass; if it is, then as the parser reads it."""
    found = lines.plainly(html)
    if found is None:
        return False
    careful = reading.suspiciously(html)
    for each in dataclasses.fields(found):
        assert getattr(found, each.name) == getattr(careful, each.name), each.name
    return True


def test_a_page_of_ours_is_read_in_one_pass() -> None:
    assert same(PAGE)
    read = reading.read(PAGE)
    assert (read.titles, read.headings) == (["停水 & 通知"], ["停水通知"])
    assert "13800138000" in read.text
    assert "0731-00000000" in read.text
    assert ("alt", "塘1") in read.attributes
    assert "底稿" in read.text
    assert "".join(read.banner) == "示例数据"


@pytest.mark.parametrize(
    "piece",
    [
        "<a title='>'>",
        "<style>p{}</style>",
        "<!-- a > b -->",
        "<!--><script>x</script>-->",
        '<p a"><script>x</script>">',
        "<script>if (a<b) c()</script>",
        "<h1><h1>",
        "<",
        "<textarea><b></textarea>",
    ],
)
def test_what_is_unusual_is_left_to_the_parser(piece: str) -> None:
    assert not same(PAGE.replace("</body>", f"{piece}</body>"))


@given(st.lists(PIECES, max_size=14).map("".join))
def test_both_ways_of_reading_say_the_same(html: str) -> None:
    same(html)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_page_can_be_read(html: str) -> None:
    assert reading.read(html) is not None


def test_of_an_attribute_that_is_there_twice_the_first_counts_and_it_is_told() -> None:
    read = reading.read(f'{PAGE}<a href="https://evil.example/" href="../">x</a>')
    assert "https://evil.example/" in read.links
    assert "holds an attribute twice" in read.risks
