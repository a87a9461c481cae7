"""How values are kept on each database: any day finds its place, and moving them loses nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.storing import Stored, store, stored_rows
from headway.kpis.models import Measurement, Revision, Series
from headway.kpis.tests.values import first_pass_yield

FAR = [date(1926, 11, 1), date(1999, 12, 1), date(2026, 11, 1)]


def values() -> list[tuple[object, ...]]:
    return sorted(Measurement.objects.values_list("series_id", "starts_on", "value", "entered_at"))


@pytest.mark.django_db
def test_a_value_of_a_hundred_years_ago_lies_beside_that_of_today(world: World):
    kpi = first_pass_yield(world)
    record_measurements(
        world.system, kpi.pk, [Reading(day, 94.0 + at) for at, day in enumerate(FAR)]
    )
    assert [row[1] for row in values()] == FAR


@pytest.mark.django_db
def test_a_read_of_one_decade_plans_its_part_alone(world: World):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one table.")
    kpi = first_pass_yield(world)
    record_measurements(world.system, kpi.pk, [Reading(day, 94.0) for day in FAR])
    series = Measurement.objects.filter(series__kpi=kpi).values_list("series_id", flat=True)[0]
    of_it = Measurement.objects.filter(series_id=series)
    plan = of_it.filter(starts_on__gte=date(2020, 1, 1), starts_on__lt=date(2030, 1, 1)).explain()
    assert "kpis_measurement_2020s" in plan
    assert "Append" not in plan, plan
    assert "kpis_measurement_beyond" in of_it.explain()


@pytest.mark.django_db
def test_values_go_to_the_former_parts_and_back(world: World):
    """As the migration does and undoes it; the test's own transaction takes all of it back."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one table.")
    kpi = first_pass_yield(world)
    days = [*FAR, TODAY.replace(month=1)]
    record_measurements(world.system, kpi.pk, [Reading(day, 94.0) for day in days])
    before, migration = values(), import_module("headway.kpis.migrations.0004_values_by_decade")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while checks wait
    with connection.schema_editor(atomic=False) as editor:
        migration.by_year(None, editor)
        assert values() == before
        assert {"kpis_measurement_2026", "kpis_measurement_other"} <= _parts()
        migration.by_decade(None, editor)
    assert values() == before
    assert {"kpis_measurement_2020s", "kpis_measurement_beyond"} <= _parts()


def _parts() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
@given(
    value=st.floats(-1e15, 1e15),
    parts=st.none() | st.tuples(st.floats(-1e15, 1e15), st.integers(1, 9).map(float)),
    reason=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    at=st.integers(0, 10**15).map(lambda after: datetime.fromtimestamp(after / 10**6, UTC)),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_stored_in_bulk_is_what_is_read(world: World, value, parts, reason, at):
    """Backslashes, tabs, line ends and the last digit of a number, new and replaced."""
    made = Series.objects.filter(kpi__organisation=world.organisation).first()
    series = made or first_pass_yield(world).series.get()
    Measurement.objects.filter(series=series).delete()
    above, below = parts or (None, None)
    row = Stored(series.pk, TODAY, value, above, below, "final", reason, "api", 1, None, at)
    store([row], [])
    assert stored_rows([series.pk], TODAY, TODAY) == [row]
    other = row._replace(value=1.0, reason=reason[::-1], revision=2)
    with transaction.atomic():
        store([], [(row, other)])
    assert stored_rows([series.pk], TODAY, TODAY) == [other]
    Revision.objects.filter(series=series).delete()
