"""Find words in names of KPIs: an index on PostgreSQL, beside those of ``0001_find``."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX find_kpi ON kpis_kpi USING gin (to_tsvector('simple', "
            "'zzorg' || organisation_id || ' ' || headway_fold(name)))",
            params=None,
        )


def remove_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS find_kpi", params=None)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial"), ("reports", "0001_find")]

    operations = [migrations.RunPython(add_index, remove_index)]
