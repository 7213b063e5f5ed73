"""What a token is good for, as one text, which is asked beside the rows that its holder reads.

A function keeps its plan. In the statement itself PostgreSQL would plan its joins anew every time,
for what stands around it. SQLite plans in no time and needs none.
"""

from schema.base.guards import Statements
from tortoise import migrations

OFFICES = """
SELECT STRING_AGG(session::text || officer::text || office, ' ') FROM (
  SELECT session.id AS session, officer.id AS officer,
    COALESCE("grant".role || "grant".path, '') AS office
  FROM token
  JOIN session ON session.id = token.session_id
  JOIN officer ON officer.id = session.officer_id AND officer.disabled_at IS NULL
  LEFT JOIN "grant" ON "grant".officer_id = officer.id AND "grant".ended_at IS NULL
    AND today BETWEEN "grant".held_from AND COALESCE("grant".held_to, '9999-12-31')
  WHERE token.digest = known_by AND token.expires_at > moment
  ORDER BY "grant".id
) AS carried
"""
"""What `schema.officers` asks of SQLite."""

TAKES = "(today date, known_by text, moment timestamptz)"


class Carried(Statements):
    """The function on PostgreSQL."""

    def sqlite(self):
        return iter(())

    def postgresql(self):
        # It outlives the tables, for no trigger of theirs calls it.
        yield (
            f"CREATE OR REPLACE FUNCTION carried{TAKES} RETURNS text LANGUAGE plpgsql STABLE AS"
            f" $$ BEGIN RETURN ({OFFICES}); END $$;"
        )


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0019_release_guards")]

    operations = [Carried()]
