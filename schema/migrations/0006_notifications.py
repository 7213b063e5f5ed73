"""PostgreSQL tells at the commit what was written; SQLite has one writing process, which knows."""

from schema.base.guards import Statements
from tortoise import migrations

# A channel delivers equal words of one transaction once, so many rows of an area are told once.
PUBLIC = (
    "PERFORM pg_notify('zuwu_public', area_id) FROM"
    " (SELECT DISTINCT area_id FROM written WHERE published_at IS NOT NULL) AS changed;"
)


class Notifications(Statements):
    """What was written is told at the commit."""

    def sqlite(self):
        return iter(())

    def postgresql(self):
        yield (
            "CREATE FUNCTION journal_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_notify('zuwu_journal', min(id) || '-' || max(id))"
            " FROM written HAVING count(*) > 0; RETURN NULL; END $$;"
        )
        yield (
            "CREATE TRIGGER journal_told AFTER INSERT ON journal"
            " REFERENCING NEW TABLE AS written"
            " FOR EACH STATEMENT EXECUTE FUNCTION journal_told();"
        )
        yield (
            "CREATE FUNCTION edition_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {PUBLIC} RETURN NULL; END $$;"
        )
        for event in ("INSERT", "UPDATE"):
            yield (
                f"CREATE TRIGGER edition_told_{event.lower()} AFTER {event} ON edition"
                " REFERENCING NEW TABLE AS written"
                " FOR EACH STATEMENT EXECUTE FUNCTION edition_told();"
            )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0005_award_guards")]

    operations = [Notifications()]
