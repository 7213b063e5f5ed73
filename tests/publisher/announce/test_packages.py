"""Open data: valid for the tools that others use, safe in a spreadsheet, the same as approved."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shelves
import village as v
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st
from shelves import board, document

from publisher.announce import columns, packages, tables
from publisher.announce.board import Board
from schema.base import codec
from schema.publications import DOCUMENTS
from schema.rules import masking

FOLDER = "201/001/data/"

ALL = tuple(DOCUMENTS)


def everything(text: str = "字") -> Board:
    """A document of every sort."""
    return board(*(document(each, text) for each in ALL))


def packaged(of: Board) -> Mapping[str, bytes]:
    """The files of a package of which nothing was there before."""
    return packages.package(of, {})


def put(files: Mapping[str, bytes], folder: Path) -> Path:
    """The files on a disk; where the package begins."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / FOLDER / "datapackage.json"


def checked(package: Path) -> Any:
    """What frictionless finds wrong with a package, its hashes included."""
    return Package(str(package)).validate()


def told(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the package says of itself."""
    found: dict[str, Any] = json.loads(files[f"{FOLDER}datapackage.json"])
    return found


def rows(content: bytes) -> list[list[str]]:
    """A table as a spreadsheet takes it."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["字", shelves.HOSTILE])
def test_the_package_is_valid_with_every_sort_of_document(text: str, tmp_path: Path) -> None:
    report = checked(put(packaged(everything(text)), tmp_path))
    assert report.valid, report.flatten(["name", "type", "fieldName", "note"])
    assert report.stats["tasks"] == len(told(packaged(everything(text)))["resources"])


def test_a_changed_table_is_found(tmp_path: Path) -> None:
    package = put(packaged(everything()), tmp_path)
    changed = package.parent / "open-notice.csv"
    changed.write_bytes(changed.read_bytes().replace("字".encode(), "子".encode()))
    report = checked(package)
    (task,) = [each for each in report.tasks if not each.valid]
    assert (task.name, [each.type for each in task.errors]) == ("open-notice", ["hash-count"])


def test_every_file_is_listed_with_its_length_and_its_hash() -> None:
    files = packaged(everything())
    listed = {FOLDER + each["path"]: each for each in told(files)["resources"]}
    assert listed.keys() | {f"{FOLDER}datapackage.json"} == files.keys()
    for path, each in listed.items():
        assert each["hash"] == f"sha256:{hashlib.sha256(files[path]).hexdigest()}"
        assert each["bytes"] == len(files[path])


@pytest.mark.parametrize("name", ALL)
def test_columns_have_names_of_their_own_and_are_explained(name: str) -> None:
    for table in tables.tables(everything(), name):
        names = [each.name for each in table.columns]
        assert len(names) == len(set(names)), table.name
        assert all(each.field["description"] for each in table.columns), table.name


@pytest.mark.parametrize("name", ALL)
def test_no_content_is_left_out_of_the_tables(name: str) -> None:
    content = codec.plain(document(name, "甲乙丙"))
    wanted = json.dumps(content, ensure_ascii=False).count("甲乙丙")
    found = b"".join(each.csv for each in tables.tables(board(document(name, "甲乙丙")), name))
    assert found.decode().count("甲乙丙") == wanted > 0


@pytest.mark.parametrize("name", ALL)
def test_the_file_for_programs_holds_the_content_as_approved(name: str) -> None:
    shown = document(name, shelves.HOSTILE)
    (row,) = json.loads(tables.json(board(shown), name))
    assert row["content"] == codec.plain(shown)
    assert row["id"] == str(shown.standing.record)
    assert row["edition"] == 1
    assert row["area_name"] == "青禾县清溪镇松塘村第一组"


def test_a_list_is_a_table_whose_rows_say_where_they_belong() -> None:
    files = packaged(everything())
    heads = rows(files[f"{FOLDER}regulation-text-chapters-clauses.csv"])[0]
    assert heads[:3] == ["id", "chapters_position", "clauses_position"]
    (schema,) = [
        each["schema"]
        for each in told(files)["resources"]
        if each["name"] == "regulation-text-chapters-clauses"
    ]
    assert schema["foreignKeys"] == [
        {
            "fields": ["id", "chapters_position"],
            "reference": {
                "resource": "regulation-text-chapters",
                "fields": ["id", "chapters_position"],
            },
        }
    ]


def test_cells_are_for_people_who_read_chinese() -> None:
    shown = document("MeetingOutcome", starts_at=datetime(2026, 5, 2, 16, 30, tzinfo=UTC))
    heads, cells = rows(packaged(board(shown))[f"{FOLDER}meeting-outcome.csv"])
    row = dict(zip(heads, cells, strict=True))
    assert row["starts_at"] == "2026-05-03 00:30:00"
    assert row["attendance_reached"] == "是"
    assert row["sort"] == "村民小组会议"
    assert row["published_at"] == "2026-05-03 10:00:00"


def test_a_spreadsheet_takes_it_for_utf_8() -> None:
    made = packaged(everything())
    assert all(c.startswith(tables.BOM) for name, c in made.items() if name.endswith(".csv"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", " =1", "\t=1", "\r\n=1", "＝1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert columns.cell(text) == f"'{columns.cell(text)[1:]}"


@pytest.mark.parametrize("value", [-5, "1-1", "第1条", "", None])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert columns.cell(value) == value


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_cell(text: str) -> None:
    shown = document("OpenNotice", title=masking.PublicText(text), last_day=None)
    heads, cells = rows(next(tables.tables(board(shown), "OpenNotice")).csv)
    title = cells[heads.index("title")]
    assert title == columns.cell(text)
    assert title.lstrip()[:1] not in frozenset("=+-@＝＋－＠")


@dataclasses.dataclass(frozen=True)
class Unheard:
    """A class that nobody thought of."""

    words: tuple[str, ...]
    deep: tuple[tuple[int, ...], ...] = ()


def test_a_list_of_plain_words_is_a_table_with_one_column() -> None:
    (listed, _) = columns.shape(Unheard).lists
    assert listed.column.name == "words"
    assert [each.name for each in listed.shape.columns] == ["value"]
    assert listed.shape.columns[0].of("甲") == "甲"


def test_the_package_says_what_it_is_and_what_may_be_done_with_it() -> None:
    found = told(packaged(board(document("OpenNotice"), document("MeetingNotice"))))
    assert found["name"] == "zuwu-439901-101-201-001"
    assert found["title"] == "松塘村第一组 组务公开数据"
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert found["sources"][0]["path"] == "https://zuwu.example/201/001/"
    assert found["created"] == "2026-05-03T10:00:00+08:00"
    assert {each["name"] for each in found["resources"]} >= {"open-notice", "open-notice-json"}
    assert not any(each["name"].startswith("honour") for each in found["resources"])


def test_the_town_has_all_of_its_places() -> None:
    both = (document("OpenNotice"), document("OpenNotice", record="b", path=v.SIBLING))
    made = packaged(board(*both, path=v.TOWN))
    assert len(rows(made["data/open-notice.csv"])) == 3


def test_nothing_public_is_no_package() -> None:
    assert packaged(board(path=v.TOWN)) == {}


def test_the_order_in_which_documents_come_does_not_matter() -> None:
    some = [document(each) for each in ALL]
    assert packaged(board(*some)) == packaged(board(*reversed(some)))


def test_of_sorts_without_news_the_package_says_what_it_said() -> None:
    known = everything(shelves.HOSTILE)
    made = packaged(known)
    before = packages.told(made[f"{FOLDER}datapackage.json"])
    assert before.keys() == {*ALL}
    unread = dataclasses.replace(known, contents={})
    package = f"{FOLDER}datapackage.json"
    assert packages.package(unread, before) == {package: made[package]}
