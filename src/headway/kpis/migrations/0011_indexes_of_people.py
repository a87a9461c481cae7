"""Who owns and who enters KPIs, each in one index instead of two, without those whom nobody else
enters: they are most, and with them SQLite takes anybody for common and reads all KPIs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0010_input_of_a_formula"), ("people", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="kpi", name="kpi_by_updater"),
        migrations.AlterField(
            model_name="kpi",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kpis",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="kpi",
            name="updater",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddIndex(
            model_name="kpi",
            index=models.Index(
                condition=models.Q(("updater__isnull", False)),
                fields=["updater"],
                name="kpi_by_updater",
            ),
        ),
    ]
