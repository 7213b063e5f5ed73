"""The tables of the public log: what became of every edition, in an order that never changes.

An entry holds no content but a commitment: SHA-256 of a secret salt and the snapshot. Who has both
can prove what was published; who has neither learns nothing, not even by trying.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from schema.base.record import MomentField, PathField


class SealEvent(Enum):
    """What became of an edition."""

    PUBLISHED = "PUBLISHED"
    CORRECTED = "CORRECTED"
    WITHDRAWN = "WITHDRAWN"
    REDACTED = "REDACTED"


class SealRecord(Model):
    """An entry of a town's log, as it is hashed. place: counts the entries from 0."""

    id = fields.BigIntField(primary_key=True)
    town: Any = PathField()
    place = fields.IntField()
    # An edition is never deleted. None if the entry was read back from the public log.
    edition: Any = fields.ForeignKeyField(
        "zuwu.EditionRecord",
        related_name="seals",
        on_delete=fields.RESTRICT,
        db_index=False,
        null=True,
    )
    event: Any = fields.CharEnumField(SealEvent, max_length=16)
    leaf = fields.BinaryField()
    at = MomentField()

    class Meta:
        """One entry per place, and one for each thing that became of an edition."""

        table = "seal"
        unique_together = (("town", "place"), ("edition", "event"))


class SealNodeRecord(Model):
    """The hash of a whole tile of the level below. place: counts them from 0."""

    id = fields.BigIntField(primary_key=True)
    town: Any = PathField()
    level = fields.IntField()
    place = fields.IntField()
    hash = fields.BinaryField()

    class Meta:
        """One hash per place of a level."""

        table = "seal_node"
        unique_together = (("town", "level", "place"),)


class SealCheckpointRecord(Model):
    """What is signed for a size of a log, written down before anything is signed."""

    id = fields.BigIntField(primary_key=True)
    town: Any = PathField()
    size = fields.IntField()
    root = fields.BinaryField()
    at = MomentField()

    class Meta:
        """Never two roots for one size."""

        table = "seal_checkpoint"
        unique_together = (("town", "size"),)


class SealSaltRecord(Model):
    """The secret by which the commitment to an edition can be checked, as long as it is public."""

    id = fields.BigIntField(primary_key=True)
    # An edition is never deleted; in the moment in which it is redacted, a trigger destroys this.
    # That it is unique is a migration's to see to: Tortoise lets it fall.
    edition: Any = fields.ForeignKeyField(
        "zuwu.EditionRecord", related_name="salts", on_delete=fields.RESTRICT, unique=True
    )
    salt = fields.BinaryField()

    class Meta:
        """One salt per edition."""

        table = "seal_salt"
