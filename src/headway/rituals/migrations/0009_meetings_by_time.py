"""Meetings of a unit by their time, whatever their kind; and those in one's own time, and series of
them, of which the worker asks twice a minute whether they begin or end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rituals", "0008_open_of_all")]

    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["unit", "-planned_at"], name="meeting_latest_of_unit"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("mode", "async")),
                fields=["state", "id"],
                name="meeting_async_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="meetingseries",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True), ("mode", "async")),
                fields=["kind"],
                name="series_async_in_force",
            ),
        ),
    ]
