"""What no attachment may break."""

from schema.base.guards import Checks
from tortoise import migrations

CHECKS = (
    ("attachment", "size >= 1"),
    ("attachment", "length(digest) = 64"),
    ("enclosure", "length(digest) = 64"),
)


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0012_attachments")]

    operations = [Checks(*CHECKS)]
