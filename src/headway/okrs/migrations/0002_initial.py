"""Empty: its relations are made with their tables in 0001. Added one by one, each made Django draw
every model anew, a third of the time that a new database took."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("okrs", "0001_initial"),
        ("people", "0001_initial"),
        ("strategy", "0001_initial"),
    ]

    operations = []
