"""KPIs copied in the database, with what belongs to them, and responses to their signals."""

from __future__ import annotations

from django.db import connection, transaction

from headway.kpis.models import Kpi, KpiSignal, KpiState, KpiVersion, Series
from headway.people.models import Organisation, Unit

FIRST_OF = "(SELECT min(person_id) FROM people_membership WHERE unit_id = {unit})"
"""Who owns the KPIs of a unit: the first of its members."""


def copy(home: Organisation, seeded: int, times: int) -> None:
    """Each seeded KPI with its values, state and signals so many times, dealt out to all teams."""
    first = Kpi.objects.filter(organisation=home).order_by("id").values_list("id", flat=True)[0]
    series = Series.objects.filter(kpi__organisation=home).order_by("id")[0].pk
    teams = Unit.objects.filter(organisation=home, kind="team").count()
    copies = (
        f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {times - 1})"
    )
    shift = f"c.n * {seeded}"
    teams_in_turn = (
        f"h AS (SELECT id AS home, row_number() OVER (ORDER BY id) - 1 AS place FROM people_unit "
        f"WHERE organisation_id = {home.pk} AND kind = 'team')"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no look-up by row
        for table, model, keys, where in (
            ("kpis_series", Series, ("id", "kpi_id"), f"kpi_id >= {first}"),
            ("kpis_measurement", None, ("series_id",), f"series_id >= {series}"),
            ("kpis_kpistate", KpiState, ("kpi_id",), f"kpi_id >= {first}"),
            ("kpis_kpisignal", KpiSignal, ("kpi_id",), f"kpi_id >= {first}"),
            ("kpis_kpiversion", KpiVersion, ("kpi_id",), f"kpi_id >= {first}"),
        ):
            columns = _columns(table)
            if model in (KpiSignal, KpiVersion):
                columns.remove("id")
            chosen = [f"t.{name} + {shift}" if name in keys else f"t.{name}" for name in columns]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) {copies} "
                f"SELECT {', '.join(chosen)} FROM {table} t CROSS JOIN c WHERE t.{where}"
            )
        columns = _columns("kpis_kpi")
        own = {
            "id": f"t.id + {shift}",
            "position": f"t.position + {shift}",
            "external_id": "t.external_id || '-' || c.n",
            "name": "t.name || ' ' || c.n",
            "unit_id": "h.home",
            "owner_id": FIRST_OF.format(unit="h.home"),
        }
        chosen = [own.get(name, f"t.{name}") for name in columns]
        cursor.execute(
            f"INSERT INTO kpis_kpi ({', '.join(columns)}) {copies}, {teams_in_turn} "
            f"SELECT {', '.join(chosen)} FROM kpis_kpi t CROSS JOIN c JOIN h "
            f"ON h.place = (t.position + {shift}) % {teams} WHERE t.id >= {first}"
        )
        if connection.vendor == "postgresql":
            for table in ("kpis_kpi", "kpis_series"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )


def respond(home: Organisation) -> None:
    """A response to every KPI that got worse; every second one is answered."""
    worse = f"organisation_id = {home.pk} AND variation = 'worsening'"
    at = "'2026-01-05 09:00+00'"
    if connection.vendor == "postgresql":
        at += "::timestamptz"
    closed = "CASE k.id % 2 WHEN 0 THEN {} ELSE {} END"
    stage, outcome = closed.format("'raised'", "'closed'"), closed.format("''", "'common_cause'")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kpis_response (organisation_id, kpi_id, number, stage, owner_id, "
            "raised_at, note, cause_due_on, cause, action_due_on, action, outcome, closing_word, "
            "held_because, closed_at, closed_by_id, version) "
            f"SELECT k.organisation_id, k.id, 1, {stage}, "
            f"k.owner_id, {at}, '', '2026-01-12', '', '2026-01-19', '', "
            f"{outcome}, '', '', {closed.format('NULL', at)}, "
            f"{closed.format('NULL', 'k.owner_id')}, 1 FROM kpis_kpi k JOIN "
            f"(SELECT kpi_id FROM kpis_kpistate WHERE {worse}) s ON s.kpi_id = k.id"
        )
        cursor.execute(
            "UPDATE kpis_kpistate SET is_answered = true, alike = alike || '|answered' "
            f"WHERE {worse} AND kpi_id % 2 = 1"
        )
        cursor.execute(
            f"UPDATE kpis_kpistate SET response_due_on = '2026-01-12' WHERE {worse} "
            "AND kpi_id % 2 = 0"
        )


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]
