"""What no override may break: two officers, and only for what is not what it looks like."""

from schema.base.guards import Checks
from tortoise import migrations

CHECKS = (
    ("gate_override", "confirmed_by IS NULL OR confirmed_by <> requested_by"),
    ("gate_override", "(confirmed_at IS NULL) = (confirmed_by IS NULL)"),
    ("gate_override", "reason NOT IN ('RUNS', 'MISSHAPEN', 'UNREADABLE', 'OVERDUE')"),
    ("restricted_name", "length(name) >= 2"),
)


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0014_gate")]

    operations = [Checks(*CHECKS)]
