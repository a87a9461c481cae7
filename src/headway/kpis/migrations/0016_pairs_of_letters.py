"""Words somewhere in names of KPIs: an index on PostgreSQL. SQLite looks at the names themselves.

The index holds the pairs of letters of each name and question, and the organisation, so that one
tenant never pays for another. To make the pairs takes longer than to look for a word, which is what
the cost of the function says. The statistics tell how many names have a word: without them
PostgreSQL takes every word for a rare one, and sorts all KPIs where most have it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = (
    """
    CREATE FUNCTION headway_pairs(given text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
    AS $$
        SELECT coalesce(array_agg(DISTINCT substr(said.letters, place, 2)), '{}')
        FROM (SELECT upper(given) AS letters) AS said,
            generate_series(1, length(said.letters) - 1) AS place
    $$
    """,
    """
    CREATE INDEX kpi_pairs ON kpis_kpi USING gin (
        (headway_pairs(name || ' ' || question) || ('organisation ' || organisation_id))
    )
    """,
    "CREATE STATISTICS kpi_words_of_name ON (upper(name::text)) FROM kpis_kpi",
    "CREATE STATISTICS kpi_words_of_question ON (upper(question)) FROM kpis_kpi",
)
BACK = (
    "DROP STATISTICS IF EXISTS kpi_words_of_question, kpi_words_of_name",
    "DROP INDEX IF EXISTS kpi_pairs",
    "DROP FUNCTION IF EXISTS headway_pairs(text)",
)


def add_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in FORWARD:
            schema_editor.execute(statement, params=None)


def remove_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in BACK:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0015_archived_spells")]

    operations = [migrations.RunPython(add_index, remove_index)]
