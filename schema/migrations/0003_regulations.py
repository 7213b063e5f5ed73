from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from schema.base.record import MomentField
from schema.records.comments import Treatment
from schema.records.regulations import RegulationSort
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0002_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='RegulationRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('responsible', fields.ForeignKeyField('zuwu.BodyRecord', source_field='responsible_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=200)),
                ('sort', fields.CharEnumField(description='GROUP_CHARTER: GROUP_CHARTER\nFINANCE_RULES: FINANCE_RULES\nELECTION_RULES: ELECTION_RULES\nCONSTRUCTION_RULES: CONSTRUCTION_RULES\nOTHER: OTHER', enum_type=RegulationSort, max_length=32)),
            ],
            options={'table': 'regulation', 'app': 'zuwu', 'unique_together': (('area_id', 'title'),), 'pk_attr': 'id', 'table_description': 'A regulation as such. What it says is written down version by version.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='RegulationVersionRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('regulation', fields.ForeignKeyField('zuwu.RegulationRecord', source_field='regulation_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('chapters', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('reason', fields.TextField(unique=False)),
                ('drafted_by', fields.CharField(max_length=200)),
                ('answers', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('adopted_by', fields.ForeignKeyField('zuwu.MotionRecord', source_field='adopted_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('adopted_on', fields.DateField(null=True)),
                ('filing_number', fields.CharField(null=True, max_length=100)),
                ('filed_on', fields.DateField(null=True)),
                ('in_force_from', fields.DateField(null=True)),
                ('trial_until', fields.DateField(null=True)),
                ('replaced_on', fields.DateField(null=True)),
                ('repealed_on', fields.DateField(null=True)),
                ('repeal_reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'regulation_version', 'app': 'zuwu', 'unique_together': (('regulation_id', 'number'),), 'pk_attr': 'id', 'table_description': 'A text of a regulation. Of each regulation one has no end (partial unique index).'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='ConsultationRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('regulation_version', fields.ForeignKeyField('zuwu.RegulationVersionRecord', source_field='regulation_version_id', db_constraint=True, to_field='id', related_name='consultations', on_delete=OnDelete.RESTRICT)),
                ('opens_on', fields.DateField()),
                ('closes_on', fields.DateField()),
                ('contact', fields.CharField(max_length=200)),
            ],
            options={'table': 'consultation', 'app': 'zuwu', 'unique_together': (('regulation_version_id',),), 'pk_attr': 'id', 'table_description': 'A consultation. A text goes out once, and a mended one is the next version.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='CommentRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('consultation', fields.ForeignKeyField('zuwu.ConsultationRecord', source_field='consultation_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('received_on', fields.DateField()),
                ('channel', fields.CharField(max_length=100)),
                ('clause', fields.CharField(null=True, max_length=100)),
                ('text', fields.TextField(unique=False)),
                ('treatment', fields.CharEnumField(description='PENDING: PENDING\nACCEPTED: ACCEPTED\nPARTLY: PARTLY\nNOT_ACCEPTED: NOT_ACCEPTED', enum_type=Treatment, max_length=16)),
                ('reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'comment', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'A comment, in words that the public may read, without the name of who made it.'},
            bases=['Record'],
        ),
    ]
