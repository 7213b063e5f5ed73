"""What proves that a publication is in the log, for whoever reads it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from schema.base.edition import EditionKey, EditionRecord
from schema.base.scope import AreaPath
from schema.base.sealing import SealCheckpointRecord, SealRecord, SealSaltRecord
from schema.base.served import SLICE, Row
from schema.rules.merkle import Head
from schema.seals.leaves import OPENING


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the log holds an edition, and what opens its commitment.

    head: of the log when it first held it; it stays the same from then on.
    """

    place: int
    leaf: bytes
    salt: bytes
    snapshot: bytes
    head: Head


async def evidence(
    town: AreaPath, editions: Collection[EditionKey]
) -> Mapping[EditionKey, Evidence]:
    """What there is for these editions; nothing for those that are redacted or not in it yet."""
    wanted = frozenset(editions)
    heads = await _heads(town)
    sizes = [head.size for head in heads]
    found: dict[EditionKey, Evidence] = {}
    for document in sorted({document for document, _, _ in wanted}):
        records = sorted({key[1] for key in wanted if key[0] == document})
        for start in range(0, len(records), SLICE):
            for row in await _rows(document, records[start : start + SLICE]):
                key = (document, row["record_id"], row["number"])
                if key in wanted:
                    first = heads[bisect_right(sizes, row["place"])]
                    found[key] = Evidence(
                        row["place"], row["leaf"], row["salt"], row["snapshot"], first
                    )
    return MappingProxyType(found)


async def _rows(document: str, records: Collection[UUID]) -> list[Row]:
    """Editions of these records with their entry and salt; each is found by an index."""
    concerned = EditionRecord.filter(document=document, record_id__in=records)
    editions = await concerned.values("id", "record_id", "number", "snapshot")
    by_id = {row["id"]: row for row in editions}
    salts = await SealSaltRecord.filter(edition_id__in=by_id).values("edition_id", "salt")
    salted = {row["edition_id"]: row["salt"] for row in salts}
    opened = SealRecord.filter(edition_id__in=salted, event__in=OPENING)
    return [
        {**by_id[row["edition_id"]], "salt": salted[row["edition_id"]], **row}
        for row in await opened.values("edition_id", "place", "leaf")
    ]


async def _heads(town: AreaPath) -> list[Head]:
    rows = SealCheckpointRecord.filter(town=town).order_by("size").values("size", "root")
    return [Head(**row) for row in await rows]
