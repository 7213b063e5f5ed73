"""What no award may break."""

from schema.base.guards import Checks
from tortoise import migrations

CANDIDATES = ("household_id", "person_id", "group_id")

ONE_OF_THEM = " OR ".join(
    "("
    + " AND ".join(f"{name} IS {'NOT ' if name == candidate else ''}NULL" for name in CANDIDATES)
    + ")"
    for candidate in CANDIDATES
)

CHECKS = (
    ("award_criteria", "sequence >= 1"),
    ("award_round", "nominations_from <= nominations_to"),
    ("award_round", "nominations_to <= notice_from"),
    ("award_round", "notice_days >= 1"),
    ("award_round", "notice_from < decided_on"),
    ("nomination", "sequence >= 1"),
    # A candidate is a household, a person or a group; only a person agrees to be named.
    ("nomination", ONE_OF_THEM),
    ("nomination", "consent_on IS NULL OR person_id IS NOT NULL"),
    *(("nomination", f"{option} >= 0") for option in ("yes", "no", "abstain")),
    ("nomination", "(dropped_on IS NULL) = (drop_reason IS NULL)"),
    ("nomination", "drop_objection_id IS NULL OR dropped_on IS NOT NULL"),
    ("honour", "given_on <= revoked_on"),
    ("honour", "(revoked_on IS NULL) = (revocation_reason IS NULL)"),
)


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0004_objection_guards")]

    operations = [Checks(*CHECKS)]
