"""Regulation texts as committees write them: read clause by clause, or refused with the place."""

from __future__ import annotations

import books
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.workbooks.articles import Chapter, Clause, Paper, markdown, paper
from schema.workbooks.tables import Unreadable
from schema.workbooks.texts import trimmed

WHOLE = """---
名称：第三组公共水渠管理办法
区域: 439901/101/201/001
---

# 第三组公共水渠管理办法

（2026年3月5日村民小组会议通过）

## 第一章 总则

**第一条** 为了管好公共水渠，制定本办法。

第二条　水渠由下列人员共同管理：
（一）组长；
（二）三名村民代表。

## 第二章 附则

第三条本办法自通过之日起施行。
"""
CANAL = Paper(
    {
        "名称": "第三组公共水渠管理办法",
        "区域": "439901/101/201/001",
        "题注": "（2026年3月5日村民小组会议通过）",
    },
    (
        Chapter(
            "第一章",
            "总则",
            (
                Clause("第一条", "为了管好公共水渠，制定本办法。"),
                Clause("第二条", "水渠由下列人员共同管理：\n（一）组长；\n（二）三名村民代表。"),
            ),
        ),
        Chapter("第二章", "附则", (Clause("第三条", "本办法自通过之日起施行。"),)),
    ),
)
FIRST = books.paragraph("第一条　本组每年开会两次。")


def written(text: str) -> Paper:
    """What a .md says."""
    return paper("办法.md", text.encode())


def styled(body: str, **others: str) -> Paper:
    """What a .docx says."""
    return paper("办法.docx", books.text(body, **others))


def clauses(text: Paper) -> list[tuple[str, str]]:
    """Every clause, whatever its chapter."""
    return [(each.number, each.text) for chapter in text.chapters for each in chapter.clauses]


def refused(name: str, content: bytes) -> str:
    """Why a text is not taken."""
    with pytest.raises(Unreadable) as refusal:
        paper(name, content)
    return refusal.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_a_plain_text_is_read_whatever_wrote_it(encoding: str, end: str) -> None:
    assert paper("办法.MD", WHOLE.replace("\n", end).encode(encoding)) == CANAL


def test_a_text_of_a_real_word_processor_is_the_same() -> None:
    assert paper("办法.docx", books.made("regulation.docx")) == CANAL


def test_a_text_without_head_and_chapters_has_one_chapter_without_a_name() -> None:
    text = written("第一条 甲。\n第二条 乙。\n")
    assert text == Paper(
        {}, (Chapter("", "", (Clause("第一条", "甲。"), Clause("第二条", "乙。"))),)
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [
        pytest.param("第二条 乙。", "第二条", id="a blank"),
        pytest.param("第二条\u3000乙。", "第二条", id="a full-width blank"),
        pytest.param("第二条：乙。", "第二条", id="a colon"),
        pytest.param("第二条乙。", "第二条", id="nothing between"),
        pytest.param("第 二 条　乙。", "第二条", id="blanks inside the number"),
        pytest.param("**第二条**乙。", "第二条", id="a bold number"),
        pytest.param("### 第二条\n乙。", "第二条", id="a heading"),
        pytest.param("第2条 乙。", "第2条", id="digits"),
        pytest.param("第一百二十条之一 乙。", "第一百二十条之一", id="a clause put in later"),
    ],
)
def test_a_clause_begins_with_its_number(line: str, number: str) -> None:
    assert clauses(written(f"第一条 甲。\n{line}")) == [("第一条", "甲。"), (number, "乙。")]


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的情形除外。",
        "第三条第二款规定的情形除外。",
        "第三条、第四条同样适用。",
        "第二章规定的情形除外。",
        "第二章 所说的组长由会议推选。",
        "\\第二条 写在这里只是文字。",
    ],
)
def test_a_paragraph_that_only_refers_to_a_clause_belongs_to_the_one_before(line: str) -> None:
    assert clauses(written(f"第一条 甲。\n{line}")) == [
        ("第一条", f"甲。\n{line.removeprefix(chr(92))}")
    ]


