from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("okrs", "0015_baseline_readings"),
    ]

    operations = [
        migrations.AddField(
            model_name="keyresult",
            name="override_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="statusoverride",
            name="expires_on",
            field=models.DateField(null=True),
        ),
    ]
