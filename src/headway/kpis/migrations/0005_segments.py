"""Segments: what they are, from when on each is expected, and whether the whole may lack some."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0004_values_by_decade")]

    operations = [
        migrations.AddField(
            model_name="kpi",
            name="segmented_by",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="kpi",
            name="partial",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="series",
            name="since",
            field=models.DateField(null=True),
        ),
    ]
