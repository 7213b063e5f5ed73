"""Which editions hold which files: asked before a file is shown to everyone or destroyed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from schema.base.attached import MediaType, PublishedAttachment
from schema.base.digest import Digest
from schema.base.edition import EditionRecord
from schema.base.inserting import insert


class EnclosureRecord(Model):
    """A file in the snapshot of an edition. The snapshot says it, this finds it."""

    id = fields.BigIntField(primary_key=True)
    # An edition is never deleted; where its content is erased, `forget` goes with it.
    edition: Any = fields.ForeignKeyField(
        "zuwu.EditionRecord", related_name="enclosures", on_delete=fields.RESTRICT, db_index=True
    )
    digest = fields.CharField(max_length=64, db_index=True)
    media_type: Any = fields.CharEnumField(MediaType, max_length=80)

    class Meta:
        """By edition and by digest."""

        table = "enclosure"


async def enclose(edition: UUID, attached: Iterable[PublishedAttachment]) -> None:
    """Says which files an edition holds."""
    rows = [
        {"edition_id": edition, "digest": each.digest, "media_type": each.media_type}
        for each in attached
    ]
    if rows:
        await insert((EnclosureRecord, rows))


async def forget(editions: Collection[UUID]) -> None:
    """Lets go of the files of editions whose content is erased."""
    await EnclosureRecord.filter(edition_id__in=list(editions)).delete()


async def public(digest: Digest, now: datetime) -> MediaType | None:
    """What sort of file this is, if an edition that is public at `now` holds it."""
    holding = EditionRecord.public(now).filter(enclosures__digest=digest).limit(1)
    found = await holding.values("enclosures__media_type")
    return MediaType(found[0]["enclosures__media_type"]) if found else None
