"""What no grant may break: by its version it is found that one has changed."""

from schema.base.guards import Statements
from tortoise import migrations

UPDATED = "'a grant changes with its version'"
DELETED = "'a grant is ended, never deleted'"


class GrantGuards(Statements):
    """A grant never changes without a higher version, and is never deleted."""

    def sqlite(self):
        yield (
            'CREATE TRIGGER grant_versioned BEFORE UPDATE ON "grant"'
            f" WHEN NEW.version <= OLD.version BEGIN SELECT RAISE(ABORT, {UPDATED}); END;"
        )
        yield (
            'CREATE TRIGGER grant_kept BEFORE DELETE ON "grant"'
            f" BEGIN SELECT RAISE(ABORT, {DELETED}); END;"
        )

    def postgresql(self):
        for name, event, condition, refusal in (
            ("grant_versioned", "UPDATE", " WHEN (NEW.version <= OLD.version)", UPDATED),
            ("grant_kept", "DELETE", "", DELETED),
        ):
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN RAISE EXCEPTION {refusal}; END $$;"
            )
            yield (
                f'CREATE TRIGGER {name} BEFORE {event} ON "grant" FOR EACH ROW{condition}'
                f" EXECUTE FUNCTION {name}();"
            )
        yield "DROP FUNCTION carried(date, text, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0021_marks")]

    operations = [GrantGuards()]
