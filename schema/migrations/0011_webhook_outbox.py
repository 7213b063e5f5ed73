"""What a line of the journal means for webhooks is noted with it: a delivery for each of them."""

from schema.base.guards import Checks, Statements
from tortoise import migrations
from tortoise.migrations import operations as ops

NOTED = """
INSERT INTO webhook_delivery
 (id, version, changed_at, path, webhook_id, event, line, at, state, attempts, due_at)
SELECT {id}, 1, NEW.at, webhook.area_id, webhook.id, happened.event, NEW.id, NEW.at,
 'WAITING', 0, NEW.at
FROM webhook JOIN (
 SELECT 'RECORD_CHANGED' AS event WHERE NEW.kind <> 'Webhook'
 UNION ALL
 SELECT CASE
  WHEN NEW.act = 'approve' AND state = 'PUBLISHED' AND number = 1 THEN 'EDITION_PUBLISHED'
  WHEN NEW.act = 'approve' AND state = 'PUBLISHED' THEN 'EDITION_CORRECTED'
  WHEN NEW.act = 'withdraw' THEN 'EDITION_WITHDRAWN'
  WHEN NEW.act = 'redact' AND newest THEN 'EDITION_REDACTED'
 END FROM edition WHERE NEW.kind = 'Edition' AND edition.id = NEW.record_id
) AS happened ON CAST(webhook.events AS TEXT) LIKE '%"' || happened.event || '"%'
WHERE webhook.state = 'ACTIVE'
 AND (NEW.path = webhook.area_id OR NEW.path LIKE webhook.area_id || '/%')
 AND NOT EXISTS (SELECT 1 FROM webhook_gone WHERE webhook_gone.webhook_id = webhook.id);
"""
"""A delivery for each active webhook whose area and events the line is of.

An approval writes two lines where it corrects an edition, and a redaction one for each edition of
the document: the one that is public now, and the newest, speak for them.
"""

ANY = "EXISTS (SELECT 1 FROM webhook WHERE state = 'ACTIVE')"

RANDOM = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)"
    " || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)
"""A random UUID, which SQLite has no function for."""


class Outbox(Statements):
    """Deliveries are noted in the statement that writes the journal, and with its transaction."""

    def sqlite(self):
        yield (
            f"CREATE TRIGGER journal_noted AFTER INSERT ON journal WHEN {ANY}"
            f" BEGIN {NOTED.format(id=RANDOM)} END;"
        )

    def postgresql(self):
        yield (
            "CREATE FUNCTION journal_noted() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {ANY} THEN {NOTED.format(id='gen_random_uuid()')} END IF;"
            " RETURN NULL; END $$;"
        )
        yield (
            "CREATE TRIGGER journal_noted AFTER INSERT ON journal"
            " FOR EACH ROW EXECUTE FUNCTION journal_noted();"
        )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0010_webhooks")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at)"
            " WHERE state = 'WAITING'",
            "DROP INDEX webhook_delivery_due",
        ),
        Checks(
            ("webhook", "generation >= 1"),
            ("webhook_delivery", "attempts >= 0"),
            # A test tells of no line of the journal, everything else of one.
            ("webhook_delivery", "(event = 'WEBHOOK_TEST') = (line IS NULL)"),
        ),
        Outbox(),
    ]
