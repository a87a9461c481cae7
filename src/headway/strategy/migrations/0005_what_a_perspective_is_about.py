"""What a perspective is about, in a few words, and when it was removed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("strategy", "0004_cause_effect_links")]

    operations = [
        migrations.AddField(
            model_name="perspective",
            name="hint",
            field=models.CharField(blank=True, default="", max_length=160),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="perspective",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(model_name="perspective", name="perspective_name_once"),
        migrations.AddConstraint(
            model_name="perspective",
            constraint=models.UniqueConstraint(
                condition=models.Q(removed_at__isnull=True),
                fields=("organisation", "name"),
                name="perspective_name_once",
            ),
        ),
    ]
