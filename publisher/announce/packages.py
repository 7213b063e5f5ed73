"""Open data of a place: a Data Package, with a table for people and a file for programs per sort.

Source: Data Package 2.0 (https://datapackage.org), Table Schema 2.0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from publisher import places, templates
from publisher.announce import tables
from publisher.announce.board import Board
from publisher.announce.tables import Table
from schema.base.context import SHANGHAI
from schema.cards import Card
from schema.publications import DOCUMENTS

FOLDER = "data/"
"""Where a place has its open data."""

PACKAGE = "datapackage.json"
"""The file there that says what the others hold."""

_PROFILES = "https://datapackage.org/profiles/2.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """What everyone may do with the data. name: by SPDX; path: where its text stands."""

    name: str
    title: str
    path: str


LICENCE = Licence(
    name="CC-BY-4.0",
    title="知识共享 署名 4.0 国际",
    path="https://creativecommons.org/licenses/by/4.0/deed.zh-hans",
)
"""Use it for anything and say where it is from."""


@dataclass(frozen=True, slots=True)
class _Resource:
    """A file of the package with what is said of it."""

    name: str
    title: str
    note: str
    suffix: str
    content: bytes
    more: Mapping[str, Any]

    @property
    def file(self) -> str:
        return f"{self.name}.{self.suffix}"

    @property
    def told(self) -> dict[str, Any]:
        """How the package describes it."""
        return {
            "$schema": f"{_PROFILES}/dataresource.json",
            "name": self.name if self.suffix == "csv" else f"{self.name}-{self.suffix}",
            "path": self.file,
            "title": self.title,
            "description": self.note,
            "format": self.suffix,
            "encoding": "utf-8",
            "bytes": len(self.content),
            "hash": f"sha256:{hashlib.sha256(self.content).hexdigest()}",
            **self.more,
        }


Told = Mapping[str, Sequence[Mapping[str, Any]]]
"""What a package says of the files of each sort of document."""


def package(board: Board, before: Told) -> Mapping[str, bytes]:
    """The files of the open data of a place; none where nothing is public.

    Those of the sorts that `before` tells of stay as they are, and are left out.
    """
    if not board.cards:
        return {}
    files: dict[str, bytes] = {}
    resources: list[Mapping[str, Any]] = []
    for document in sorts(board.cards):
        if (stays := before.get(document)) is not None:
            resources += stays
            continue
        for each in _resources(board, document):
            resources.append(each.told)
            files[each.file] = each.content
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    files[PACKAGE] = orjson.dumps(_package(board) | {"resources": resources}, option=option)
    return {board.file(f"{FOLDER}{name}"): content for name, content in files.items()}


def sorts(cards: Iterable[Card]) -> tuple[str, ...]:
    """The sorts of document that there are among cards, in the order of all."""
    shown = {card.document for card in cards}
    return tuple(each for each in DOCUMENTS if each in shown)


def told(package: bytes) -> Told:
    """What a package says of its files; those of a sort stand together, that for programs last."""
    sort_of = {f"{places.slug(each)}.json": each for each in DOCUMENTS}
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    files: list[Mapping[str, Any]] = []
    for each in orjson.loads(package)["resources"]:
        files.append(each)
        if each["path"] in sort_of:
            found[sort_of[each["path"]]], files = files, []
    return found


def _package(board: Board) -> dict[str, Any]:
    """What is said of the whole; it was made when the last of it became public."""
    name = board.place.full_name
    made = board.newest[0].published_at.astimezone(SHANGHAI)
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"zuwu-{board.place.path.replace('/', '-')}",
        "title": f"{name} 组务公开数据",
        "description": f"{name}现在公开的全部内容。csv 文件供表格软件打开，json 文件供程序读取。",
        "homepage": board.home,
        "created": made.isoformat(timespec="seconds"),
        "licenses": [asdict(LICENCE)],
        "sources": [{"title": f"{name} 组务公开", "path": board.home}],
    }


def _resources(board: Board, document: str) -> Iterator[_Resource]:
    """The files of a sort of document."""
    found = tuple(tables.tables(board, document))
    title = templates.called(document)
    yield from (_table(each, title) for each in found)
    yield _Resource(
        name=found[0].name,
        title=title,
        note=found[0].note,
        suffix="json",
        content=tables.json(board, document),
        more={"mediatype": "application/json"},
    )


def _table(table: Table, title: str) -> _Resource:
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [each.field for each in table.columns],
        "primaryKey": list(table.key),
    }
    if table.above is not None:
        key = list(table.above.key)
        reference = {"resource": table.above.name, "fields": key}
        schema["foreignKeys"] = [{"fields": key, "reference": reference}]
    more = {"type": "table", "mediatype": "text/csv", "schema": schema}
    return _Resource(table.name, title, table.note, "csv", table.csv, more)
