"""What of a source could not be taken over: how many rows, since when, and what is wrong with them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0008_alike")]

    operations = [
        migrations.AddField(
            model_name="connector",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="connector",
            name="left_out_why",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="connector",
            name="left_out_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="connectorrun",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="connector",
            index=models.Index(
                condition=models.Q(("left_out_since__isnull", False)),
                fields=["organisation"],
                name="connector_incomplete",
            ),
        ),
    ]
