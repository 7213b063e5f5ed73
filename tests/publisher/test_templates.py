"""Templates: one for each class of document, every value escaped, no field or label missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NewType, get_args, get_type_hints

import pytest
import shelves
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from publisher import homes, templates
from schema.publications import DOCUMENTS, Ending

SHARED = {"Ending", "_page", "_parts", "figures", "listing", "year", *homes.TEMPLATES}


def enums(target: Any) -> Iterator[type[Enum]]:
    """Every enum that a document can hold."""
    if isinstance(target, NewType):
        target = target.__supertype__
    for inner in get_args(target):
        yield from enums(inner)
    if isinstance(target, type) and issubclass(target, Enum):
        yield target
    if dataclasses.is_dataclass(target):
        for inner in get_type_hints(target).values():
            yield from enums(inner)


def test_every_document_has_a_template_and_every_template_a_document() -> None:
    found = {file.stem for file in templates.FOLDER.glob("*.md")}
    assert found == DOCUMENTS.keys() | SHARED


def test_every_document_and_every_choice_has_its_word() -> None:
    labels = templates.labels()
    for document in DOCUMENTS.values():
        assert templates.called(document.name)
        for enum in {*enums(document.shown), Ending}:
            assert labels[enum.__name__].keys() == {member.name for member in enum}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_state_of_a_matter_that_goes_on_has_its_word(name: str) -> None:
    told = get_type_hints(DOCUMENTS[name].shown.state_on)["return"]
    for enum in enums(told):
        if issubclass(enum, Enum) and enum is not Enum:
            assert templates.labels()[enum.__name__].keys() == {member.name for member in enum}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_of_a_document_is_escaped(name: str) -> None:
    shown = shelves.document(name, "<b>禾黍</b>")
    text = templates.render(f"{name}.md", it=shown)
    assert "禾黍" in text
    assert "<b>" not in text


@pytest.mark.parametrize("file", sorted(templates.FOLDER.glob("*.md")), ids=lambda file: file.stem)
def test_no_template_goes_around_the_escaping(file: Any) -> None:
    source = file.read_text(encoding="utf-8")
    assert "safe" not in source
    assert "~" not in source
    assert "autoescape" not in source


def test_a_field_that_a_template_names_and_nobody_gives_is_an_error() -> None:
    environment = Environment(undefined=StrictUndefined, finalize=templates.printed)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ it.missing }}").render(it=object())


@pytest.mark.parametrize("value", [None, True])
def test_a_value_without_words_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="let it say what that means"):
        templates.printed(value)


def test_days_and_hours_are_those_of_china() -> None:
    assert templates.day(date(2026, 5, 3)) == "2026年5月3日"
    assert templates.day(datetime(2026, 5, 3, 17, tzinfo=UTC)) == "2026年5月4日"
    assert templates.moment(datetime(2026, 5, 3, 7, tzinfo=UTC)) == "2026年5月3日（星期日）15:00"


def test_the_headings_of_an_earlier_edition_stand_below_its_own() -> None:
    assert templates.demoted(Markup("## 议题\n字 ## 字")) == "### 议题\n字 ## 字"
