from tortoise import migrations
from tortoise.migrations import operations as ops
from schema.base.record import MomentField
from schema.gate.names import RestrictionCause
from schema.gate.overrides import OverrideGround
from schema.rules.gating import Reason
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0013_attachment_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='HeldRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('edition', fields.ForeignKeyField('zuwu.EditionRecord', source_field='edition_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('file', fields.CharField(max_length=300)),
                ('field', fields.CharField(max_length=200)),
                ('reason', fields.CharEnumField(description='IDENTITY_NUMBER: IDENTITY_NUMBER\nMOBILE_NUMBER: MOBILE_NUMBER\nBANK_CARD: BANK_CARD\nEMAIL: EMAIL\nPLATE: PLATE\nLANDLINE: LANDLINE\nPARTLY_HIDDEN: PARTLY_HIDDEN\nRESTRICTED_NAME: RESTRICTED_NAME\nRUNS: RUNS\nMISSHAPEN: MISSHAPEN\nUNREADABLE: UNREADABLE\nOVERDUE: OVERDUE', enum_type=Reason, max_length=32)),
                ('detail', fields.CharField(max_length=200)),
                ('since', MomentField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'held_publication', 'app': 'zuwu', 'indexes': [Index(fields=['edition_id', 'reason']), Index(fields=['since', 'id'])], 'pk_attr': 'id', 'table_description': 'A reason by which something is not on the site. Without an edition it is of the release.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='OverrideRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('edition', fields.ForeignKeyField('zuwu.EditionRecord', source_field='edition_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.CharEnumField(description='IDENTITY_NUMBER: IDENTITY_NUMBER\nMOBILE_NUMBER: MOBILE_NUMBER\nBANK_CARD: BANK_CARD\nEMAIL: EMAIL\nPLATE: PLATE\nLANDLINE: LANDLINE\nPARTLY_HIDDEN: PARTLY_HIDDEN\nRESTRICTED_NAME: RESTRICTED_NAME\nRUNS: RUNS\nMISSHAPEN: MISSHAPEN\nUNREADABLE: UNREADABLE\nOVERDUE: OVERDUE', enum_type=Reason, max_length=32)),
                ('ground', fields.CharEnumField(description='NOBODYS_NUMBER: NOBODYS_NUMBER\nOFFICE: OFFICE\nNAMESAKE: NAMESAKE\nCONSENT: CONSENT', enum_type=OverrideGround, max_length=32)),
                ('requested_by', fields.UUIDField()),
                ('requested_at', MomentField(auto_now=False, auto_now_add=False)),
                ('confirmed_by', fields.UUIDField(null=True)),
                ('confirmed_at', MomentField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'gate_override', 'app': 'zuwu', 'unique_together': (('edition_id', 'reason'),), 'indexes': [Index(fields=['requested_at', 'id'])], 'pk_attr': 'id', 'table_description': 'A word that one edition may go out although something was found. It is never taken back.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='RestrictedNameRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=100)),
                ('cause', fields.CharEnumField(description='TAKEN_DOWN: TAKEN_DOWN\nCHILD: CHILD\nPROTECTED: PROTECTED\nOBJECTED: OBJECTED', enum_type=RestrictionCause, max_length=32)),
            ],
            options={'table': 'restricted_name', 'app': 'zuwu', 'unique_together': (('area_id', 'name'),), 'pk_attr': 'id', 'table_description': 'A name that must not stand on the site, below its area.'},
            bases=['Record'],
        ),
    ]
