"""How it is found in which areas something public has changed: by an index that holds only that."""

from tortoise import migrations
from tortoise.migrations import operations as ops

BEFORE = (
    "CREATE INDEX edition_sealed ON edition (area_id, id, version, changed_at)"
    " WHERE published_at IS NOT NULL"
)

AFTER = (
    "CREATE INDEX edition_marked ON edition (area_id, version, changed_at)"
    " WHERE published_at IS NOT NULL"
)


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0022_grant_guards")]

    operations = [
        ops.RunSQL("DROP INDEX edition_sealed", BEFORE),
        ops.RunSQL(AFTER, "DROP INDEX edition_marked"),
    ]
