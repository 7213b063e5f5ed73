"""No invented person passes the gate, wherever and however written; nothing clean is held."""

from __future__ import annotations

from pathlib import Path

import planting
import pytest
import shelves
from writings import ENCODINGS

from publisher.gate import files, holding
from publisher.gate.house import House
from schema.rules.gating import Reason

FIELDS = planting.fields()
PEOPLE = list(planting.persons())
WAYS = list(ENCODINGS)


def test_every_document_has_texts_and_most_are_on_its_page() -> None:
    assert len(PEOPLE) == 200
    assert {field.document for field in FIELDS} == set(shelves.DOCUMENTS)
    assert sum(field.visible for field in FIELDS) > len(FIELDS) / 2


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.document} {field.place}")
def test_nobody_passes_in_the_data_of_a_document(field: planting.Field) -> None:
    """Each text with each way of writing, and with each sort of particular."""
    person = PEOPLE[field.place]
    for turn, way in enumerate(WAYS):
        text = planting.written(person, way, turn + field.place)
        content = planting.data(planting.planted(field, text, "x"))
        assert list(files.examined([("a.json", content)], House(shelves.URL))), way
    for text in person.words:
        content = planting.data(planting.planted(field, text, "x"))
        assert list(files.examined([("a.json", content)], House(shelves.URL))), text


def test_nobody_passes_on_a_built_page_and_each_is_put_down_to_its_document(tmp_path: Path) -> None:
    shown = [field for field in FIELDS if field.visible]
    documents = [
        planting.planted(field, planting.written(PEOPLE[n], WAYS[n % len(WAYS)], n), f"{n}")
        for n, field in enumerate(shown)
    ]
    innocent = shelves.document("OpenNotice", record="innocent")
    html, shelf = planting.built([*documents, innocent], tmp_path)
    findings = planting.screened(html, planting.house())
    public = shelf.contents.values()
    owners = {planting.page(shelf, each): each.standing.record for each in public}
    listed = [each.standing.record for each in documents]
    shared = {each.file: listed for each in findings if each.file not in owners}
    held = holding.held(findings, owners, shared)
    assert set(held.documents) == set(listed)
    assert held.unowned == ()
    numbers = {Reason.IDENTITY_NUMBER, Reason.BANK_CARD, Reason.MOBILE_NUMBER}
    assert {each.reason for each in findings} == numbers


def test_nothing_clean_is_held(tmp_path: Path) -> None:
    """The whole thousand is tried by `tests/planting.py`."""
    html, _ = planting.built(planting.clean_documents(100), tmp_path)
    assert planting.screened(html, planting.house([each.name for each in PEOPLE])) == ()
