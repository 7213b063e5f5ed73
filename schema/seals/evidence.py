"""What proves that a publication is in the log, for whoever reads it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from schema.base.scope import AreaPath
from schema.base.sealing import SealCheckpointRecord, SealEvent, SealRecord
from schema.base.served import SLICE, Row
from schema.rules.merkle import Head

Key = tuple[str, UUID, int]
"""Document, record and number: which edition."""


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


async def evidence(town: AreaPath, editions: Collection[Key]) -> Mapping[Key, Evidence]:
    """What there is for these editions; nothing for those that are redacted or not in it yet."""
    wanted = frozenset(editions)
    records = sorted({record for _, record, _ in wanted})
    heads = await _heads(town)
    sizes = [head.size for head in heads]
    found: dict[Key, Evidence] = {}
    for start in range(0, len(records), SLICE):
        for row in await _rows(town, records[start : start + SLICE]):
            key = (row["edition__document"], row["edition__record_id"], row["edition__number"])
            if key in wanted:
                found[key] = _evidence(row, heads[bisect_right(sizes, row["place"])])
    return MappingProxyType(found)


def _evidence(row: Row, first: Head) -> Evidence:
    return Evidence(
        place=row["place"],
        leaf=row["leaf"],
        salt=row["edition__salts__salt"],
        snapshot=row["edition__snapshot"],
        head=first,
    )


async def _rows(town: AreaPath, records: Collection[UUID]) -> list[Row]:
    opened = SealRecord.filter(
        town=town,
        event__in=(SealEvent.PUBLISHED, SealEvent.CORRECTED),
        edition__record_id__in=records,
        edition__salts__id__isnull=False,
    )
    about = ("document", "record_id", "number", "snapshot", "salts__salt")
    return await opened.values("place", "leaf", *(f"edition__{name}" for name in about))


async def _heads(town: AreaPath) -> list[Head]:
    rows = SealCheckpointRecord.filter(town=town).order_by("size").values("size", "root")
    return [Head(**row) for row in await rows]
