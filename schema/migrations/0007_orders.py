from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('zuwu', '0006_notifications')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='HonourRecord',
            index=Index(fields=['given_on', 'id']),
        ),
        ops.AddIndex(
            model_name='MeetingRecord',
            index=Index(fields=['starts_at', 'id']),
        ),
        ops.AddIndex(
            model_name='NoticeRecord',
            index=Index(fields=['posted_from', 'id']),
        ),
    ]
