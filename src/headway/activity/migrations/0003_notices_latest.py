"""The inbox and the count beside it read the latest notices of somebody first, by their numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activity", "0002_notices")]

    operations = [
        migrations.RemoveIndex(model_name="notice", name="notices_of_person"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "-id"], name="notices_latest"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["person", "-id"],
                name="notices_unread",
            ),
        ),
    ]
