"""With each state, whether its signal was answered, so that lists count and tell those that were
without looking for responses."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat


def fill(apps: Any, schema_editor: Any) -> None:
    """Of those that got worse the last response was closed by somebody."""
    responses = apps.get_model("kpis", "Response").objects
    states = apps.get_model("kpis", "KpiState").objects
    last = responses.filter(kpi_id=OuterRef("pk")).order_by("-number").values("closed_by")[:1]
    worse = states.filter(variation="worsening").annotate(answered_by=Subquery(last))
    found = list(worse.filter(answered_by__isnull=False).values_list("pk", flat=True))
    for first in range(0, len(found), 500):
        some = states.filter(pk__in=found[first : first + 500])
        some.update(is_answered=True)
        some.exclude(alike="").update(alike=Concat(F("alike"), Value("|answered")))


class Migration(migrations.Migration):
    dependencies = [("kpis", "0020_scale_of_words")]

    operations = [
        migrations.AddField(
            model_name="kpistate",
            name="is_answered",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
