from tortoise import migrations
from tortoise.migrations import operations as ops
from schema.base.record import MomentField, PathField
from schema.base.sealing import SealEvent
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0015_gate_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SealCheckpointRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('town', PathField()),
                ('size', fields.IntField()),
                ('root', fields.BinaryField()),
                ('at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'seal_checkpoint', 'app': 'zuwu', 'unique_together': (('town', 'size'),), 'pk_attr': 'id', 'table_description': 'What is signed for a size of a log, written down before anything is signed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealNodeRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('town', PathField()),
                ('level', fields.IntField()),
                ('place', fields.IntField()),
                ('hash', fields.BinaryField()),
            ],
            options={'table': 'seal_node', 'app': 'zuwu', 'unique_together': (('town', 'level', 'place'),), 'pk_attr': 'id', 'table_description': 'The hash of a whole tile of the level below. place: counts them from 0.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('town', PathField()),
                ('place', fields.IntField()),
                ('edition', fields.ForeignKeyField('zuwu.EditionRecord', source_field='edition_id', null=True, db_constraint=True, to_field='id', related_name='seals', on_delete=OnDelete.RESTRICT)),
                ('event', fields.CharEnumField(description='PUBLISHED: PUBLISHED\nCORRECTED: CORRECTED\nWITHDRAWN: WITHDRAWN\nREDACTED: REDACTED', enum_type=SealEvent, max_length=16)),
                ('leaf', fields.BinaryField()),
                ('at', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'seal', 'app': 'zuwu', 'unique_together': (('town', 'place'), ('edition', 'event')), 'pk_attr': 'id', 'table_description': "An entry of a town's log, as it is hashed. place: counts the entries from 0."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SealSaltRecord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('edition', fields.ForeignKeyField('zuwu.EditionRecord', source_field='edition_id', unique=True, db_constraint=True, to_field='id', related_name='salts', on_delete=OnDelete.RESTRICT)),
                ('salt', fields.BinaryField()),
            ],
            options={'table': 'seal_salt', 'app': 'zuwu', 'pk_attr': 'id', 'table_description': 'The secret by which the commitment to an edition can be checked, as long as it is public.'},
            bases=['Model'],
        ),
    ]
