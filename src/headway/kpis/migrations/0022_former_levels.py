"""Levels that a scale had and has no more: values that have their scores are told in these words.

Those of earlier versions are not looked for: until now such a value was told by its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0021_responses_with_the_state")]

    operations = [
        migrations.AddField(
            model_name="kpi",
            name="former_levels",
            field=models.JSONField(default=list),
        ),
    ]
