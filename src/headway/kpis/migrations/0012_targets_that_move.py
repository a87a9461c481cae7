"""Which targets moved the goal posts, so that to count them no KPI is read that did not."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef


def fill(apps: Any, schema_editor: Any) -> None:
    targets = apps.get_model("kpis", "Target").objects
    earlier = targets.filter(
        kpi_id=OuterRef("kpi_id"), pk__lt=OuterRef("pk"), effective_on__lte=OuterRef("effective_on")
    )
    later = targets.filter(created_at__gte=F("kpi__created_at") + timedelta(days=1))
    later.filter(Exists(earlier)).update(moves=True)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0011_indexes_of_people")]

    operations = [
        migrations.AddField(
            model_name="target", name="moves", field=models.BooleanField(default=False)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(
                condition=models.Q(("moves", True)), fields=["created_at"], name="target_moves"
            ),
        ),
    ]
