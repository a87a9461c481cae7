from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rituals", "0004_focus"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="times_put_off",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="put_off_why",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
