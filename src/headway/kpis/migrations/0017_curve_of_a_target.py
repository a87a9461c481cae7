"""A target may say a curve of its own: points of value and score."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0016_pairs_of_letters")]

    operations = [
        migrations.AddField(
            model_name="target",
            name="curve",
            field=models.JSONField(null=True),
        ),
    ]
