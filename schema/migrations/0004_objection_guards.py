"""What no objection may break."""

from schema.base.guards import Checks
from tortoise import migrations

CHECKS = (
    ("objection", "sequence >= 1"),
    ("objection", "received_on <= replied_on"),
    ("objection", "received_on <= escalated_on"),
    # A reply has its day, its words, its post and its result, or there is none.
    ("objection", "(replied_on IS NULL) = (result IS NULL)"),
    ("objection", "(replied_on IS NULL) = (reply IS NULL)"),
    ("objection", "(replied_on IS NULL) = (reply_post IS NULL)"),
    ("objection", "(escalated_on IS NULL) = (escalated_to IS NULL)"),
    ("objection", "escalation_outcome IS NULL OR escalated_on IS NOT NULL"),
    # Edition 1 corrects nothing.
    ("objection", "corrected_edition >= 2"),
)


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0003_regulation_guards")]

    operations = [Checks(*CHECKS)]
