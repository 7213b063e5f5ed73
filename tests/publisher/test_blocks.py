"""Blocks: what is printed and read aloud is what the page says, word for word."""

from __future__ import annotations

from typing import Any

import pytest
import shelves
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import blocks, build, markdown, templates
from publisher.blocks import Block, Box, Heading, Items, Paragraph, Run, Table, Unprintable
from schema.publications import DOCUMENTS
from tests.publisher.test_markdown import HOLES, TEXTS, converted, folded

each_document = pytest.mark.parametrize("name", DOCUMENTS)


def said(found: tuple[Block, ...]) -> str:
    """All words of blocks, in the order in which they stand."""
    return "".join(map(_said, found))


def _said(block: Block) -> str:
    match block:
        case Heading(_, line):
            return blocks.words(line)
        case Paragraph(lines) | Items(lines):
            return "".join(map(blocks.words, lines))
        case Table(head, rows):
            return "".join(blocks.words(cell) for row in (head, *rows) for cell in row)
        case Box(_, title, inside):
            return blocks.words(title) + said(inside)


def page(name: str, text: str) -> Any:
    """The Markdown of a document in which every text is `text`."""
    return templates.render(f"{name}.md", it=shelves.document(name, text))


def check(name: str, text: str) -> None:
    """The blocks hold the words that MkDocs' Markdown shows, and no reference is left."""
    content = page(name, text)
    assert folded(said(blocks.read(content))) == folded(converted(content).words)


@each_document
@pytest.mark.parametrize("hole", ["禾黍离离", *HOLES])
def test_blocks_say_what_the_page_says(name: str, hole: str) -> None:
    check(name, f"字{hole}")


@given(text=TEXTS, name=st.sampled_from(sorted(DOCUMENTS)))
@settings(max_examples=60)
def test_blocks_say_what_the_page_says_whatever_the_text(text: str, name: str) -> None:
    check(name, f"字{text}")


@pytest.mark.parametrize("page", build.handwritten(), ids=lambda page: page.path)
def test_the_hand_written_pages_can_be_printed_too(page: Any) -> None:
    _, _, body = page.text.partition("\n---\n")
    assert folded(said(blocks.read(body))) == folded(converted(body).words)


def test_a_meeting_is_a_box_a_table_and_its_resolutions() -> None:
    found = blocks.read(page("MeetingOutcome", "字"))
    assert [type(each) for each in found[:3]] == [Box, Table, Heading]
    assert isinstance(found[0], Box)
    assert found[0].tone == "success"
    assert len(found[0].blocks) == 2


def test_a_heading_right_under_a_line_is_a_heading() -> None:
    line = (Run("甲"),)
    assert blocks.read("甲\n## 乙\n丙") == (
        Paragraph((line,)),
        Heading(2, (Run("乙"),)),
        Paragraph(((Run("丙"),),)),
    )


def test_lines_end_where_the_writer_ended_them() -> None:
    assert blocks.read(markdown.paragraphs("甲\n乙\n\n丙")) == (
        Paragraph(((Run("甲"),), (Run("乙"),))),
        Paragraph(((Run("丙"),),)),
    )
    assert blocks.read("甲，\n乙") == (Paragraph(((Run("甲，乙"),),)),)
    assert blocks.read("Zuwu\n乙") == (Paragraph(((Run("Zuwu 乙"),),)),)


def test_bold_words_and_links_are_words() -> None:
    [found] = blocks.read("**第一条**　[甲](a.md)")
    assert found == Paragraph(((Run("第一条", bold=True), Run("　甲")),))


def test_figures_stand_to_the_right() -> None:
    [found] = blocks.read("| 项目 | 数字 |\n| --- | ---: |\n| 甲 | 1 |")
    assert isinstance(found, Table)
    assert found.right == (False, True)


@pytest.mark.parametrize("source", ["> 甲", "# 甲", "<b>甲</b>", "```", "* 甲"])
def test_what_no_template_writes_is_an_error(source: str) -> None:
    with pytest.raises(Unprintable, match="a line begins with"):
        blocks.read(source)
