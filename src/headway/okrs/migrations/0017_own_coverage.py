from typing import Any

from django.db import migrations, models
from django.db.models import Case, Exists, F, OuterRef, Value, When


def keep_coverage(apps: Any, schema_editor: Any) -> None:
    """Where nothing drives an objective its coverage is that of its own key results. Where something
    does, a known own score is taken as whole; `headway recompute` says better."""
    objectives = apps.get_model("okrs", "Objective").objects
    key_results = apps.get_model("okrs", "KeyResult").objects.filter(
        objective_id=OuterRef("pk"), is_health=False
    )
    driving = apps.get_model("okrs", "ObjectiveLink").objects.filter(
        objective_id=OuterRef("pk"), kind="drives_score"
    )
    objectives.filter(Exists(key_results)).update(
        own_coverage=Case(
            When(~Exists(driving), then=F("coverage")),
            When(own_score__isnull=False, then=Value(1.0)),
            default=Value(0.0),
        )
    )


class Migration(migrations.Migration):
    dependencies = [("okrs", "0016_override_expiry")]

    operations = [
        migrations.AddField(
            model_name="objective", name="own_coverage", field=models.FloatField(null=True)
        ),
        migrations.RunPython(keep_coverage, migrations.RunPython.noop),
    ]
