"""From when to when a KPI was put away that is back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0014_unit_of_a_version")]

    operations = [
        migrations.CreateModel(
            name="ArchivedSpell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("archived_at", models.DateTimeField()),
                ("restored_at", models.DateTimeField()),
                (
                    "kpi",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spells",
                        to="kpis.kpi",
                    ),
                ),
            ],
        ),
    ]
