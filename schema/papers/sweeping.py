"""A file stays as long as an attachment or an edition holds it, and goes soon afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from schema.base.act import transaction
from schema.base.digest import Digest
from schema.base.enclosing import EnclosureRecord
from schema.papers import store
from schema.records.attachments import AttachmentRecord

_SLICE = 500


async def claim(named: Digest) -> None:
    """Holds a digest until the running transaction ends: who hands it in and who sweeps take turns.

    On SQLite every transaction holds the whole file already.
    """
    database = AttachmentRecord._meta.db
    if database.capabilities.dialect != "sqlite":
        key = int(named[:15], 16)
        await database.execute_query("SELECT pg_advisory_xact_lock($1)", [key])


async def sweep(home: Path) -> int:
    """Destroys every file that nothing holds any more; answers how many."""
    lying = await asyncio.to_thread(lambda: list(store.kept(home)))
    gone = 0
    for start in range(0, len(lying), _SLICE):
        some = lying[start : start + _SLICE]
        for named in sorted({*some} - await held(some)):
            gone += await _destroyed(home, named)
    return gone


async def _destroyed(home: Path, named: Digest) -> bool:
    async with transaction():
        await claim(named)
        if await held([named]):
            return False
        await asyncio.to_thread(store.destroy, home, named)
        return True


async def held(some: Collection[Digest]) -> set[Digest]:
    """Those of the digests that an attachment or an edition holds."""
    held: set[Digest] = set()
    for holding in (AttachmentRecord, EnclosureRecord):
        found = await holding.filter(digest__in=list(some)).distinct().values("digest")
        held |= {row["digest"] for row in found}
    return held
