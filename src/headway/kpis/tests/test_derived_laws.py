"""Laws of derived KPIs: the order of writes changes nothing, and two writers never wait in a
circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.rederiving import astray
from headway.kpis.actions.removing import take_values_back
from headway.kpis.models import Kpi, KpiInput, Measurement, Revision
from headway.kpis.tests.test_derived import derived, kpi_of, rows, values
from headway.kpis.tests.values import month
from headway.okrs.actions.key_results import add_key_result

MONTHS = 4
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),  # of which input
        st.integers(0, MONTHS - 1),
        st.sampled_from(["value", "value", "value", "estimated", "na", "back"]),
        st.integers(0, 3),
    ),
    max_size=12,
)


def network(world: World, missing: str) -> tuple[list[Kpi], list[Kpi]]:
    """Two inputs, and three KPIs derived from them in two levels, one of longer periods."""
    a, b = kpi_of(world, "A"), kpi_of(world, "B", in_time="mean")
    ratio = derived(world, "a / b", {"a": a, "b": b}, name="Ratio", missing=missing)
    top = derived(world, "sum(ratio, a) - coalesce(b, 1)", {"ratio": ratio, "a": a, "b": b},
                  name="Top", missing=missing)  # fmt: skip
    quarter = derived(world, "max(a, b) + 1", {"a": a, "b": b}, name="Quarter", missing=missing,
                      frequency="quarterly")  # fmt: skip
    return [a, b], [ratio, top, quarter]


def write(world: World, kpi: Kpi, at: int, what: str, value: int) -> None:
    if what == "back":
        take_values_back(world.system, kpi.pk, [month(at)], why="Undone.")
    elif what == "na":
        reading = Reading(month(at), state="na", reason="Closed.")
        record_measurements(world.system, kpi.pk, [reading])
    else:
        state = "estimated" if what == "estimated" else ""
        record_measurements(world.system, kpi.pk, [Reading(month(at), float(value), state=state)])


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, missing=st.sampled_from(["blank", "zero", "ignore"]))
def test_any_order_of_writes_leaves_what_is_computed_from_scratch(world, steps, missing):
    """Whatever is entered, restated or taken back: the derived values are those of formulas that
    are defined only afterwards."""
    forget()
    inputs, made = network(world, missing)
    for which, at, what, value in steps:
        write(world, inputs[which], at, what, value)
    assert astray(world.organisation.pk)[1] == []
    a, b = inputs
    again = derived(world, "a / b", {"a": a, "b": b}, name="Again", missing=missing)
    assert rows_of(again) == rows_of(made[0])


def forget() -> None:
    """What the example before left."""
    for model in (KpiInput, Revision, Measurement, Kpi):
        model.objects.all().delete()


def rows_of(kpi: Kpi) -> list[Any]:
    """Values, and whether they are estimates; that one was restated depends on the way there."""
    return [(day, value, state == "estimated") for day, value, state, _number in rows(kpi)]


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_network_wait_for_each_other_and_both_arrive(world: World) -> None:
    """Each enters another input of KPIs that are derived both ways, with key results on them in
    objectives that would be locked in opposite orders."""
    a, b = kpi_of(world, "A"), kpi_of(world, "B")
    first = derived(world, "a + b", {"a": a, "b": b}, name="First")
    derived(world, "f + a - b", {"f": first, "a": a, "b": b}, name="Second")
    for kpi, objective in ((first, world.objective), (a, world.add_objective("Other"))):
        add_key_result(
            world.system, objective_id=objective.pk, title="Follows", kind="increase", start=0.0,
            target=100.0, owner_id=world.people["owner"].pk, kpi_id=kpi.pk, reason="Measured.",
        )  # fmt: skip
    together = Barrier(2)

    def enter(kpi_id: int) -> None:
        try:
            together.wait(timeout=30)
            for at in range(6):
                record_measurements(world.system, kpi_id, [Reading(month(at), float(at))])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(enter, a.pk), pool.submit(enter, b.pk)]:
            future.result(timeout=120)
    assert values(first) == {month(at): 2.0 * at for at in range(6)}
