from tortoise import migrations
from tortoise.migrations import operations as ops
from schema.base.record import MomentField
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0004_regulation_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='UploadRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('officer_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=255)),
                ('content', fields.BinaryField()),
                ('at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'upload', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'A file as it was handed over.'},
            bases=['Model'],
        ),
    ]