def test_a_table_of_contents_is_not_read_twice() -> None:
    contents = "目 录\n第一章 总则\t1\n第二章 附则……2\n"
    text = written(f"办法\n{contents}第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。")
    assert [chapter.title for chapter in text.chapters] == ["总则", "附则"]


def test_a_heading_without_a_number_is_a_chapter() -> None:
    text = written("# 办法\n## 总则\n第一条 甲。")
    assert text.particulars == {"名称": "办法"}
    assert text.chapters == (Chapter("", "总则", (Clause("第一条", "甲。"),)),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("办法\n", "没有找到条文", id="no clause"),
        pytest.param("---\n名称：办法\n第一条 甲。", "第 3 行", id="a head line without colon"),
        pytest.param("---\n名称：办法\n", "没有结束", id="a head that never ends"),
        pytest.param("---\n区域：1\n区域：2\n---\n", "“区域”前面", id="said twice"),
        pytest.param("办法\n说明文字\n第一条 甲。", "第 2 行", id="a line of nowhere"),
        pytest.param("第一章 总则\n说明\n第一条 甲。", "第 2 行", id="a line below a chapter"),
        pytest.param("---\n名称：甲\n---\n# 乙\n第一条 甲。", "不一致", id="two names"),
        pytest.param("第一条 甲。\n第一条 乙。", "前面已经有了", id="one number twice"),
        pytest.param("第一条\n第二条 乙。", "第一条没有内容", id="an empty clause"),
        pytest.param("第一章 总则\n第二章 附则\n第一条 甲。", "没有条文", id="an empty chapter"),
        pytest.param("第一章 总则\n第一节 一般\n第一条 甲。", "节", id="a section"),
    ],
)
def test_what_has_no_place_in_a_regulation_is_refused_with_its_line(text: str, word: str) -> None:
    assert word in refused("办法.md", text.encode())


@pytest.mark.parametrize(
    ("name", "file", "word"),
    [
        pytest.param("办法.docx", "tracked.docx", "修订", id="changes not yet accepted"),
        pytest.param("办法.docx", "commented.docx", "批注", id="comments"),
        pytest.param("办法.docx", "password.docx", "密码", id="a password"),
        pytest.param("办法.docx", "old.doc", "另存为 .docx", id="the old Word format"),
        pytest.param("办法.md", "regulation.docx", "改为 .docx", id="a .docx named .md"),
        pytest.param("办法.docx", "gb18030.csv", "不是 Word", id="a plain text named .docx"),
        pytest.param("办法.docx", "merged.xlsx", "表格", id="a table"),
        pytest.param("办法.txt", "gb18030.csv", "改为 .md", id="another ending"),
    ],
)
def test_a_file_that_is_no_finished_text_is_refused(name: str, file: str, word: str) -> None:
    assert word in refused(name, books.made(file))


def run(inside: str) -> str:
    """The first clause, with something in it."""
    return f"<w:p><w:r><w:t>第一条　甲</w:t></w:r>{inside}</w:p>"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        pytest.param(run("<w:ins><w:r><w:t>乙</w:t></w:r></w:ins>"), "修订", id="put in"),
        pytest.param(run("<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"), "修订", id="out"),
        pytest.param(run("<w:moveFrom/>"), "修订", id="moved"),
        pytest.param(run("<w:r><w:rPr><w:rPrChange/></w:rPr></w:r>"), "修订", id="a new format"),
        pytest.param(run("<w:r><w:commentReference/></w:r>"), "批注", id="a comment"),
        pytest.param(run("<w:r><w:footnoteReference/></w:r>"), "脚注", id="a footnote"),
        pytest.param(
            run("<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r>"), "隐藏", id="hidden text"
        ),
        pytest.param(
            run(f"<w:txbxContent>{books.paragraph('乙')}</w:txbxContent>"), "文本框", id="a box"
        ),
        pytest.param(run("<w:r><w:sym/></w:r>"), "特殊符号", id="a symbol font"),
        pytest.param("<w:altChunk/>", "嵌入", id="a file inside"),
        pytest.param(FIRST + "<w:tbl/>", "正文里有表格", id="a table among clauses"),
        pytest.param("<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", "两列", id="a head of one column"),
        pytest.param("<w:p>" * 101, "异常", id="paragraphs in paragraphs"),
    ],
)
def test_what_a_reader_of_the_paper_would_not_see_is_refused(body: str, word: str) -> None:
    assert word in refused("办法.docx", books.text(body))


