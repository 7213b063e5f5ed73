"""What no release may break."""

from schema.base.guards import Checks, unique
from tortoise import migrations

CHECKS = (
    ("release", "number >= 1"),
    ("release", "pages >= 1"),
    ("release", "held >= 0"),
)


class Migration(migrations.Migration):
    """Readers of a town's site see one release."""

    dependencies = [("zuwu", "0018_releases")]
    initial = False
    operations = [unique("release_live", "release (path) WHERE live"), Checks(*CHECKS)]
