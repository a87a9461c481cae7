"""What a name of a formula stands for is called an input, since a source is where values come from."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0009_left_out'),
    ]

    operations = [
        migrations.RenameField(model_name='kpiinput', old_name='source', new_name='input'),
    ]
