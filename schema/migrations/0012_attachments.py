from tortoise import migrations
from tortoise.migrations import operations as ops
from schema.base.attached import MediaType
from schema.base.record import MomentField
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0011_webhook_outbox')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AttachmentRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('record_kind', fields.CharField(max_length=64)),
                ('record_id', fields.UUIDField()),
                ('title', fields.CharField(max_length=200)),
                ('name', fields.CharField(max_length=255)),
                ('media_type', fields.CharEnumField(description='JPEG: image/jpeg\nPNG: image/png\nWEBP: image/webp\nPDF: application/pdf\nDOCX: application/vnd.openxmlformats-officedocument.wordprocessingml.document\nXLSX: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', enum_type=MediaType, max_length=80)),
                ('size', fields.IntField()),
                ('digest', fields.CharField(db_index=True, max_length=64)),
                ('alternative_text', fields.CharField(null=True, max_length=500)),
                ('attached_at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'attachment', 'app': 'zuwu', 'indexes': [Index(fields=['record_id', 'record_kind'])], 'pk_attr': 'id', 'table_description': 'What is known of a file. The same content may belong to several records.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='EnclosureRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('edition', fields.ForeignKeyField('zuwu.EditionRecord', source_field='edition_id', db_index=True, db_constraint=True, to_field='id', related_name='enclosures', on_delete=OnDelete.RESTRICT)),
                ('digest', fields.CharField(db_index=True, max_length=64)),
                ('media_type', fields.CharEnumField(description='JPEG: image/jpeg\nPNG: image/png\nWEBP: image/webp\nPDF: application/pdf\nDOCX: application/vnd.openxmlformats-officedocument.wordprocessingml.document\nXLSX: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', enum_type=MediaType, max_length=80)),
            ],
            options={'table': 'enclosure', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'A file in the snapshot of an edition. The snapshot says it, this finds it.'},
            bases=['Model'],
        ),
    ]
