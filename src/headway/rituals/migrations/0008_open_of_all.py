"""What is open in the whole organisation is found without looking at what is settled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rituals", "0007_writing_at")]

    operations = [
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["organisation", "due_on"],
                name="action_open_of_all",
            ),
        ),
        migrations.AddIndex(
            model_name="blocker",
            index=models.Index(
                condition=models.Q(("resolved_at__isnull", True)),
                fields=["organisation", "raised_at"],
                name="blocker_open_of_all",
            ),
        ),
    ]
