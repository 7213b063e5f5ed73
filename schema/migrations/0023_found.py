"""By which indexes it is found in which areas something public has changed, and a salt."""

from tortoise import migrations
from tortoise.migrations import operations as ops

BEFORE = (
    "CREATE INDEX edition_sealed ON edition (area_id, id, version, changed_at)"
    " WHERE published_at IS NOT NULL"
)

MARKED = (
    "CREATE INDEX edition_marked ON edition (area_id, version, changed_at)"
    " WHERE published_at IS NOT NULL"
)
"""It holds all that is looked at, and nothing else."""

SALTED = "CREATE UNIQUE INDEX seal_salt_once ON seal_salt (edition_id)"
"""An edition has one salt; that its model says so makes no constraint."""


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0022_grant_guards")]

    operations = [
        ops.RunSQL("DROP INDEX edition_sealed", BEFORE),
        ops.RunSQL(MARKED, "DROP INDEX edition_marked"),
        ops.RunSQL(SALTED, "DROP INDEX seal_salt_once"),
    ]
