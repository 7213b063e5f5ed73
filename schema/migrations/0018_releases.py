from tortoise import migrations
from tortoise.migrations import operations as ops
from schema.base.record import MomentField, PathField
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0017_seal_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ReleaseRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('path', PathField()),
                ('name', fields.CharField(max_length=32)),
                ('number', fields.IntField()),
                ('moment', MomentField(auto_now=False, auto_now_add=False)),
                ('as_of', MomentField(auto_now=False, auto_now_add=False)),
                ('pages', fields.IntField()),
                ('made', fields.IntField(null=True)),
                ('duration', fields.IntField(null=True)),
                ('restores', fields.CharField(null=True, max_length=32)),
                ('held', fields.IntField()),
                ('live', fields.BooleanField()),
            ],
            options={'table': 'release', 'app': 'zuwu', 'unique_together': (('path', 'name'),), 'indexes': [Index(fields=['moment', 'id'])], 'pk_attr': 'id', 'table_description': "A release of a town's site. Whatever made it, no officer did: it is in no journal."},
            bases=['Stored'],
        ),
    ]
