from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from schema.base.record import MomentField, PathField
from schema.outbox.deliveries import DeliveryFailure, DeliveryState
from schema.outbox.webhooks import WebhookEvent, WebhookState
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0009_journal_by_time')]

    initial = False

    operations = [
        ops.CreateModel(
            name='WebhookRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=100)),
                ('url', fields.CharField(max_length=500)),
                ('events', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('state', fields.CharEnumField(default=WebhookState.ACTIVE, description='ACTIVE: ACTIVE\nPAUSED: PAUSED\nENDED: ENDED', enum_type=WebhookState, max_length=16)),
                ('generation', fields.IntField(default=1)),
                ('previous_until', MomentField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'webhook', 'app': 'zuwu', 'unique_together': (('area_id', 'name'),), 'pk_attr': 'id', 'table_description': "A receiver. Its secret follows from the installation's key and `generation`."},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='DeliveryRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('path', PathField()),
                ('webhook', fields.ForeignKeyField('zuwu.WebhookRecord', source_field='webhook_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('event', fields.CharEnumField(description='EDITION_PUBLISHED: EDITION_PUBLISHED\nEDITION_CORRECTED: EDITION_CORRECTED\nEDITION_WITHDRAWN: EDITION_WITHDRAWN\nEDITION_REDACTED: EDITION_REDACTED\nRECORD_CHANGED: RECORD_CHANGED\nWEBHOOK_TEST: WEBHOOK_TEST', enum_type=WebhookEvent, max_length=32)),
                ('line', fields.BigIntField(null=True)),
                ('at', MomentField(auto_now=False, auto_now_add=False)),
                ('state', fields.CharEnumField(default=DeliveryState.WAITING, description='WAITING: WAITING\nDELIVERED: DELIVERED\nDEAD: DEAD', enum_type=DeliveryState, max_length=16)),
                ('attempts', fields.IntField(default=0)),
                ('due_at', MomentField(auto_now=False, auto_now_add=False)),
                ('status', fields.IntField(null=True)),
                ('failure', fields.CharEnumField(null=True, description='STATUS: STATUS\nTIMED_OUT: TIMED_OUT\nUNREACHABLE: UNREACHABLE\nFORBIDDEN_ADDRESS: FORBIDDEN_ADDRESS', enum_type=DeliveryFailure, max_length=32)),
            ],
            options={'table': 'webhook_delivery', 'app': 'zuwu', 'indexes': [Index(fields=['webhook_id', 'at']), Index(fields=['changed_at'])], 'pk_attr': 'id', 'table_description': 'A message to a webhook. `line` is the line of the journal it tells of, and null in a test.'},
            bases=['Stored'],
        ),
        ops.CreateModel(
            name='GoneRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('webhook', fields.OneToOneField('zuwu.WebhookRecord', source_field='webhook_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'webhook_gone', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'A receiver that answered 410, which means for good. Nobody did it, so no journal knows.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='JournalRecord',
            name='version',
            field=fields.IntField(null=True, description='of the record, unknown in older lines'),
        ),
    ]
