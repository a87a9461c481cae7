# Talk on meetings, initiatives and actions.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0001_comments_follows_and_nudges'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='subject_type',
            field=models.CharField(choices=[('objective', 'Objective'), ('key_result', 'Key result'), ('kpi', 'KPI'), ('goal', 'Mid-term goal'), ('unit', 'Unit'), ('meeting', 'Meeting'), ('initiative', 'Initiative'), ('action', 'Action')], max_length=10),
        ),
        migrations.AlterField(
            model_name='follow',
            name='subject_type',
            field=models.CharField(choices=[('objective', 'Objective'), ('key_result', 'Key result'), ('kpi', 'KPI'), ('goal', 'Mid-term goal'), ('unit', 'Unit'), ('meeting', 'Meeting'), ('initiative', 'Initiative'), ('action', 'Action')], max_length=10),
        ),
        migrations.AlterField(
            model_name='nudge',
            name='subject_type',
            field=models.CharField(choices=[('objective', 'Objective'), ('key_result', 'Key result'), ('kpi', 'KPI'), ('goal', 'Mid-term goal'), ('unit', 'Unit'), ('meeting', 'Meeting'), ('initiative', 'Initiative'), ('action', 'Action')], max_length=10),
        ),
    ]
