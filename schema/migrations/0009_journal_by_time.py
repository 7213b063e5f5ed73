"""The journal is read page by page in the order of time."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """An index by which a page of it costs the same wherever it lies."""

    dependencies = [("zuwu", "0008_accounts")]
    initial = False
    operations = [ops.AddIndex(model_name="JournalRecord", index=Index(fields=["at", "id"]))]
