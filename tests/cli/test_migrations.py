"""What `tortoise makemigrations` would write: nothing."""

from __future__ import annotations

from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

from schema import database


async def test_no_migration_is_pending() -> None:
    config = database.config("sqlite://:memory:")
    async with await Tortoise.init(config=config) as context:
        pending = await MigrationAutodetector(context.apps, config["apps"]).changes()
    assert [operation for writer in pending for operation in writer.operations] == []
