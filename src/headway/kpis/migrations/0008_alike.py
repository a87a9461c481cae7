"""What the health of a unit is made of, as one text with each state, so that an index counts the KPIs
of a whole organisation without reading them."""

from typing import Any

from django.db import migrations, models

BATCH = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    states = apps.get_model("kpis", "KpiState").objects
    wanted = states.filter(kpi__archived_at__isnull=True).select_related("kpi").order_by("pk")
    last = 0
    while some := list(wanted.filter(pk__gt=last)[:BATCH]):
        for one in some:
            kpi = one.kpi
            parts = (one.colour, kpi.nature, ",".join(kpi.rules), one.baseline, kpi.frequency)
            one.alike = "|".join(map(str, (*parts, one.stage)))
        states.bulk_update(some, ["alike"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("kpis", "0007_derived")]

    operations = [
        migrations.AddField(
            model_name="kpistate",
            name="alike",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="kpistate",
            index=models.Index(fields=["organisation", "alike"], name="kpi_state_by_likeness"),
        ),
    ]
