"""How it is found in which areas something public has changed, without looking at each edition."""

from tortoise import migrations
from tortoise.migrations import operations as ops

BEFORE = "CREATE INDEX edition_sealed ON edition (area_id, id) WHERE published_at IS NOT NULL"

AFTER = (
    "CREATE INDEX edition_sealed ON edition (area_id, id, version, changed_at)"
    " WHERE published_at IS NOT NULL"
)
"""It holds all that is looked at, by the log and by whoever publishes."""

DROP = "DROP INDEX edition_sealed"


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0020_carried")]

    operations = [ops.RunSQL(DROP, BEFORE), ops.RunSQL(AFTER, DROP)]
