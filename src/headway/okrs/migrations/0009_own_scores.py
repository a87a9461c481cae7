from typing import Any

from django.db import migrations
from django.db.models import F


def keep_scores(apps: Any, schema_editor: Any) -> None:
    """Until now a score was an objective's own: nothing drove another."""
    apps.get_model("okrs", "Objective").objects.update(own_score=F("score"))


class Migration(migrations.Migration):
    dependencies = [("okrs", "0008_visibility_and_focus")]

    operations = [migrations.RunPython(keep_scores, migrations.RunPython.noop)]
