"""A page of any document is what its snapshot says, letter by letter and figure by figure."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import shelves
from hypothesis import given, settings
from shelves import document, shelf

from publisher import build, render
from publisher.auditing import pages, unproven, wording
from publisher.auditing.pages import Page
from publisher.book import day_of
from publisher.seal.proofs import Proof
from publisher.seal.sites import Folder
from schema.base import codec
from schema.base.about import About, DocumentName
from schema.base.attached import MediaType, PublishedAttachment
from schema.base.document import Publication, Snapshot
from schema.base.sealing import SealEvent
from schema.publications import DOCUMENTS
from schema.seals import leaves
from schema.seals.leaves import Leaf
from tests.publisher.test_build import HOSTILE
from tests.publisher.test_markdown import HOLES, TEXTS

ORIGIN = "zuwu.example/log"
DIGEST = hashlib.sha256(b"?").hexdigest()
SUFFIXES = (".jpg", ".pdf")
TARGET = document("VenueSheet", record="spoken of")


def proved(of: Publication) -> Proof:
    """The proof of a document, as if it had been published so."""
    standing, name = of.standing, type(of).__name__
    content = {each: getattr(of, each) for each in codec.stored_fields(type(of))}
    snapshot = codec.canonical(
        Snapshot(
            name, standing.record, standing.area, standing.number, standing.change_note, content
        )
    )
    event = SealEvent.PUBLISHED if standing.number == 1 else SealEvent.CORRECTED
    commitment = leaves.commitment(b"", snapshot)
    moment = standing.published_at
    leaf = Leaf(event, name, standing.record, standing.number, moment, commitment)
    return Proof(ORIGIN, 0, leaves.written(leaf).decode(), b"", snapshot.decode())


def hung(of: Publication) -> Publication:
    """The same, hanging for as long as the catalogue wants."""
    return wording.publication(proved(of))


def everything(text: str) -> list[Publication]:
    """Documents of every sort: corrected, with attachments, about another."""
    about = About(DocumentName("VenueSheet"), TARGET.standing.record)
    picture = dataclasses.replace(shelves.value(PublishedAttachment, text), digest=DIGEST)
    attached = (picture, dataclasses.replace(picture, media_type=MediaType.PDF))
    return [
        hung(document(name, text, number=2, note=f"更正{text}", attachments=attached, **other))
        for name in DOCUMENTS
        for other in ({"record": f"{name} 1"}, {"record": f"{name} 2", "about": about})
    ]


def written(shown: list[Publication]) -> tuple[render.Page, ...]:
    """The pages of documents."""
    return tuple(page for page in shelves.rendered(shelf(hung(TARGET), *shown)) if page.sheet)


def found(
    shown: list[Publication], said: list[Publication], beside: bytes = b"?"
) -> Mapping[str, list[str]]:
    """What is wrong with the pages of documents by the proofs of what was published instead.

    beside: what their attachments hold.
    """
    on, made = shelf(*shown), written(shown)
    with TemporaryDirectory() as top:
        assert build.build(made, Path(top), shelves.site(on), furniture=False) == ()
        folders = {unproven.own(_folder(page.html)): page for page in made}
        for folder, suffix in (
            (_folder(page.html), suffix) for page in made for suffix in SUFFIXES
        ):
            (Path(top) / folder / f"{DIGEST}{suffix}").write_bytes(beside)
        proofs = {unproven.place(proof.entry): proof for proof in map(proved, said)}
        site, today = Folder(Path(top)), day_of(on.moment)
        return {
            own: list(pages.faults(Page(_folder(folders[own].html), proof), ORIGIN, site, today))
            for own, proof in proofs.items()
        }


def _folder(html: str) -> str:
    return html.removesuffix("index.html")


def check(text: str) -> None:
    """Nothing is wrong with any page that says what was published."""
    said = everything(text.encode(errors="ignore").decode())
    assert not [reason for each in found(said, said).values() for reason in each]


@pytest.mark.parametrize("hole", ["禾黍离离", HOSTILE, shelves.HOSTILE, *HOLES])
def test_nothing_is_wrong_with_a_page_of_any_sort(hole: str) -> None:
    check(f"字{hole}")


@given(text=TEXTS)
@settings(max_examples=15, deadline=None)
def test_nothing_is_wrong_with_a_page_of_any_sort_whatever_the_text(text: str) -> None:
    check(f"字{text}")


def test_another_picture_or_paper_is_found() -> None:
    said = everything("字")
    for reasons in found(said, said, beside=b"!").values():
        assert len(reasons) == 2
        assert all(each.endswith("not what was published") for each in reasons)


def other(value: Any, change: Callable[[Any], Any]) -> Any:
    """The same value with every figure, day, choice or word in it changed."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (each for each in codec.stored_fields(type(value)) if each != "about")
        changed = {name: other(getattr(value, name), change) for name in names}
        return dataclasses.replace(value, **changed)
    if isinstance(value, list | tuple):
        return type(value)(other(each, change) for each in value)
    return change(value)


def figures(value: Any) -> Any:
    """Every figure is one more."""
    return value + 1 if isinstance(value, int) and not isinstance(value, bool) else value


def days(value: Any) -> Any:
    """Every day is the one before."""
    return value - timedelta(days=1) if isinstance(value, date) else value


def choices(value: Any) -> Any:
    """Every choice is the next one."""
    if not isinstance(value, Enum):
        return value
    every = list(type(value))
    return every[(every.index(value) + 1) % len(every)]


def answers(value: Any) -> Any:
    """Whatever was true is not."""
    return not value if isinstance(value, bool) else value


@pytest.mark.parametrize(
    "change", [figures, days, choices, answers], ids=lambda each: each.__name__
)
def test_any_other_value_on_a_page_is_found(change: Callable[[Any], Any]) -> None:
    said = [hung(document(name)) for name in DOCUMENTS]
    shown = [other(each, change) for each in said]
    wrong = {own for own, reasons in found(shown, said).items() if reasons}
    right, made = ({page.path: page.text for page in written(some)} for some in (said, shown))
    differ = {
        unproven.own(path.removesuffix("index.md")) for path in made if made[path] != right[path]
    }
    assert wrong == differ
    assert len(wrong) >= 3
