from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("okrs", "0014_misses_and_carrying"),
    ]

    operations = [
        migrations.AddField(
            model_name="keyresult",
            name="n_min",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
