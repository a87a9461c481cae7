"""Trials of the same data are one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0007_goals_of_units'),
    ]

    operations = [
        migrations.AddField(
            model_name='linktrial',
            name='data',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='linktrial',
            name='same_data',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='linktrial',
            name='again_at',
            field=models.DateTimeField(null=True),
        ),
    ]
