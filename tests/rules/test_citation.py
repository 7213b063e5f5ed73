"""Every source the product cites, held to the law it names."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import citation
from schema.rules.citation import Citation, CitationFault

ROOT = Path(__file__).resolve().parents[2]
IN_CODE = re.compile(rf"\b(?:{'|'.join(citation.LAWS)}) \d+(?:¶\d+)?(?:\(\d+\))?")
LawText = Callable[[str], str]


@pytest.mark.parametrize(
    ("short", "written"),
    [
        ("VCOL25 32", "《中华人民共和国村民委员会组织法》第三十二条"),
        ("VCOL25 32¶2", "《中华人民共和国村民委员会组织法》第三十二条第二款"),
        ("VCOL25 28(2)", "《中华人民共和国村民委员会组织法》第二十八条第(二)项"),
        ("VCOL25 28¶1(2)", "《中华人民共和国村民委员会组织法》第二十八条第一款第(二)项"),
        ("RCEO 10", "《中华人民共和国农村集体经济组织法》第十条"),
        ("CIVIL 264", "《中华人民共和国民法典》第二百六十四条"),
        ("CIVIL 1259", "《中华人民共和国民法典》第一千二百五十九条"),
        ("CIVIL 1001", "《中华人民共和国民法典》第一千零一条"),
        ("CIVIL 110", "《中华人民共和国民法典》第一百一十条"),
        ("FIN11", "《农村集体经济组织财务公开规定》"),
    ],
)
def test_a_place_is_written_out_as_chinese_law_is_cited(short: str, written: str) -> None:
    assert citation.format(citation.parse(short)) == written


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("default", "法律没有规定，暂按常用做法定", id="a default is no law"),
        pytest.param(
            "default: CQ 30",
            "法律没有直接规定，参照《重庆市实施〈中华人民共和国村民委员会组织法〉办法》第三十条",
            id="a default may follow a model",
        ),
        pytest.param(
            "RCEO 45; LAL 49",
            "《中华人民共和国农村集体经济组织法》第四十五条、"
            "《中华人民共和国土地管理法》第四十九条（本站没有收录原文）",
            id="two places, one of which is not held",
        ),
    ],
)
def test_a_source_is_printed_beside_its_value(text: str, printed: str) -> None:
    assert citation.cite(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("VCOL25 0", id="no law has an article 0"),
        pytest.param("VCOL25  32", id="two blanks"),
        pytest.param("VCOL98 28", id="a text that nobody holds"),
        pytest.param("VCOL25", id="a whole law whose text is held"),
        pytest.param("《某法》第一条", id="a law nobody knows"),
        pytest.param("《中华人民共和国民法典》第十百条", id="a number no law writes"),
        pytest.param("《中华人民共和国民法典》第一零条", id="a nought no law writes"),
    ],
)
def test_what_is_no_place_is_a_fault(text: str) -> None:
    with pytest.raises(CitationFault):
        citation.parse(text)


small = st.none() | st.integers(1, 99)
places = st.builds(
    Citation, st.sampled_from(sorted(citation.LAWS)), st.integers(1, 9999), small, small
)


@given(places)
def test_parse_undoes_format(place: Citation) -> None:
    assert citation.parse(citation.format(place)) == place


@given(st.integers(1, 9999))
def test_number_undoes_numeral(value: int) -> None:
    assert citation.number(citation.numeral(value)) == value


def cited_rows() -> Iterator[object]:
    for path in sorted((ROOT / "schema" / "rules" / "profiles").glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, rows in tables.items():
            if isinstance(rows, dict):
                for key, row in rows.items():
                    yield pytest.param(row, id=f"{path.stem} {name} {key}")


def cited_in_code() -> Iterator[str]:
    for path in sorted((ROOT / "schema").rglob("*.py")):
        yield from IN_CODE.findall(path.read_text(encoding="utf-8"))


def paragraphs(text: str, article: int) -> list[tuple[str, list[str]]]:
    """The paragraphs of an article, each with the items of its list."""
    start = re.compile(r"\**第([一二三四五六七八九十百]+)条[\s*]")
    found: list[tuple[str, list[str]]] = []
    inside = False
    for line in filter(None, map(str.strip, text.splitlines())):
        if match := start.match(line):
            inside = match[1] == citation.numeral(article)
        elif line.startswith("#"):
            inside = False
        if inside and re.match("（[一二三四五六七八九十]+）", line):
            found[-1][1].append(line)
        elif inside:
            found.append((line, []))
    return found


def words_at(place: Citation, law_text: LawText) -> list[str]:
    """What the law says at `place`, by paragraph; nothing where there is no such place."""
    file = citation.LAWS[place.law].file
    assert file is not None
    assert place.article is not None
    found = paragraphs(law_text(file), place.article)
    if place.paragraph is not None:
        found = found[place.paragraph - 1 : place.paragraph]
    if place.item is None:
        return ["\n".join([line, *items]) for line, items in found]
    mark = f"（{citation.numeral(place.item)}）"
    return [item for _, items in found for item in items if item.startswith(mark)]


def held(text: str) -> list[Citation]:
    return [place for place in citation.places(text) if citation.LAWS[place.law].file]


@pytest.mark.parametrize("row", list(cited_rows()))
def test_every_source_in_a_profile_says_what_is_relied_on(
    row: dict[str, str], law_text: LawText
) -> None:
    for place in held(row["citation"]):
        assert words_at(place, law_text), f"{place} does not exist"
        assert place.item is None or place.paragraph is not None, f"{place} lacks its paragraph"
    if words := row.get("words"):
        first = citation.places(row["citation"])[0]
        assert any(words in paragraph for paragraph in words_at(first, law_text))


def test_every_citation_in_the_code_exists(law_text: LawText) -> None:
    missing = [
        text for text in cited_in_code() for place in held(text) if not words_at(place, law_text)
    ]
    assert missing == []


def test_every_law_that_is_held_has_its_text(law_text: LawText) -> None:
    for law in citation.LAWS.values():
        if law.file is not None:
            title = law.title.partition("(")[0].replace("〈", "《").replace("〉", "》")
            assert re.search(rf"^# {title}$", law_text(law.file), re.MULTILINE)
