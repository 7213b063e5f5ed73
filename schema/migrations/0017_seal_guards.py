"""What the public log may not break: it only grows, and what is redacted has no salt."""

from schema.base.guards import Checks, Statements
from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = (
    # By these is found what the log does not hold yet; they hold all that is looked at.
    ("edition_sealed", "(area_id, id) WHERE published_at IS NOT NULL"),
    ("edition_withdrawn", "(area_id, id, redacted_at, ended_at) WHERE state = 'WITHDRAWN'"),
    ("edition_redacted", "(area_id, id, published_at) WHERE redacted_at IS NOT NULL"),
)

CHECKS = (
    ("seal", "length(leaf) <= 65535"),
    ("seal_node", "level >= 1 AND place >= 0"),
    ("seal_node", "length(hash) = 32"),
    ("seal_checkpoint", "length(root) = 32"),
    ("seal_salt", "length(salt) = 32"),
)

KEPT = {
    "seal": ("UPDATE", "DELETE"),
    "seal_node": ("UPDATE", "DELETE"),
    "seal_checkpoint": ("UPDATE", "DELETE"),
    "seal_salt": ("UPDATE",),
}
"""What may not be done to the rows of a table; salts may be destroyed."""

NEXT = {
    "seal": "NEW.place <> (SELECT coalesce(max(place) + 1, 0) FROM seal WHERE town = NEW.town)",
    "seal_checkpoint": (
        "NEW.size <= (SELECT coalesce(max(size), 0) FROM seal_checkpoint WHERE town = NEW.town)"
    ),
}
"""How a row is known that does not come after all others of its town."""

SAID = "the log only grows"


class Growing(Statements):
    """The log only grows, without gaps; with a redaction goes the salt."""

    def sqlite(self):
        for table, events in KEPT.items():
            for event in events:
                yield (
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END;"
                )
        for table, amiss in NEXT.items():
            yield (
                f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table} WHEN {amiss}"
                f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END;"
            )
        yield (
            "CREATE TRIGGER edition_unsalted AFTER UPDATE OF redacted_at ON edition"
            " WHEN NEW.redacted_at IS NOT NULL"
            " BEGIN DELETE FROM seal_salt WHERE edition_id = NEW.id; END;"
        )

    def postgresql(self):
        yield (
            "CREATE FUNCTION seal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{SAID}'; END $$;"
        )
        for table, events in KEPT.items():
            kept = " OR ".join(events).replace("DELETE", "DELETE OR TRUNCATE")
            yield (
                f"CREATE TRIGGER {table}_only_grows BEFORE {kept} ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION seal_only_grows();"
            )
        for table, amiss in NEXT.items():
            yield (
                f"CREATE FUNCTION {table}_next() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF {amiss} THEN RAISE EXCEPTION '{SAID}'; END IF; RETURN NEW; END $$;"
            )
            yield (
                f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {table}_next();"
            )
        yield (
            "CREATE FUNCTION edition_unsalted() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN DELETE FROM seal_salt WHERE edition_id = NEW.id; RETURN NULL; END $$;"
        )
        yield (
            "CREATE TRIGGER edition_unsalted AFTER UPDATE OF redacted_at ON edition FOR EACH ROW"
            " WHEN (NEW.redacted_at IS NOT NULL) EXECUTE FUNCTION edition_unsalted();"
        )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0016_seal")]

    operations = [
        *(
            ops.RunSQL(f"CREATE INDEX {name} ON edition {on}", f"DROP INDEX {name}")
            for name, on in INDEXES
        ),
        Checks(*CHECKS),
        Growing(),
    ]
