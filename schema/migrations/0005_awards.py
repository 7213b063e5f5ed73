from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from schema.base.record import MomentField
from schema.records.award_types import Receiver
from schema.records.nominations import NominatedBy
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0004_objection_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AwardTypeRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=100)),
                ('receiver', fields.CharEnumField(description='HOUSEHOLD: HOUSEHOLD\nPERSON: PERSON\nGROUP: GROUP', enum_type=Receiver, max_length=16)),
            ],
            options={'table': 'award_type', 'app': 'zuwu', 'unique_together': (('area_id', 'name'),), 'pk_attr': 'id', 'table_description': 'Something that an area honours, such as 美丽庭院示范户.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='AwardCriteriaRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('award_type', fields.ForeignKeyField('zuwu.AwardTypeRecord', source_field='award_type_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('sequence', fields.IntField()),
                ('valid_from', fields.DateField()),
                ('criteria', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('vetoes', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('basis', fields.TextField(unique=False)),
                ('revocation_rule', fields.TextField(unique=False)),
            ],
            options={'table': 'award_criteria', 'app': 'zuwu', 'unique_together': (('award_type_id', 'sequence'),), 'pk_attr': 'id', 'table_description': 'One version of the criteria of a type. It is never changed, so that rounds can rely on it.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='AwardRoundRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('award_type', fields.ForeignKeyField('zuwu.AwardTypeRecord', source_field='award_type_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('criteria', fields.ForeignKeyField('zuwu.AwardCriteriaRecord', source_field='criteria_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('organiser', fields.ForeignKeyField('zuwu.BodyRecord', source_field='organiser_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('motion', fields.ForeignKeyField('zuwu.MotionRecord', source_field='motion_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=200)),
                ('year', fields.IntField()),
                ('period', fields.CharField(max_length=50)),
                ('nominations_from', fields.DateField()),
                ('nominations_to', fields.DateField()),
                ('evaluated_on', fields.DateField(null=True)),
                ('notice_from', fields.DateField(null=True)),
                ('notice_days', fields.IntField()),
                ('notice_days_reason', fields.CharField(null=True, max_length=200)),
                ('prize', fields.CharField(null=True, max_length=200)),
                ('decided_on', fields.DateField(null=True)),
            ],
            options={'table': 'award_round', 'app': 'zuwu', 'indexes': [Index(fields=['award_type_id', 'year'])], 'pk_attr': 'id', 'table_description': 'A round of an award. Its stage is told from its days.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='NominationRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('round', fields.ForeignKeyField('zuwu.AwardRoundRecord', source_field='round_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('household', fields.ForeignKeyField('zuwu.HouseholdRecord', source_field='household_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('zuwu.PersonRecord', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('group', fields.ForeignKeyField('zuwu.AreaRecord', source_field='group_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('drop_objection', fields.ForeignKeyField('zuwu.ObjectionRecord', source_field='drop_objection_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('sequence', fields.IntField()),
                ('nominated_by', fields.CharEnumField(description='SELF: SELF\nGROUP: GROUP\nPANEL: PANEL', enum_type=NominatedBy, max_length=16)),
                ('reason', fields.CharField(max_length=200)),
                ('vetoes', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('consent_on', fields.DateField(null=True)),
                ('yes', fields.IntField(null=True)),
                ('no', fields.IntField(null=True)),
                ('abstain', fields.IntField(null=True)),
                ('noticed_on', fields.DateField(null=True)),
                ('dropped_on', fields.DateField(null=True)),
                ('drop_reason', fields.CharField(null=True, max_length=200)),
            ],
            options={'table': 'nomination', 'app': 'zuwu', 'unique_together': (('round_id', 'sequence'), ('round_id', 'household_id'), ('round_id', 'person_id'), ('round_id', 'group_id')), 'pk_attr': 'id', 'table_description': 'A candidate of a round: one household, one person or one group, once in the round.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='HonourRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('nomination', fields.ForeignKeyField('zuwu.NominationRecord', source_field='nomination_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('honoured_on', fields.DateField()),
                ('revoked_on', fields.DateField(null=True)),
                ('revocation_reason', fields.CharField(null=True, max_length=500)),
            ],
            options={'table': 'honour', 'app': 'zuwu', 'unique_together': (('nomination_id',),), 'pk_attr': 'id', 'table_description': 'An honour. It is never deleted: one that is taken back says since when and why.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='PanelMemberRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('round', fields.ForeignKeyField('zuwu.AwardRoundRecord', source_field='round_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('zuwu.PersonRecord', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'panel_member', 'app': 'zuwu', 'unique_together': (('round_id', 'person_id'),), 'pk_attr': 'id', 'table_description': 'Somebody judges the candidates of a round.'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='ConflictRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField(description='counts the changes, from 1')),
                ('changed_at', MomentField(auto_now=False, auto_now_add=False)),
                ('area', fields.ForeignKeyField('zuwu.AreaRecord', source_field='area_id', db_index=True, db_constraint=True, to_field='path', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('member', fields.ForeignKeyField('zuwu.PanelMemberRecord', source_field='member_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('nomination', fields.ForeignKeyField('zuwu.NominationRecord', source_field='nomination_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.CharField(max_length=200)),
            ],
            options={'table': 'conflict', 'app': 'zuwu', 'unique_together': (('member_id', 'nomination_id'),), 'pk_attr': 'id', 'table_description': 'A panel member stands back from a candidate.'},
            bases=['Record'],
        ),
    ]
