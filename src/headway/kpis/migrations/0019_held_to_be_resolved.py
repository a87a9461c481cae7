"""Why a response was closed as resolved although the last value still signalled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0018_limits_and_misses_in_lists")]

    operations = [
        migrations.AddField(
            model_name="response",
            name="held_because",
            field=models.TextField(blank=True, default=""),
        ),
    ]
