"""A response may be answered by new limits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0012_targets_that_move")]

    operations = [
        migrations.AlterField(
            model_name="response",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resolved", "Resolved"),
                    ("common_cause", "Accepted as common cause"),
                    ("withdrawn", "The signal was corrected away"),
                    ("rebased", "Answered by new limits"),
                ],
                max_length=12,
            ),
        ),
    ]
