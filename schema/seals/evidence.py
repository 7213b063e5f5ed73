"""What proves that a publication is in the log, for whoever reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from schema.base import reading
from schema.base.edition import EditionKey, EditionRecord
from schema.base.scope import AreaPath
from schema.base.sealing import SealRecord
from schema.base.served import SLICE
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
    wanted, found = frozenset(editions), dict[EditionKey, Evidence]()
    for document in sorted({document for document, _, _ in wanted}):
        records = sorted({str(key[1]) for key in wanted if key[0] == document})
        for start in range(0, len(records), SLICE):
            for key, each in await _found(town, document, records[start : start + SLICE]):
                if key in wanted:
                    found[key] = each
    return MappingProxyType(found)


async def lacking(editions: Collection[EditionKey]) -> frozenset[EditionKey]:
    """Those of these editions that no log holds."""
    records = sorted({record for _, record, _ in editions})
    columns = ("edition__document", "edition__record_id", "edition__number")
    left = set(editions)
    for start in range(0, len(records), SLICE):
        some = records[start : start + SLICE]
        entries = SealRecord.filter(edition__record_id__in=some, event__in=OPENING)
        left.difference_update(map(tuple, await entries.values_list(*columns)))
    return frozenset(left)


_OPENED = ", ".join(f"'{each.value}'" for each in OPENING)

_EVIDENCE = f"""
SELECT record_id, number, place, leaf, salt, snapshot, seal_checkpoint.size, root
FROM edition
JOIN seal_salt ON seal_salt.edition_id = edition.id
JOIN seal ON seal.edition_id = edition.id AND event IN ({_OPENED})
JOIN seal_checkpoint ON seal_checkpoint.town = ? AND seal_checkpoint.size = (
  SELECT min(size) FROM seal_checkpoint WHERE town = ? AND size > seal.place
)
WHERE document = ? AND record_id IN (%s)
"""


async def _found(
    town: AreaPath, document: str, records: Sequence[str]
) -> list[tuple[EditionKey, Evidence]]:
    """Editions of these records, with what opens them; all is found by indexes."""
    text = _EVIDENCE % reading.slots(records)
    return [
        (
            (document, reading.id_of(record), number),
            Evidence(place, leaf, salt, snapshot, Head(size, root)),
        )
        for record, number, place, leaf, salt, snapshot, size, root in await reading.told(
            EditionRecord, text, town, town, document, *records
        )
    ]
