"""Links of a page: replaced where told, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.announce.links import carefully, rewritten

PIECES = (
    *('<a href="a/">', "<A HREF='a/' >", "<a href=a/>", '<a class="x" href = "a?x&amp;y">', "<a>"),
    *('<img src="a.png" alt="甲"/>', '<img src="b.png">', '<link rel="stylesheet" href="x.css">'),
    *('<script src="x.js"></script>', "<script>", "</script>", "</a>", "<!-- x -->", "<title>"),
    *(
        "</title>",
        "<h1>",
        "</h1>",
        'href="a/"',
        "&lt;",
        "字",
        "\n",
        " ",
        "<",
        ">",
        '"',
        "<p data-x>",
    ),
    *('<p data-until="2026-05-18">', '<div\thref="a/">', "<style>", '<a href="a" href="b">'),
)
"""What pages are made of, and what they are not."""


def moved(address: str, loads: bool) -> str:
    """Everything that is led to moves; what is loaded goes, but for one picture."""
    return "" if loads and address != "a.png" else f"b/{address}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<p>字</p>\n<a class="x" href="a/">甲</a>', '<p>字</p>\n<a class="x" href="b/a/">甲</a>'),
        ("<a title='>' href=a/>甲</a>", '<a title="&gt;" href="b/a/">甲</a>'),
        ('<a href="a?x=1&amp;y=2">', '<a href="b/a?x=1&amp;y=2">'),
        ('<img src="a.png" alt="甲"/>', '<img src="b/a.png" alt="甲">'),
        ('<script src="x.js" defer></script>', "<script defer></script>"),
        ('<link rel="stylesheet" href="x.css">', '<link rel="stylesheet">'),
        ('<a href="a/">1</a><a href="a/">2</a>', '<a href="b/a/">1</a><a href="b/a/">2</a>'),
    ],
)
def test_an_address_in_a_tag_is_replaced(before: str, after: str) -> None:
    assert rewritten(before, moved) == after


@pytest.mark.parametrize(
    "page",
    [
        '<p>he wrote href="a/" and src="b/"</p>',
        '<p>&lt;a href="a/"&gt; &amp; &#60;</p>',
        '<!-- <a href="a/"> -->',
        "<script>var a = '<a href=\"a/\">';</script>",
        '<!doctype html>\n<P  CLASS="x" >字🏮</P >\r\n',
        "<p>unfinished <a",
    ],
)
def test_what_is_no_address_of_a_tag_stays_byte_for_byte(page: str) -> None:
    assert rewritten(page, moved) == page


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_page_of_ours_is_rewritten_as_every_other(page: str) -> None:
    assert rewritten(page, moved) == carefully(page, moved)


@given(st.text(alphabet="<>a/= \"'\n&;!-href字"))
def test_a_page_whose_addresses_stay_is_the_same(page: str) -> None:
    assert rewritten(page, lambda address, _: address) == page
