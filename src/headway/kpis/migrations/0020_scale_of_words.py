"""A KPI may be told in words of a scale."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0019_held_to_be_resolved")]

    operations = [
        migrations.AddField(
            model_name="kpi",
            name="levels",
            field=models.JSONField(default=list),
        ),
    ]
