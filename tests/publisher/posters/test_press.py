"""Sheets for the board, read back from the PDF as a stranger would read them."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import shelves
import village as v
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from publisher import blocks, markdown, templates
from publisher.posters import enlarging, press
from publisher.posters.frames import Foot, Frame, Month, Paper, Posted, Witness
from schema.publications import DOCUMENTS
from tests.publisher.test_blocks import said

SIZES = {Paper.A4: (210, 297), Paper.A3: (297, 420)}
ADDRESS = "https://zuwu.example/201/001/open-notice/5d9ac383-64a6-47d1-997b-33004c8775c9/"
FOOT = Foot(
    ADDRESS, "第一组监事会，0731-00000000", Witness("zuwu.example/qingxi", 7, "cm9vdA=="), False
)
FRAME = Frame(
    issuer="松塘村第一组",
    title="停水通知",
    label="通知公告",
    item="V21 通知公告",
    published_at=v.NOW,
    last_day=date(2026, 5, 18),
    number=2,
    change_note="日期写错了。",
    subject=None,
    foot=FOOT,
)

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    "#panic()",
    "$ x^2 $ #let x = 1",
    "= 标题\n- 项\n+ 项\n/ 甲: 乙",
    "*粗* _斜_ `码` ```码``` <标签> @引用 \\u{41} // 注 /* 注 */",
    '"); #eval("1+1") ("',
    "]#pagebreak()[",
    "~ -- --- ... '引' \"引\" ~",
    "https://example.org/#x",
    '{"is": "heading"}',
)

ROOT = press.FOLDER.parents[1]


REPEATED = "项目内容"
"""The head of most tables, which stands again where one goes on."""


def printed(content: Markup, paper: Paper = Paper.A4, **other: Any) -> PdfReader:
    """A poster, opened."""
    made = press.poster(content, dataclasses.replace(FRAME, **other), paper)
    return PdfReader(BytesIO(made))


def page(name: str, text: str) -> Markup:
    """The Markdown of a document in which every text is `text`."""
    return templates.render(f"{name}.md", it=shelves.document(name, text))


def seen(text: str) -> str:
    """A text without blanks, which may stand or fall at the end of a line, and without marks."""
    return "".join(text.split()).translate(dict.fromkeys(map(ord, "✓×！·")))


def told(reader: PdfReader) -> str:
    """All that stands on a poster between its head and the foot of each page."""
    pages = [seen(each.extract_text()) for each in reader.pages]
    bare = [each.partition("松塘村第一组停水通知公开目录")[0] for each in pages]
    shown = "".join([bare[0].partition("看不明白，或者不同意？")[0], *bare[1:]])
    return shown.replace(REPEATED, "")


def wanted(content: Markup) -> str:
    """All that a page says."""
    return seen(said(blocks.read(content))).replace(REPEATED, "")


HEAD = (
    "松塘村第一组通知公告停水通知"
    "公开日期2026年5月3日公示至2026年5月18日版本第2版"
    "更正说明（第2版）日期写错了。"
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_poster_says_what_the_page_says(name: str) -> None:
    content = page(name, "禾黍离离")
    assert told(printed(content)) == HEAD + wanted(content)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_record_is_a_command(text: str) -> None:
    for content in (markdown.paragraphs(text), page("HonourList", text), page("OpenNotice", text)):
        assert told(printed(content)) == HEAD + wanted(content)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_frame_is_a_command(text: str) -> None:
    foot = dataclasses.replace(FOOT, objection=text)
    frame: dict[str, Any] = dict.fromkeys(("issuer", "title", "label", "item", "subject"), text)
    reader = printed(Markup("字"), change_note=text, foot=foot, **frame)
    shown = seen("".join(each.extract_text() for each in reader.pages))
    assert shown.count(seen(markdown.plain(text))) >= 6


@given(text=st.text(), name=st.sampled_from(sorted(DOCUMENTS)))
@example(text="", name="ConsultationNotice")
@example(text="\x01\u3000", name="RegulationText")
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_printed(text: str, name: str) -> None:
    texts = {"title": text, "change_note": text, "issuer": text}
    small, large = (printed(page(name, text), paper, **texts) for paper in (Paper.A4, Paper.A3))
    assert len(small.pages) == len(large.pages) >= 1


@pytest.mark.parametrize("paper", Paper)
def test_a_sheet_has_the_size_of_its_board(paper: Paper) -> None:
    box = printed(Markup("字"), paper).pages[0].mediabox
    assert tuple(round(float(side) / 72 * 25.4) for side in (box.width, box.height)) == SIZES[paper]


def test_on_larger_paper_it_is_the_same_sheet() -> None:
    content = page("RegulationText", "字" * 300)
    small, large = (press.poster(content, FRAME, paper) for paper in (Paper.A4, Paper.A3))
    assert large.startswith(small)
    before, after = (PdfReader(BytesIO(made), strict=True) for made in (small, large))
    assert len(after.pages) > 1
    assert [e.extract_text() for e in after.pages] == [e.extract_text() for e in before.pages]
    tops = [[e.top for e in r.outline if not isinstance(e, list)] for r in (before, after)]
    assert tops[1] == pytest.approx([top * 2**0.5 for top in tops[0]], rel=1e-3)
    for old, new in zip(drawn(small), drawn(large, by=1.4 / 2**0.5), strict=True):
        apart = ImageChops.difference(old, new.resize(old.size)).convert("L")
        assert ImageStat.Stat(apart).mean[0] < 3


@pytest.mark.parametrize("other", [b"", b"%PDF-1.7", b"startxref\n9\n%%EOF"])
def test_nothing_but_a_sheet_is_enlarged(other: bytes) -> None:
    with pytest.raises(ValueError, match="no sheet of the press"):
        enlarging.enlarged(other)


def test_both_typefaces_are_in_the_file_and_only_the_letters_that_are_used() -> None:
    made = press.poster(page("MeetingOutcome", "字"), FRAME, Paper.A3)
    [first, *_] = PdfReader(BytesIO(made)).pages
    found = [each.get_object() for each in first["/Resources"]["/Font"].values()]
    names = {each["/BaseFont"].partition("+")[2] for each in found}
    assert names == {"NotoSansSC-Regular-Identity-H", "NotoSerifSC-Regular-Identity-H"}
    for each in found:
        drawn = each["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile3" in drawn
        assert "/ToUnicode" in each
    assert len(made) < 200_000
    assert press._fonts().families() == ["Noto Sans SC", "Noto Serif SC"]


def test_a_long_table_goes_on_under_its_head() -> None:
    rows = "\n".join(f"| 第{number}户 | {number} |" for number in range(1, 201))
    reader = printed(Markup(f"| 户号 | 票数 |\n| --- | ---: |\n{rows}"))
    pages = [seen(each.extract_text()) for each in reader.pages]
    assert len(pages) > 4
    for number, text in enumerate(pages, start=1):
        assert "户号票数" in text
        assert f"第{number}页，共{len(pages)}页" in text
    assert all(f"第{number}户{number}" in "".join(pages) for number in range(1, 201))


@pytest.mark.parametrize(
    "source", ["| 项目 | 内容 |\n| --- | --- |\n| 甲 | {} |", '!!! note "甲"\n\n    {}', "- {}"]
)
def test_what_is_longer_than_a_sheet_is_not_cut_off(source: str) -> None:
    reader = printed(Markup(source.format("长" * 3000)))
    assert told(reader).count("长") == 3000


def test_a_poster_leads_to_its_page_and_to_whoever_answers() -> None:
    text = seen(printed(Markup("字")).pages[0].extract_text())
    assert "找谁：第一组监事会，0731-00000000" in text
    assert f"网址：{ADDRESS}" in text


@pytest.mark.parametrize("paper", Paper)
def test_a_telephone_reads_the_address_from_the_sheet(paper: Paper) -> None:
    [found] = zxingcpp.read_barcodes(drawn(press.poster(Markup("字"), FRAME, paper))[0])
    assert found.text == ADDRESS


def drawn(made: bytes, by: float = 1.4) -> list[Image.Image]:
    """What the pages of a sheet look like; by: dots per point."""
    with closing(PdfDocument(made)) as document:
        return [page.render(scale=by).to_pil() for page in document]


def test_a_poster_is_a_witness_of_the_log() -> None:
    foot = "公开登记zuwu.example/qingxi第7条cm9vdA==本页可作凭据"
    assert all(
        foot in seen(each.extract_text()) for each in printed(page("HonourList", "字")).pages
    )
    without = dataclasses.replace(FOOT, witness=None)
    assert "公开登记" not in printed(Markup("字"), foot=without).pages[0].extract_text()


def test_a_poster_of_an_invented_town_says_so() -> None:
    invented = dataclasses.replace(FOOT, demo=True)
    ribbon = "示例数据：地名、人名均为虚构"
    assert ribbon in printed(Markup("字"), foot=invented).pages[0].extract_text()
    assert ribbon not in printed(Markup("字")).pages[0].extract_text()


def test_every_page_of_a_preview_says_that_it_is_none_to_hang() -> None:
    ahead = dataclasses.replace(FOOT, preview=True)
    content = page("RegulationText", "字" * 300)
    pages = printed(content, foot=ahead).pages
    assert len(pages) > 1
    assert all("预览，尚未公开" in each.extract_text() for each in pages)
    assert "请勿打印张贴" in seen(pages[0].extract_text())
    assert not any("预览" in each.extract_text() for each in printed(content).pages)


def test_the_file_is_dated_by_the_publication_and_named_for_it() -> None:
    found = printed(Markup("字")).metadata
    assert found is not None
    assert found.creation_date == v.NOW
    assert (found.title, found.author) == ("停水通知", "松塘村第一组")


AGAIN = """
from publisher.posters import press
from tests.publisher.posters.test_press import FRAME, page
from publisher.posters.frames import Paper
import hashlib
made = press.poster(page("MeetingOutcome", "字"), FRAME, Paper.A3)
print(hashlib.sha256(made).hexdigest(), press.key(page("MeetingOutcome", "字"), FRAME, Paper.A3))
"""


def test_the_same_sheet_is_the_same_bytes_in_every_process() -> None:
    content = page("MeetingOutcome", "字")
    press.poster(page("HonourList", "别的"), FRAME, Paper.A4)
    made = hashlib.sha256(press.poster(content, FRAME, Paper.A3)).hexdigest()
    again = subprocess.run(
        [sys.executable, "-c", AGAIN],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.split() == [made, press.key(content, FRAME, Paper.A3)]


@pytest.mark.parametrize(
    "other",
    [
        {"number": 3},
        {"title": "停电通知"},
        {"published_at": v.NOW + timedelta(seconds=1)},
        {"last_day": None},
        {"foot": dataclasses.replace(FOOT, witness=None)},
        {"foot": dataclasses.replace(FOOT, address="https://zuwu.example/")},
    ],
    ids=["edition", "title", "moment", "last day", "witness", "address"],
)
def test_whatever_changes_the_sheet_changes_its_key(other: dict[str, Any]) -> None:
    changed = dataclasses.replace(FRAME, **other)
    keys = {press.key(Markup("字"), each, Paper.A4) for each in (FRAME, changed)}
    keys |= {press.key(Markup("字"), FRAME, Paper.A3), press.key(Markup("子"), FRAME, Paper.A4)}
    assert len(keys) == 4


def test_a_key_holds_the_looks_and_what_prints_them() -> None:
    tools = press._tools()
    assert any(tool.startswith("typst ") for tool in tools)
    look = (press.FOLDER / "board.typ").read_bytes()
    assert hashlib.sha256(look).hexdigest() in tools


def test_a_month_stands_on_one_sheet() -> None:
    entries = tuple(
        Posted(f"第{n}号通知", "通知公告", date(2026, 5, n), date(2026, 5, n + 15))
        for n in (1, 3, 9)
    )
    month = Month("松塘村第一组", date(2026, 5, 1), v.NOW, entries, FOOT)
    for paper in Paper:
        [sheet] = PdfReader(BytesIO(press.month(month, paper))).pages
        text = seen(sheet.extract_text())
        assert "2026年5月公开了什么公开3件截至2026年5月3日" in text
        assert "5月1日通知公告第1号通知5月16日5月3日通知公告第3号通知5月18日" in text
    assert press.month_key(month, Paper.A4) != press.month_key(month, Paper.A3)


def test_a_month_in_which_nothing_was_made_public_says_so() -> None:
    month = Month("松塘村第一组", date(2026, 5, 1), v.NOW, (), FOOT)
    [sheet] = PdfReader(BytesIO(press.month(month, Paper.A4))).pages
    assert "本月没有公开新的内容。" in sheet.extract_text()


def test_what_the_disk_refuses_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "board.typ").symlink_to(tmp_path / "board.typ")  # it cannot be read
    shutil.copy(press.FOLDER / "poster.typ", tmp_path)
    monkeypatch.setattr(press, "FOLDER", tmp_path)
    press._compiler.cache_clear()
    try:
        with pytest.raises(OSError, match="symbolic links") as refused:
            printed(Markup("一张坏了的纸"))
        assert refused.value.errno == errno.ELOOP
    finally:
        press._compiler.cache_clear()


GROWTH = """
from datetime import date
from test_press import FOOT, Month, Paper, Posted, press, v

def month(number):
    lines = (Posted(f"第{number}年{n}号通知", "通知公告", v.TODAY, None) for n in range(60))
    press.month(Month("第一组", date(2026, 5, 1), v.NOW, tuple(lines), FOOT), Paper.A4)

def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024

for number in range(4):
    month(number)
before = held()
for number in range(4, 24):
    month(number)
print(before, held())
"""


def test_what_many_sheets_took_is_let_go() -> None:
    told = subprocess.run(
        [sys.executable, "-c", GROWTH],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}:{Path(__file__).parent}"},
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = map(int, told.stdout.split())
    assert after - before < 12, "megabytes"


@pytest.mark.parametrize("count", [1, 21, 60])
def test_a_month_is_whole_however_much_was_made_public(count: int) -> None:
    entries = (Posted("", "通知公告", v.TODAY, None),) * count
    month = Month("松塘村第一组", date(2026, 5, 1), v.NOW, entries, FOOT)
    pages = PdfReader(BytesIO(press.month(month, Paper.A4))).pages
    assert "".join(each.extract_text() for each in pages).count("通知公告") == count
    assert len(pages) == (1 if count < 22 else 3)
