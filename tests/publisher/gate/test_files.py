"""Every sort of file is looked into; what is private is found, placed and never quoted."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import attaching as a
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from publisher.gate import files, house, names, texts
from publisher.gate.finding import Finding
from publisher.gate.house import House
from schema.rules.gating import Reason

MOBILE = "13800138000"
OURS = House("https://zuwu.example/", restricted=names.restricted(["松小塘"]))


def found(file: str, content: bytes | str, ours: House = OURS) -> list[Finding]:
    """What the gate finds in a file."""
    raw = content.encode() if isinstance(content, str) else content
    return list(files.examined([(file, raw)], ours))


def zipped(**members: str | bytes) -> bytes:
    """A ZIP with these members; an underscore stands for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def searched_for(value: object) -> bytes:
    """A piece of the search index."""
    return gzip.compress(b"pagefind_dcd" + json.dumps(value).encode(), mtime=0)


def marked(title: str) -> bytes:
    """A PDF with a bookmark."""
    writer = a.reopened(a.paper())
    writer.add_outline_item(title=title, page_number=0)
    return a.written(writer)


SAID: dict[str, tuple[str, Callable[[str], bytes | str]]] = {
    "plain text": ("a.txt", lambda said: f"公告\n{said}\n"),
    "a table": ("a.csv", lambda said: f"项目,说明\n修路,找{said}\n"),
    "JSON, escaped": ("a.json", lambda said: json.dumps({"title": [{"text": f"找{said}"}]})),
    "a key of JSON": ("a.json", lambda said: json.dumps({said: 1})),
    "a calendar, folded": (
        "a.ics",
        lambda said: f"BEGIN:VEVENT\r\nSUMMARY:找{said[:3]}\r\n {said[3:]}\r\nEND:VEVENT\r\n",
    ),
    "a feed": ("a.xml", lambda said: f"<feed><title>找{said}</title></feed>"),
    "HTML in a feed": (
        "a.xml",
        lambda said: f"<feed><c>&lt;b&gt;{said[:2]}&lt;/b&gt;{said[2:]}</c></feed>",
    ),
    "CDATA in a feed": (
        "a.xml",
        lambda said: f"<rss><![CDATA[<i>{said[:2]}</i>{said[2:]}]]></rss>",
    ),
    "an attribute in a feed": ("a.xml", lambda said: f'<feed><link title="{said}"/></feed>'),
    "a remark in a feed": ("a.xml", lambda said: f"<feed><!-- {said} --></feed>"),
    "a piece of the search": ("a.pf_fragment", lambda said: searched_for({"content": said})),
    "a text in an archive": ("a.zip", lambda said: zipped(b_txt=said)),
    "an archive in an archive": ("a.zip", lambda said: zipped(b_zip=zipped(c_txt=said))),
    "a manuscript, cut into pieces": (
        "a.docx",
        lambda said: zipped(
            word_xml=f"<w:p><w:r><w:t>{said[:2]}</w:t></w:r><w:r><w:t>{said[2:]}</w:t></w:r></w:p>"
        ),
    ),
}
each_sort = pytest.mark.parametrize(("file", "write"), SAID.values(), ids=SAID.keys())


@each_sort
@pytest.mark.parametrize(
    ("said", "reason"), [(MOBILE, Reason.MOBILE_NUMBER), ("松小塘", Reason.RESTRICTED_NAME)]
)
def test_what_is_private_is_found_in_every_sort_of_file(
    file: str, write: Callable[[str], bytes | str], said: str, reason: Reason
) -> None:
    findings = found(file, write(said))
    assert {each.reason for each in findings} == {reason}
    assert all(said not in each.line for each in findings)


@each_sort
def test_what_is_public_passes_in_every_sort_of_file(
    file: str, write: Callable[[str], bytes | str]
) -> None:
    assert found(file, write("0731-00000000")) == []
    assert found(file, write("修路")) == []


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda of: st.lists(of) | st.dictionaries(st.text(), of),
    ),
    ascii_only=st.booleans(),
)
def test_json_is_looked_through_as_it_is_told_place_by_place(
    value: object, ascii_only: bool
) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    said = texts.structured(written)
    assert said.whole == "\n".join(each.text for each in said.passages())


def test_a_number_is_found_across_the_tags_of_html_inside_a_feed() -> None:
    [finding] = found("a.xml", "<feed><c><![CDATA[138<b>0013</b>8000]]></c></feed>")
    assert finding.reason is Reason.MOBILE_NUMBER


def test_a_finding_says_where() -> None:
    places = {
        "a.txt": ("一\n找13800138000", "line 2"),
        "b.json": ('{"items": [{"contact": "13800138000"}]}', "/items/0/contact"),
        "13800138000.txt": ("", "the name of the file"),
    }
    for file, (content, field) in places.items():
        assert [each.field for each in found(file, content)] == [field]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("201/13800138000.txt", "201/….txt"),
        ("松小塘/a.txt", "…/a.txt"),
        ("松小塘.13800138000", "…"),
        ("138/0013/8000/a.exe", "138/0013/8000/a.exe"),
        ("439901/19800503/0015", "…"),
    ],
)
def test_a_name_that_is_private_is_not_told(file: str, told: str) -> None:
    assert {each.file for each in found(file, b"\xff")} == {told}


