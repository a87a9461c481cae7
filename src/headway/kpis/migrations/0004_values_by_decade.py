"""On PostgreSQL values lie apart by decades instead of by years. To read or judge one KPI, which
wants all its years, twenty-seven parts were planned, opened and locked, more work than reading it;
now six are, of which two or three hold anything. Values are copied as they are."""

from collections.abc import Mapping
from typing import Any

from django.db import migrations

DECADES = range(2000, 2050, 10)
"""Decades with a part of their own; what lies outside shares one."""
YEARS = range(2015, 2041)
"""Years that had a part of their own."""

COLUMNS = """
    series_id bigint NOT NULL,
    starts_on date NOT NULL,
    value double precision NULL,
    numerator double precision NULL,
    denominator double precision NULL,
    state varchar(9) NOT NULL,
    reason varchar(300) NOT NULL,
    origin varchar(9) NOT NULL,
    revision integer NOT NULL CHECK (revision >= 0),
    person_id bigint NULL,
    entered_at timestamp with time zone NOT NULL
"""

FOREIGN_KEY = "ALTER TABLE kpis_measurement ADD FOREIGN KEY"
LATE = "DEFERRABLE INITIALLY DEFERRED"

COPY = """
    INSERT INTO kpis_measurement SELECT * FROM kpis_measurement_before
    ORDER BY series_id, starts_on
"""
# Keys come after the rows: an index is built and what is referred to is looked up for all at once,
# and a table with checks that wait for the end of the transaction cannot be altered.
KEYS = [
    "ALTER TABLE kpis_measurement ADD PRIMARY KEY (series_id, starts_on)",
    f"{FOREIGN_KEY} (series_id) REFERENCES kpis_series (id) {LATE}",
    f"{FOREIGN_KEY} (person_id) REFERENCES people_person (id) {LATE}",
]


def by_decade(apps: Any, schema_editor: Any) -> None:
    _move(schema_editor, {f"{year}s": year for year in DECADES}, 10, rest="beyond")


def by_year(apps: Any, schema_editor: Any) -> None:
    _move(schema_editor, {str(year): year for year in YEARS}, 1, rest="other")


def _move(schema_editor: Any, parts: Mapping[str, int], years: int, *, rest: str) -> None:
    """No name of a part is used twice: the former ones are there until all is copied."""
    if schema_editor.connection.vendor != "postgresql":
        return
    part = "CREATE TABLE kpis_measurement_{name} PARTITION OF kpis_measurement {of}"
    spans = {
        name: f"FOR VALUES FROM ('{first}-01-01') TO ('{first + years}-01-01')"
        for name, first in parts.items()
    }
    for statement in (
        "ALTER TABLE kpis_measurement RENAME TO kpis_measurement_before",
        "ALTER INDEX kpis_measurement_pkey RENAME TO kpis_measurement_before_pkey",
        f"CREATE TABLE kpis_measurement ({COLUMNS}) PARTITION BY RANGE (starts_on)",
        *(part.format(name=name, of=span) for name, span in spans.items()),
        part.format(name=rest, of="DEFAULT"),
        COPY,
        "DROP TABLE kpis_measurement_before",
        *KEYS,
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_copied_definitions"), ("people", "0002_focus_and_goal_post_settings")]

    operations = [migrations.RunPython(by_decade, by_year, elidable=False)]