def test_text_breaks_and_switched_off_marks_are_read_as_shown() -> None:
    body = run(
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t><w:br/><w:t>丙</w:t>'
        '<w:br w:type="page"/><w:noBreakHyphen/><w:t>丁</w:t></w:r><w:txbxContent/>'
    )
    assert clauses(styled(body)) == [("第一条", "甲乙\n丙-丁")]


LISTS = """<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="{}"/></w:lvl>
</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>"""
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
STYLED = '<w:pPr><w:pStyle w:val="child"/></w:pPr>'
STYLES = (
    '<w:style w:styleId="child"><w:basedOn w:val="parent"/></w:style>'
    f'<w:style w:styleId="parent"><w:basedOn w:val="child"/><w:pPr>{LISTED}</w:pPr></w:style>'
)


@pytest.mark.parametrize("properties", [f"<w:pPr>{LISTED}</w:pPr>", STYLED], ids=["own", "style"])
def test_a_number_that_the_program_makes_up_is_refused(properties: str) -> None:
    body = FIRST + books.paragraph("组长负责。", properties)
    content = books.text(body, numbering=LISTS.format("chineseCounting"), styles=STYLES)
    assert "第 2 段的编号" in refused("办法.docx", content)
    bullets = styled(body, numbering=LISTS.format("bullet"), styles=STYLES)
    assert clauses(bullets) == [("第一条", "本组每年开会两次。\n组长负责。")]


MARKS = (
    "第一条 甲",
    "第二条",
    "第一章 总则",
    "第一节",
    "## 甲",
    "**第一条** 甲",
    "---",
    "目录",
    "…1",
    "\\",
)
LINES = st.sampled_from(MARKS) | st.text(
    st.sampled_from("第一二条章节款规定的：:，。 \t\\#*-（）()12…目录甲乙丙abc\u3000\u200b"),
    max_size=12,
).map(lambda text: trimmed(text) or "文")
TITLES = LINES.filter(lambda text: not text.startswith((":", "：")))
COUNTS = st.integers(1, 99)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any text as a file could say it."""
    words = LINES.filter(lambda text: not {":", "："} & set(text) and text not in {"名称", "---"})
    particulars = draw(st.dictionaries(words, LINES, max_size=3))
    if draw(st.booleans()):
        particulars["名称"] = draw(LINES)
    numbers = iter(draw(st.lists(COUNTS, min_size=8, max_size=8, unique=True)))
    chapters = [
        Chapter(
            f"第{draw(COUNTS)}章" if draw(st.booleans()) else "",
            draw(TITLES),
            tuple(
                Clause(f"第{next(numbers)}条", "\n".join(draw(st.lists(LINES, min_size=1))))
                for _ in range(draw(st.integers(1, 2)))
            ),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    if draw(st.booleans()):
        chapters[0] = Chapter("", "", chapters[0].clauses)
    return Paper(particulars, tuple(chapters))


@settings(deadline=None, max_examples=300)
@given(papers())
def test_markdown_reads_back_to_the_same_text(text: Paper) -> None:
    assert written(markdown(text)) == text


def test_markdown_shows_a_regulation_as_people_write_it() -> None:
    assert written(markdown(CANAL)) == CANAL
    assert "## 第一章 总则\n\n**第一条** 为了管好公共水渠，制定本办法。\n\n" in markdown(CANAL)


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("第一二条章节 \n---名称：#*\\。"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert written(markdown(written(text))) == written(text)
    except Unreadable as refusal:
        assert refusal.reason
