"""What the law and a race need is kept by the database: unique indexes, checks, triggers."""

from schema.base.guards import Checks, Statements, unique
from tortoise import migrations

UNIQUE = (
    # One edition of a document is public, one waits for approval, one was made public last.
    ("edition_public", "edition (document, record_id) WHERE state = 'PUBLISHED'"),
    ("edition_waiting", "edition (document, record_id) WHERE state = 'SUBMITTED'"),
    ("edition_newest", "edition (document, record_id) WHERE newest"),
    # Editions are counted without gaps: a rejected one gives its number back.
    ("edition_number", "edition (document, record_id, number) WHERE state <> 'REJECTED'"),
    # An area has one body of each sort at a time.
    (
        "body_sort",
        "body (area_id, classification) WHERE dissolution_date IS NULL"
        " AND classification <> 'OTHER'",
    ),
    # A person lives in one household at a time, which has one head.
    ("residence_current", "residence (person_id) WHERE valid_to IS NULL"),
    ("residence_head", "residence (household_id) WHERE head AND valid_to IS NULL"),
    # Nobody holds the same post twice from the same day.
    ("membership_once", "membership (post_id, person_id, start_date)"),
)

BASES = ("adults", "households", "members", "representatives")

CHECKS = (
    *(
        ("meeting", f"{basis}_present >= 0 AND {basis}_present <= {basis}_entitled")
        for basis in BASES
    ),
    *(("motion", f"{option} >= 0") for option in ("yes", "no", "abstain", "invalid")),
    ("motion", "members_yes >= 0"),
    ("post", "maximum_memberships >= 1"),
    ("membership", "start_date <= end_date"),
    ("household", "valid_to IS NULL OR valid_from <= valid_to"),
    ("residence", "valid_to IS NULL OR valid_from <= valid_to"),
    ("edition", "number >= 1"),
)
"""What no row may break; a count that is null is not known and breaks nothing."""


class Permanent(Statements):
    """The journal is append-only; a snapshot is erased or kept, never changed."""

    def sqlite(self):
        for event in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER journal_no_{event.lower()} BEFORE {event} ON journal"
                " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;"
            )
        yield (
            "CREATE TRIGGER edition_fixed BEFORE UPDATE OF snapshot, digest ON edition"
            " WHEN NEW.digest <> OLD.digest"
            " OR (NEW.snapshot <> OLD.snapshot AND length(NEW.snapshot) > 0)"
            " BEGIN SELECT RAISE(ABORT, 'a snapshot is erased or kept, never changed'); END;"
        )

    def postgresql(self):
        yield (
            "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;"
        )
        yield (
            "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
            " FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();"
        )
        yield (
            "CREATE FUNCTION edition_fixed() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN IF NEW.digest <> OLD.digest OR"
            " (NEW.snapshot <> OLD.snapshot AND length(NEW.snapshot) > 0)"
            " THEN RAISE EXCEPTION 'a snapshot is erased or kept, never changed'; END IF;"
            " RETURN NEW; END $$;"
        )
        yield (
            "CREATE TRIGGER edition_fixed BEFORE UPDATE ON edition"
            " FOR EACH ROW EXECUTE FUNCTION edition_fixed();"
        )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0001_initial")]

    operations = [
        *(unique(name, on) for name, on in UNIQUE),
        Checks(*CHECKS),
        Permanent(),
    ]
