"""The table of measurements, made by hand: each year apart on PostgreSQL, so that old years can be
put away and a page reads the years it shows; on SQLite rows lie in the tree of their key, a quarter
of the size of a table with row numbers beside an index."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FIRST, LAST = 2015, 2040
"""Years with a partition of their own; what lies outside shares one."""

COLUMNS = """
    series_id bigint NOT NULL REFERENCES kpis_series (id) DEFERRABLE INITIALLY DEFERRED,
    starts_on date NOT NULL,
    value {real} NULL,
    numerator {real} NULL,
    denominator {real} NULL,
    state varchar(9) NOT NULL,
    reason varchar(300) NOT NULL,
    origin varchar(9) NOT NULL,
    revision integer NOT NULL CHECK (revision >= 0),
    person_id bigint NULL REFERENCES people_person (id) DEFERRABLE INITIALLY DEFERRED,
    entered_at {moment} NOT NULL,
    PRIMARY KEY (series_id, starts_on)
"""


def make_table(apps: Any, schema_editor: Any) -> None:
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        columns = COLUMNS.format(real="real", moment="datetime")
        return [f"CREATE TABLE kpis_measurement ({columns}) WITHOUT ROWID"]
    columns = COLUMNS.format(real="double precision", moment="timestamp with time zone")
    years = [
        f"CREATE TABLE kpis_measurement_{year} PARTITION OF kpis_measurement "
        f"FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
        for year in range(FIRST, LAST + 1)
    ]
    return [
        f"CREATE TABLE kpis_measurement ({columns}) PARTITION BY RANGE (starts_on)",
        *years,
        "CREATE TABLE kpis_measurement_other PARTITION OF kpis_measurement DEFAULT",
    ]


def drop_table(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE kpis_measurement")


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial"), ("people", "0002_focus_and_goal_post_settings")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make_table, drop_table, elidable=False)],
            state_operations=[
                migrations.CreateModel(
                    name='Measurement',
                    fields=[
                        ('pk', models.CompositePrimaryKey('series_id', 'starts_on', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('starts_on', models.DateField()),
                        ('value', models.FloatField(null=True)),
                        ('numerator', models.FloatField(null=True)),
                        ('denominator', models.FloatField(null=True)),
                        ('state', models.CharField(choices=[('final', 'Final'), ('estimated', 'Estimated'), ('restated', 'Restated'), ('na', 'Not applicable')], max_length=9)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('origin', models.CharField(choices=[('hand', 'Entered'), ('file', 'File'), ('api', 'API'), ('connector', 'Connector'), ('derived', 'Derived')], max_length=9)),
                        ('revision', models.PositiveIntegerField(default=1)),
                        ('entered_at', models.DateTimeField()),
                        ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                        ('series', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='measurements', to='kpis.series')),
                    ],
                ),
            ],
        ),
    ]
