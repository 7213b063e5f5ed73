"""Of a regulation one text has no end, its days stand in their order, an adopted text is fixed."""

from schema.base.guards import Checks, Statements, unique
from tortoise import migrations

UNIQUE = (
    # Of each regulation one version is in force without an end.
    (
        "regulation_version_open",
        "regulation_version (regulation_id) WHERE in_force_from IS NOT NULL"
        " AND replaced_on IS NULL AND repealed_on IS NULL",
    ),
)

CHECKS = (
    ("regulation_version", "number >= 1"),
    ("regulation_version", "(adopted_by_id IS NULL) = (adopted_on IS NULL)"),
    ("regulation_version", "filed_on IS NULL OR adopted_on IS NOT NULL"),
    ("regulation_version", "in_force_from IS NULL OR adopted_on IS NOT NULL"),
    ("regulation_version", "adopted_on <= filed_on"),
    ("regulation_version", "adopted_on <= in_force_from"),
    ("regulation_version", "in_force_from <= trial_until"),
    ("regulation_version", "in_force_from < replaced_on"),
    ("regulation_version", "in_force_from <= repealed_on"),
    ("consultation", "opens_on <= closes_on"),
)


class Fixed(Statements):
    """The text that a meeting adopted stays as it is, and stays adopted."""

    def sqlite(self):
        yield (
            "CREATE TRIGGER regulation_text_fixed BEFORE UPDATE ON regulation_version"
            " WHEN OLD.adopted_on IS NOT NULL AND (NEW.chapters <> OLD.chapters"
            " OR NEW.adopted_on IS NOT OLD.adopted_on)"
            " BEGIN SELECT RAISE(ABORT, 'an adopted text is never changed'); END;"
        )

    def postgresql(self):
        yield (
            "CREATE FUNCTION regulation_text_fixed() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN IF OLD.adopted_on IS NOT NULL AND (NEW.chapters <> OLD.chapters"
            " OR NEW.adopted_on IS DISTINCT FROM OLD.adopted_on)"
            " THEN RAISE EXCEPTION 'an adopted text is never changed'; END IF;"
            " RETURN NEW; END $$;"
        )
        yield (
            "CREATE TRIGGER regulation_text_fixed BEFORE UPDATE ON regulation_version"
            " FOR EACH ROW EXECUTE FUNCTION regulation_text_fixed();"
        )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0002_guards")]

    operations = [
        *(unique(name, on) for name, on in UNIQUE),
        Checks(*CHECKS),
        Fixed(),
    ]
