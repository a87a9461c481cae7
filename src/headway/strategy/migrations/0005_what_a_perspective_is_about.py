"""What a perspective is about, in a few words."""

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
    ]
