"""What small charts and words of lists need beside the last value: limits that are not level, and how
often an unchanged process misses its target. Filled by the next write of each KPI, or by
``headway recompute``, which knows the calendar."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0017_curve_of_a_target")]

    operations = [
        migrations.AddField(
            model_name="kpistate",
            name="band",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="misses",
            field=models.FloatField(null=True),
        ),
    ]
