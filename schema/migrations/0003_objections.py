from tortoise import migrations
from tortoise.migrations import operations as ops
from schema.base.record import MomentField
from schema.records.objections import Channel, Finding
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0002_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ObjectionRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('year', fields.IntField()),
                ('sequence', fields.IntField()),
                ('about_document', fields.CharField(max_length=64)),
                ('about_id', fields.UUIDField()),
                ('received_on', fields.DateField()),
                ('channel', fields.CharEnumField(description='IN_PERSON: IN_PERSON\nPAPER: PAPER\nPHONE: PHONE\nONLINE: ONLINE', enum_type=Channel, max_length=16)),
                ('subject', fields.CharField(max_length=200)),
                ('detail', fields.TextField(null=True, unique=False)),
                ('objector', fields.CharField(null=True, max_length=100)),
                ('lodged_by', fields.UUIDField(null=True)),
                ('replied_on', fields.DateField(null=True)),
                ('reply', fields.TextField(null=True, unique=False)),
                ('reply_post', fields.CharField(null=True, max_length=100)),
                ('result', fields.CharEnumField(null=True, description='UPHELD: UPHELD\nPARTLY: PARTLY\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN', enum_type=Finding, max_length=16)),
                ('corrected_edition', fields.IntField(null=True)),
                ('escalated_to', fields.CharField(null=True, max_length=100)),
                ('escalated_on', fields.DateField(null=True)),
                ('escalation_outcome', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'objection', 'app': 'zuwu', 'unique_together': (('area_id', 'year', 'sequence'),), 'indexes': [Index(fields=['about_id', 'about_document'])], 'pk_attr': 'id', 'table_description': 'An objection. Unique: each number once in an area and year, whatever races.'},
            bases=['Record'],
        ),
        ops.AddField(
            model_name='EditionRecord',
            name='about_document',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='EditionRecord',
            name='about_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddIndex(
            model_name='EditionRecord',
            index=Index(fields=['about_id', 'about_document']),
        ),
    ]
