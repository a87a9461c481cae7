"""A version of a definition keeps the unit that the KPI belonged to."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
    UPDATE kpis_kpiversion
    SET unit_id = (SELECT unit_id FROM kpis_kpi WHERE kpis_kpi.id = kpis_kpiversion.kpi_id)
"""


class Migration(migrations.Migration):
    dependencies = [("kpis", "0013_answered_by_new_limits"), ("people", "0002_focus_and_goal_post_settings")]

    operations = [
        migrations.AddField(
            model_name="kpiversion",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
