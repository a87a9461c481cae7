"""A KPI whose definition began with that of another, and the order of the library: by name."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0002_measurements")]

    operations = [
        migrations.AddField(
            model_name="kpi",
            name="copied_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copies",
                to="kpis.kpi",
            ),
        ),
        migrations.AddField(
            model_name="kpi",
            name="copied_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="kpi",
            index=models.Index(
                models.F("organisation"),
                django.db.models.functions.text.Lower("name"),
                models.F("id"),
                name="kpi_by_name",
            ),
        ),
    ]
