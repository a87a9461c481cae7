"""What was said when goals were closed is found by when, without looking at all that was closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("okrs", "0020_valued_on")]

    operations = [
        migrations.AddIndex(
            model_name="closure",
            index=models.Index(
                condition=models.Q(("closing_word", ""), _negated=True),
                fields=["organisation", "-closed_at", "-id"],
                name="closing_words_latest",
            ),
        ),
    ]
