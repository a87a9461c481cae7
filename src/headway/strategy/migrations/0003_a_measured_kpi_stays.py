"""A KPI that measures a goal is not removed with what it scored."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kpis", "0015_archived_spells"),
        ("strategy", "0002_what_scores_a_goal"),
    ]

    operations = [
        migrations.AlterField(
            model_name="goalmeasure",
            name="kpi",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="measured_goals",
                to="kpis.kpi",
            ),
        ),
    ]
