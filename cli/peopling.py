"""`zuwu demo --scale`: a town of real size, taken in village by village and published.

Everything goes the way that committees and officers go: rows through the import, documents
through submission and approval. All is made public on one day, so that all of it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Any
from uuid import UUID

from strawberry import relay

from api.settings import Settings
from cli import deliveries, demo, scale
from cli.deliveries import Delivered, Row
from cli.exchanging import bar
from cli.lock import writing
from cli.scale import Size
from cli.story import Astray
from cli.trouble import Trouble
from schema import database, rulings, submissions
from schema.base.act import transaction
from schema.base.context import SHANGHAI, Context
from schema.base.garbage import undisturbed
from schema.base.profile import profiles
from schema.base.refusal import Refusal
from schema.base.scope import Scope
from schema.base.served import SLICE, Served
from schema.base.sheet import Carry, mutation
from schema.exchange import importing, manuscripts
from schema.exchange.importing import Parcel
from schema.exchange.lines import TARGETS, read
from schema.exchange.rows import Deed
from schema.publications import DOCUMENTS, DocumentType
from schema.records.areas import AreaRecord
from schema.rulings import Ruling
from schema.submissions import Submission
from schema.workbooks import articles, tables
from schema.workbooks.tables import Table

PUBLISHED = (
    "AreaProfile",
    "BodyRoster",
    "MeetingOutcome",
    "OpenNotice",
    "RegulationText",
    "HonourList",
)
"""The documents that are published, of every record that they can be drawn from."""

ACTS: Mapping[str, Carry] = MappingProxyType(
    {
        "submit": mutation(submissions.Mutation, "submit"),
        "approve": mutation(rulings.Mutation, "approve"),
    }
)


@dataclass(frozen=True, slots=True)
class Census:
    """How many records and editions a town has."""

    records: int
    editions: int


async def people(settings: Settings, size: Size, seed: int, now: datetime) -> Census:
    """Makes a town where there is nothing yet: the same one for the same seed and moment."""
    with writing(settings, "zuwu demo"), undisturbed():
        await database.migrate(settings.database_url)
        async with database.opened(settings.database_url):
            if await AreaRecord.exists():
                raise Trouble(
                    "there are records already, and a town is made where there are none",
                    "Set ZUWU_HOME to another folder or DATABASE_URL to an empty database",
                    "Demonstration",
                )
            return await _people(settings, size, seed, now)


async def _people(settings: Settings, size: Size, seed: int, now: datetime) -> Census:
    cast = demo.cast()
    fresh_id = _ids(seed)
    async with transaction():
        await demo.found(cast, now, fresh_id)
    actors = await demo.actors(cast)
    writer, approver = (
        Context(actors[known_as], now, profiles(), fresh_id)
        for known_as in ("administrator", "town-supervisor")
    )
    await demo.tokens(settings.demo_tokens, cast, now)
    random = Random(seed)
    today = now.astimezone(SHANGHAI).date()
    records = 0
    for village in scale.town(size, random, cast.founding.path, today):
        delivered = deliveries.delivered(village, random)
        records += await _taken(writer, village.name, delivered)
    published = [await _published(writer, approver, name) for name in PUBLISHED]
    return Census(records, sum(published))


def _ids(seed: int) -> Callable[[], UUID]:
    """Ids that are drawn from chance of their own, so that what is drawn for the town stays."""
    chance = Random(f"ids of {seed}")
    return lambda: UUID(int=chance.getrandbits(128), version=4)


async def _taken(context: Context, name: str, delivered: Delivered) -> int:
    """Takes in what a village delivers; answers how many records it became."""
    with bar(name, "行") as progress:
        report = await importing.take(
            context, _parcel(delivered), None, check=False, progress=progress
        )
    if report.complaints:
        raise Astray(f"{name}: {report.complaints[0]}")
    return report.tally.created


def _parcel(delivered: Delivered) -> Parcel:
    """The tables and texts as they would be read from files."""
    parcel = Parcel()
    for title in TARGETS:
        if title in delivered.rows:
            lines, complaints = read(_table(title, delivered.rows[title]), TARGETS[title])
            parcel.parts.append(lines)
            parcel.complaints += complaints
    for place, text in enumerate(delivered.texts, start=1):
        content = articles.markdown(text).encode()
        parts, complaints = manuscripts.parts(f"regulations-{place:03}.md", content)
        parcel.parts += parts
        parcel.complaints += complaints
    return parcel


def _table(title: str, rows: Sequence[Row]) -> Table:
    cells = [tuple(rows[0]), *(tuple(row.values()) for row in rows)]
    return Table(title, tuple(tables.Row(place, row) for place, row in enumerate(cells, start=1)))


async def _published(writer: Context, approver: Context, name: str) -> int:
    """Submits and approves a document of every record; answers how many editions there are."""
    served = DOCUMENTS[name].served
    below = writer.actor.grants[0].path
    keys = await served.stored.within(Scope((below,))).order_by("id").values_list("id", flat=True)
    with bar(name, "版") as progress:
        for start in range(0, len(keys), SLICE):
            some = [
                relay.GlobalID(served.__name__, str(key)) for key in keys[start : start + SLICE]
            ]
            await _approved(writer, approver, name, some)
            progress(start + len(some), len(keys))
    return len(keys)


async def _approved(
    writer: Context, approver: Context, name: str, records: Sequence[relay.GlobalID]
) -> None:
    document = DocumentType(name)
    asked = [Submission(document=document, record=record) for record in records]
    async with transaction():
        submitted = await _done(writer, "submit", asked)
        rulings = [
            Ruling(
                edition=relay.GlobalID("Edition", str(edition.id)),
                expected_version=edition.version,
            )
            for edition in submitted
        ]
        await _done(approver, "approve", rulings)


async def _done(context: Context, act: str, asked: Sequence[Any]) -> list[Served]:
    """What an act answers to many; a refusal ends it, for a town is made so that there is none."""
    found = []
    for answer in await ACTS[act](Deed(context, act), asked):
        if isinstance(answer, Refusal):
            raise Astray(f"{act}: {answer}")
        found.append(answer)
    return found
