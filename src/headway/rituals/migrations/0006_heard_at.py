"""When something last happened in a meeting."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Coalesce


def fill(apps: Any, schema_editor: Any) -> None:
    """Of those under way: when their clock was set going. What ran since then in a room that was
    left does not count as its length."""
    Meeting = apps.get_model("rituals", "Meeting")
    Meeting.objects.filter(state="open", heard_at__isnull=True).update(
        heard_at=Coalesce("running_since", "opened_at")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("rituals", "0005_put_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="heard_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
