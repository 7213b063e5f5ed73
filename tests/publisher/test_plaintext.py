"""What is sent to groups and read from the loudspeaker: the page in sentences, nothing left out."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from publisher import blocks, markdown, plaintext
from publisher.blocks import Block, Items, Table
from schema.publications import DOCUMENTS
from tests.publisher.posters.test_press import ADDRESS, FOOT, FRAME, HOSTILE, page
from tests.publisher.test_blocks import said

ADDED = dict.fromkeys(map(ord, "。；，："))
"""What the sentences may have more, or less, than the page."""


def text(content: Markup, **other: Any) -> str:
    """The sentences of a document."""
    return plaintext.text(content, dataclasses.replace(FRAME, **other))


def told(content: Markup) -> str:
    """What stands between the head and the end."""
    shown = text(content, change_note=None, number=1)
    return shown.partition("公开。\n\n")[2].partition("\n\n公示到")[0]


def bare(words: str) -> str:
    """Words without blanks and without the marks that make sentences of them."""
    return "".join(words.split()).translate(ADDED)


def pieces(block: Block) -> list[str]:
    """The words of a block that stay together: the cells of a table, the items of a list."""
    match block:
        case Table(_, rows):
            return [blocks.words(cell) for row in rows for cell in row]
        case Items(lines):
            return [blocks.words(line) for line in lines]
    return [said((block,))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_word_of_the_page_is_told(name: str) -> None:
    content = page(name, "禾黍离离")
    shown = bare(told(content))
    for piece in (each for block in blocks.read(content) for each in pieces(block)):
        assert bare(piece) in shown


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_line_ends_as_a_sentence_does(name: str) -> None:
    lines = [line for line in text(page(name, "禾黍")).splitlines() if line]
    assert all(line.endswith(("。", "：")) for line in lines[1:-1])
    assert lines[-1] == f"全文和附件见网页：{ADDRESS}"


def test_a_document_is_told_with_its_head_and_its_end() -> None:
    assert text(Markup("明天停水。")) == (
        "【通知公告】停水通知\n"
        "松塘村第一组，2026年5月3日公开。\n"
        "这是第 2 版，对以前公开的作了更正。更正说明：日期写错了。\n"
        "\n"
        "明天停水。\n"
        "\n"
        "公示到2026年5月18日为止。\n"
        "看不明白，或者不同意，任何村民都可以提出，不收费，姓名不公开。"
        "找谁：第一组监事会，0731-00000000。\n"
        f"全文和附件见网页：{ADDRESS}\n"
    )


def test_a_table_is_told_cell_by_cell_with_the_words_over_it() -> None:
    pairs = "| 项目 | 内容 |\n| --- | --- |\n| 时间 | 下午三点。 |"
    assert told(Markup(pairs)) == "时间：下午三点。"
    figures = "| 项目 | 数字 | 截至 |\n| --- | ---: | --- |\n| 户数 | 47 户 | 五月 |"
    assert told(Markup(figures)) == "户数，数字：47 户，截至：五月。"
    votes = "| 同意 | 反对 | 弃权 |\n| ---: | ---: | ---: |\n| 38 | 2 | 1 |"
    assert told(Markup(votes)) == "同意：38，反对：2，弃权：1。"


def test_headings_lists_and_boxes_are_sentences() -> None:
    source = '!!! success "会议有效"\n\n    够了\n\n## 讨论什么\n\n- 修路\n\n1. 登记\n2. 答复？'
    assert (
        told(Markup(source)) == "会议有效。\n够了。\n\n讨论什么。\n修路。\n第1，登记。\n第2，答复？"
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_a_text_is_told_as_it_was_written(words: str) -> None:
    assert bare(words) in bare(told(markdown.paragraphs(words)))


@given(words=st.text())
@settings(max_examples=50)
def test_no_text_moves_the_head_or_the_end(words: str) -> None:
    shown = text(page("OpenNotice", words), title=f"字{words}")
    assert shown.startswith("【通知公告】字")
    assert shown.endswith(f"：{ADDRESS}\n")


def test_what_hangs_for_good_and_what_is_invented_say_so() -> None:
    shown = text(Markup("字"), last_day=None, foot=dataclasses.replace(FOOT, demo=True))
    assert shown.startswith("（示例数据：地名、人名均为虚构）\n")
    assert "\n长期公开。\n" in shown
    assert "找谁" not in text(Markup("字"), foot=dataclasses.replace(FOOT, objection=None))
    ahead = text(Markup("字"), foot=dataclasses.replace(FOOT, preview=True))
    assert ahead.startswith("（预览：尚未审核，尚未公开。")
