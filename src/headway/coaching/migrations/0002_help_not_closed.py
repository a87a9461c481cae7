"""Questions that wait in the whole organisation are found without looking at what is closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coaching", "0001_coaching")]

    operations = [
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["organisation", "waits_since"],
                name="help_not_closed_of_all",
            ),
        ),
    ]
