"""Invented persons planted in every text of every document, in every way of writing.

    PYTHONPATH=.:tests python tests/planting.py

plants 200 persons in all of them, builds a page for each text and way of writing and a thousand
clean ones, and says what passed that must not, and what was held for nothing; minutes.
"""

from __future__ import annotations

import dataclasses
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shelves
from writings import ENCODINGS, clean

from publisher import build, places, render
from publisher.gate import files, names
from publisher.gate.finding import Finding
from publisher.gate.house import House, digests
from schema.base import codec
from schema.base.document import Publication
from schema.publications import DOCUMENTS
from schema.rules import particulars
from schema.shelf import Key, Shelf

MARKER = "禾黍离离"
PERSONS = 200
CLEAN_PAGES = 1000


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    numbers: Sequence[str]
    words: Sequence[str]


@dataclass(frozen=True)
class Field:
    """A text of a document, counted from the first; visible: its page shows it."""

    document: str
    place: int
    visible: bool


def persons(many: int = PERSONS) -> Iterator[Person]:
    """Invented persons, always the same."""
    choose = random.Random(1)
    for number in range(many):
        born = date(1930, 1, 1) + timedelta(days=choose.randrange(30_000))
        body = f"439901{born:%Y%m%d}{choose.randrange(1000):03}"
        identity = next(body + c for c in "0123456789X" if particulars.identity_18(body + c))
        card = f"62{choose.randrange(10**16):016}"
        card = next(card + c for c in "0123456789" if particulars.luhn(card + c))
        mobile = f"1{choose.randrange(3, 10)}{choose.randrange(10**9):09}"
        plate = f"湘{choose.choice('ABCDE')}{choose.randrange(10**5):05}"
        mail = f"song{number}@example.com"
        hidden = f"{identity[:6]}******{identity[12:]}"
        yield Person(f"松{chr(0x5858 + number)}禾", (identity, card, mobile), (plate, mail, hidden))


def written(person: Person, way: str, turn: int) -> str:
    """A number of a person in a way of writing; each number in its turn."""
    number = person.numbers[turn % len(person.numbers)]
    return f"找{ENCODINGS[way](number)}。"


def fields() -> tuple[Field, ...]:
    """Every text of every document."""
    return tuple(
        Field(name, place, _visible(name, place))
        for name in DOCUMENTS
        for place in range(_texts(shelves.document(name)))
    )


def planted(field: Field, text: str, record: str) -> Publication:
    """A document with one text planted, all its others plain."""
    document = shelves.document(field.document, record=record)
    places = count()
    return _rewritten(document, lambda own: text if next(places) == field.place else own)


def built(documents: Sequence[Publication], folder: Path) -> tuple[Path, Shelf]:
    """The site of these documents; nothing but the gate has looked at it."""
    shelf = shelves.shelf(*documents)
    pages = (*shelves.rendered(shelf), *build.handwritten())
    build.build(pages, folder / "html", shelves.site(shelf), furniture=True)
    return folder / "html", shelf


def house(restricted: Sequence[str] = ()) -> House:
    """What is ours: the theme as MkDocs brings it, and our own."""
    theme = Path(sys.modules["material"].__file__ or "").parent
    ours = digests([theme, build.ROOT / "site" / "theme"])
    return House(shelves.URL, demo=True, own=ours, restricted=names.restricted(restricted))


def looked(html: Path, shelf: Shelf, document: Publication, ours: House) -> list[Finding]:
    """What the gate finds on the page of a document."""
    file = page(shelf, document)
    return list(files.examined([(file, (html / file).read_bytes())], ours))


def page(shelf: Shelf, document: Publication) -> str:
    """The file of a document's page."""
    place = places.places(shelf)[0][document.standing.area.path]
    found = places.page(place, Key(type(document).__name__, document.standing.record))
    return found.replace("index.md", "index.html")


def clean_documents(many: int) -> list[Publication]:
    """Documents full of numbers that are nobody's."""
    choose = random.Random(2)
    made = []
    for number in range(many):
        name = list(DOCUMENTS)[number % len(DOCUMENTS)]
        document = shelves.document(name, record=f"clean {number}")
        made.append(_rewritten(document, lambda _: clean(choose)))
    return made


def data(document: Publication) -> bytes:
    """A document as open data."""
    return codec.canonical(codec.plain(document))


def _texts(document: Publication) -> int:
    seen: list[str] = []
    _rewritten(document, lambda own: seen.append(own) or own)
    return len(seen)


def _visible(name: str, place: int) -> bool:
    document = planted(Field(name, place, True), MARKER, "marker")
    page = render.document(shelves.book(shelves.shelf(document)), shelves.card(document).key)
    return page is not None and MARKER in page.text


def _rewritten(value: Any, write: Callable[[str], Any]) -> Any:
    """A value with each of its texts written anew, in their order."""
    if type(value) is str:
        return write(value)
    if isinstance(value, list | tuple):
        return type(value)(_rewritten(each, write) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        stored = codec.stored_fields(type(value))
        changed = {name: _rewritten(getattr(value, name), write) for name in stored}
        return dataclasses.replace(value, **changed)
    return value


def passed_in_data() -> int:
    """How many persons pass in open data, of all in all texts and ways of writing."""
    ours, people = House(shelves.URL), list(persons())
    marked = [data(planted(field, MARKER, "x")).decode() for field in fields()]
    return sum(
        not list(files.examined([("data.json", content.replace(MARKER, text).encode())], ours))
        for content in marked
        for person in people
        for text in (written(person, way, turn) for turn, way in enumerate(ENCODINGS))
    )


def passed_on_pages() -> int:
    """How many pages pass, one for each text that a page shows and each way of writing."""
    people, ours = list(persons()), house()
    shown = [(field, way) for field in fields() if field.visible for way in ENCODINGS]
    documents = [
        planted(field, written(people[number % PERSONS], way, number), f"{number}")
        for number, (field, way) in enumerate(shown)
    ]
    with TemporaryDirectory() as folder:
        html, shelf = built(documents, Path(folder))
        return sum(not looked(html, shelf, each, ours) for each in documents)


def screened(folder: Path, house: House) -> tuple[Finding, ...]:
    """Every reason against the files of a folder."""
    found = sorted(file for file in folder.rglob("*") if not file.is_dir())
    named = [(file.relative_to(folder).as_posix(), file.read_bytes()) for file in found]
    return tuple(files.examined(named, house))


def held_for_nothing() -> int:
    """How many findings there are in a thousand clean documents."""
    with TemporaryDirectory() as folder:
        html, _ = built(clean_documents(CLEAN_PAGES), Path(folder))
        return len(screened(html, house([each.name for each in persons()])))


def main() -> None:
    """Plants everything everywhere, and says what went wrong."""
    wrong = 0
    for tried in (held_for_nothing, passed_on_pages, passed_in_data):
        found = tried()
        wrong += found
        print(f"{tried.__name__.replace('_', ' ')}: {found}", flush=True)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
