from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rituals", "0005_put_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="heard_at",
            field=models.DateTimeField(null=True),
        ),
    ]