def test_a_pdf_is_read_with_what_it_says_of_itself() -> None:
    told = {
        a.paper(MOBILE): ["page 1"],
        a.paper("a page", author=MOBILE): ["property /Author", "properties"],
        marked(MOBILE): ["a bookmark"],
    }
    for content, fields in told.items():
        findings = found("a.pdf", content)
        assert [each.field for each in findings] == fields
        assert {each.reason for each in findings} == {Reason.MOBILE_NUMBER}
    assert found("a.pdf", a.paper("0731-00000000")) == []


@pytest.mark.parametrize(
    "hidden",
    [
        f") Tj 3 Tr ({MOBILE}",  # drawn with no ink
        f") Tj 900 900 Td ({MOBILE}",  # beside the paper
        f") Tj /Span <</ActualText ({MOBILE})>> BDC (x) Tj EMC (",  # said in the place of a mark
    ],
)
def test_a_pdf_hides_no_words(hidden: str) -> None:
    [finding] = found("a.pdf", a.paper(hidden))
    assert (finding.field, finding.reason) == ("page 1", Reason.MOBILE_NUMBER)


def test_the_numbers_of_the_search_index_are_read() -> None:
    content = gzip.compress(b"\x82\x6b13800138000\x63abc", mtime=0)
    assert [each.reason for each in found("a.pf_index", content)] == [Reason.MOBILE_NUMBER]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.exe", b"MZ"),
        ("a", b"x"),
        ("a.js", b"alert(1)"),
        ("a.svg", b"<svg/>"),
        ("a.txt", b"\xff\xfe\x00"),
        ("a.json", b"{"),
        ("a.json", b"[" * 100_000),
        ("a.pdf", b"%PDF-1.7"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.zip", b"PK\x03\x04"),
        ("a.pf_fragment", b"\x1f\x8b"),
        ("a.pf_fragment", searched_for({})[:-9]),
        ("a.pf_fragment", searched_for({}) + b"13800138000"),
        ("a.zip", zipped(b_zip=zipped(c_zip=zipped(d_zip=zipped(e_txt="x"))))),
    ],
)
def test_what_cannot_be_looked_into_is_held(file: str, content: bytes) -> None:
    assert {each.reason for each in found(file, content)} == {Reason.UNREADABLE}


def test_what_is_too_large_unpacked_is_held() -> None:
    bomb = gzip.compress(b"0" * (65 * 2**20))
    assert [each.reason for each in found("a.pf_fragment", bomb)] == [Reason.UNREADABLE]
    assert [each.reason for each in found("a.zip", zipped(b_txt=b"0" * (65 * 2**20)))] == [
        Reason.UNREADABLE
    ]


@pytest.mark.parametrize("sort", ["JPEG", "PNG", "WEBP"])
def test_a_picture_with_anything_beside_it_is_held(sort: str) -> None:
    bare, told = io.BytesIO(), io.BytesIO()
    drawn = Image.new("RGB", (8, 8))
    drawn.save(bare, sort)
    exif = Image.Exif()
    exif[0x010E] = "松塘"
    drawn.save(told, sort, exif=exif)
    suffix = f"a.{sort.lower()}".replace("jpeg", "jpg")
    assert found(suffix, bare.getvalue()) == []
    assert [each.reason for each in found(suffix, told.getvalue())] == [Reason.UNREADABLE]


def test_a_picture_with_a_remark_is_held() -> None:
    told, remark = io.BytesIO(), PngImagePlugin.PngInfo()
    remark.add_itxt("Author", "松塘")
    Image.new("RGB", (8, 8)).save(told, "PNG", pnginfo=remark)
    assert [each.reason for each in found("a.png", told.getvalue())] == [Reason.UNREADABLE]


def test_a_file_of_the_programs_own_passes_and_one_that_was_changed_does_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "theme.js").write_text("run()")
    ours = House("https://zuwu.example/", own=house.digests([tmp_path]))
    assert found("assets/theme.js", "run()", ours) == []
    assert [each.reason for each in found("assets/theme.js", "run(1)", ours)] == [Reason.UNREADABLE]


def test_ids_digests_and_coordinates_are_nobodys_number() -> None:
    told = {
        "id": "5d9ac383-64a6-47d1-997b-013800138000",
        "digest": "13800138000" + "a" * 53,
        "at": [112.93813812345678, 28.13812345678],
        "area": "439901101201001",
        "url": "https://zuwu.example/201/001/5d9ac383-64a6-47d1-997b-013800138000/",
    }
    assert found("a.json", json.dumps(told)) == []
