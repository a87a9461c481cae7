"""Scorecards used in many units have more goals in all than a small number counts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0008_trials_of_the_same_data'),
    ]

    operations = [
        migrations.AlterField(
            model_name='midtermgoal',
            name='position',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
