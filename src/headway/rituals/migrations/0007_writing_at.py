from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rituals", "0006_heard_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="writing_at",
            field=models.DateTimeField(null=True),
        ),
    ]
