"""On PostgreSQL the values of a series lie together: parts by series instead of by year. To read or
judge one KPI, all twenty-seven years were planned and locked, five times the work of reading it; now
one part is, and no new year ever needs a part of its own. Values are copied as they are."""

from typing import Any

from django.db import migrations

PARTS = 8
FIRST, LAST = 2015, 2040
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


def by_series(apps: Any, schema_editor: Any) -> None:
    _move(
        schema_editor,
        "HASH (series_id)",
        [
            f"CREATE TABLE kpis_measurement_{part} PARTITION OF kpis_measurement "
            f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
            for part in range(PARTS)
        ],
    )


def by_year(apps: Any, schema_editor: Any) -> None:
    years = [
        f"CREATE TABLE kpis_measurement_{year} PARTITION OF kpis_measurement "
        f"FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
        for year in range(FIRST, LAST + 1)
    ]
    other = "CREATE TABLE kpis_measurement_other PARTITION OF kpis_measurement DEFAULT"
    _move(schema_editor, "RANGE (starts_on)", [*years, other])


def _move(schema_editor: Any, parted_by: str, parts: list[str]) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in (
        "ALTER TABLE kpis_measurement RENAME TO kpis_measurement_before",
        "ALTER INDEX kpis_measurement_pkey RENAME TO kpis_measurement_before_pkey",
        f"CREATE TABLE kpis_measurement ({COLUMNS}) PARTITION BY {parted_by}",
        *parts,
        COPY,
        "DROP TABLE kpis_measurement_before",
        *KEYS,
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_copied_definitions"), ("people", "0002_focus_and_goal_post_settings")]

    operations = [migrations.RunPython(by_series, by_year, elidable=False)]
