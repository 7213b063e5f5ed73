"""Accounts and sessions; offices become records with a version, and every token has a session.

Both tables get another key, so they are written anew: what stood in them is set aside, and put
back under fresh ids. A token that was good stays good, as the only one of a program's session.
"""

from uuid import uuid4

from schema.base.guards import Statements, unique
from schema.base.record import MomentField, PathField
from schema.officers import SessionSort
from schema.rules.roles import Role
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

SQLITE_ID = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)"
    " || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)
POSTGRESQL_ID = "gen_random_uuid()"

SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')"
POSTGRESQL_NOW = "now()"

SQLITE_KEY = "lower(hex(randomblob(32)))"
POSTGRESQL_KEY = "replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')"


def _aside(fresh_id):
    yield f'CREATE TABLE grant_before AS SELECT *, {fresh_id} AS fresh_id FROM "grant";'
    yield f"CREATE TABLE token_before AS SELECT *, {fresh_id} AS fresh_id FROM token;"


def _back(now, key):
    yield (
        'INSERT INTO "grant" (id, version, changed_at, officer_id, role, path, held_from, held_to)'
        f" SELECT fresh_id, 1, {now}, officer_id, role, path, held_from, held_to"
        " FROM grant_before;"
    )
    yield (
        "INSERT INTO session (id, officer_id, sort, begun_at, renewed_at, expires_at, ends_at)"
        f" SELECT fresh_id, officer_id, 'program', {now}, {now}, expires_at, expires_at"
        " FROM token_before;"
    )
    yield (
        "INSERT INTO token (session_id, digest, expires_at)"
        " SELECT fresh_id, digest, expires_at FROM token_before;"
    )
    yield "DROP TABLE grant_before;"
    yield "DROP TABLE token_before;"
    yield f"INSERT INTO pepper (id, key) VALUES (1, {key});"


class Aside(Statements):
    """Sets aside what stands in the two tables."""

    def sqlite(self):
        yield from _aside(SQLITE_ID)

    def postgresql(self):
        yield from _aside(POSTGRESQL_ID)


class Back(Statements):
    """Puts back what stood in the two tables, and makes the key of this installation."""

    def sqlite(self):
        yield from _back(SQLITE_NOW, SQLITE_KEY)

    def postgresql(self):
        yield from _back(POSTGRESQL_NOW, POSTGRESQL_KEY)


class Migration(migrations.Migration):
    dependencies = [("zuwu", "0007_orders")]

    operations = [
        Aside(),
        ops.DeleteModel(name="GrantRecord"),
        ops.DeleteModel(name="TokenRecord"),
        ops.CreateModel(
            name='AccountRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('officer', fields.OneToOneField('zuwu.OfficerRecord', source_field='officer_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('password', fields.CharField(description='argon2id, with its parameters', max_length=200)),
                ('set_at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'account', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'An account that its holder has activated: without this row there is no way in by password.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ActivationRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('officer', fields.OneToOneField('zuwu.OfficerRecord', source_field='officer_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('expires_at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'activation', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'An activation code that nobody has used, by its SHA-256: using it deletes it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AttemptRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('subject', fields.CharField(unique=True, max_length=64)),
                ('attempts', fields.IntField()),
                ('last_at', MomentField(db_index=True, auto_now=False, auto_now_add=False)),
                ('free_at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'attempt', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'How often a subject was tried of late, and from when on it may be again.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='GrantRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('officer', fields.ForeignKeyField('zuwu.OfficerRecord', source_field='officer_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('role', fields.CharEnumField(description='ADMINISTRATOR: administrator\nGUIDE: guide\nVILLAGE_OFFICER: village-officer\nCLERK: clerk\nSUPERVISOR: supervisor\nAUDITOR: auditor\nGRID_WORKER: grid-worker\nHOUSEHOLD_REPRESENTATIVE: household-representative', enum_type=Role, max_length=32)),
                ('path', PathField(db_index=True)),
                ('held_from', fields.DateField()),
                ('held_to', fields.DateField(null=True)),
                ('ended_at', MomentField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'grant', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'An office held: a role below an area, from a day to a day, unless it is taken away before.'},
            bases=['Stored'],
        ),
        ops.CreateModel(
            name='PepperRecord',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key', fields.CharField(max_length=100)),
            ],
            options={'table': 'pepper', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'The key under which subjects are digested, made once for an installation.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SessionRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('officer', fields.ForeignKeyField('zuwu.OfficerRecord', source_field='officer_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('sort', fields.CharEnumField(description='PERSON: person\nPROGRAM: program', enum_type=SessionSort, max_length=8)),
                ('begun_at', MomentField(auto_now=False, auto_now_add=False)),
                ('renewed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('expires_at', MomentField(auto_now=False, auto_now_add=False)),
                ('ends_at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'session', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'Somebody, or a program of theirs, is in, until a moment at the latest.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RefreshRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('session', fields.ForeignKeyField('zuwu.SessionRecord', source_field='session_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('used_at', MomentField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'refresh', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'A refresh token of a session, by its SHA-256: used ones are kept, to know them again.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TokenRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('session', fields.ForeignKeyField('zuwu.SessionRecord', source_field='session_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('expires_at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'token', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'A token, by its SHA-256 only: whoever reads the table can use none of them.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='OfficerRecord',
            name='disabled_at',
            field=MomentField(null=True, auto_now=False, auto_now_add=False),
        ),
        Back(),
        # Nobody holds the same office twice at a time.
        unique(
            "grant_once",
            '"grant" (officer_id, role, path) WHERE held_to IS NULL AND ended_at IS NULL',
        ),
    ]
