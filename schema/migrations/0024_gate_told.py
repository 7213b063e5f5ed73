"""PostgreSQL tells at the commit that the gate may let other things through, as 0006 tells acts."""

from schema.base.guards import Statements
from tortoise import migrations

NAMES = "INSERT OR UPDATE OR DELETE ON restricted_name"
CONFIRMED = "UPDATE ON gate_override"
"""An override is written once and changed once, when it is confirmed."""


class GateTold(Statements):
    """What the gate goes by is told at the commit; a county's names count in all its towns."""

    def sqlite(self):
        return iter(())

    def postgresql(self):
        yield (
            "CREATE FUNCTION gate_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_notify('zuwu_public', ''); RETURN NULL; END $$;"
        )
        for name, event in (("name", NAMES), ("override", CONFIRMED)):
            yield (
                f"CREATE TRIGGER gate_{name}_told AFTER {event}"
                " FOR EACH ROW EXECUTE FUNCTION gate_told();"
            )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0023_found")]

    operations = [GateTold()]
