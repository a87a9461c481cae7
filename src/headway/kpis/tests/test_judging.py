"""Many KPIs are judged together exactly as each would be alone, at the cost of a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.kpis.actions import recomputing
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import record_many
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, KpiState, Measurement
from headway.kpis.queries.lists.health import alike_kpis, health_of, health_of_all
from headway.kpis.queries.lists.rows import KpiFilters, list_kpis
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, monthly

pytestmark = pytest.mark.django_db

BEFORE: list[Sequence[float | None]] = [
    [],
    STEADY[:4],
    STEADY,
    [*STEADY, 92.0],  # a response is open
    [*STEADY, *[94.0] * 8],  # of a run
    [*STEADY, None, *STEADY[:8], 97.0],
    [94.2, 94.3, 94.2, 94.3, 94.2, 94.3, 94.2],  # trial limits
]
"""What KPIs came to before a write."""
AFTER: list[tuple[int, Sequence[float]]] = [
    (0, STEADY),
    (4, [94.5]),
    (12, [92.0]),  # raises
    (12, [94.6]),  # takes back what it raised
    (20, [94.0]),  # joins the run
    (22, [80.0]),
    (7, [50.0]),
]
"""What each comes to then, from which month on."""


def kpis_before(world: World) -> list[Kpi]:
    """One for each of ``BEFORE``; every second has a target."""
    made = []
    for at, values in enumerate(BEFORE):
        kpi = first_pass_yield(world, name=f"Yield {at}", beyond_most=True)
        if values:
            measure(world, kpi, values)
        if at % 2:
            set_target(world.system, kpi.pk, kind="at_least", low=94.0, effective_on=month(0))
        made.append(kpi)
    return made


def known_of(kpi: Kpi) -> dict[str, Any]:
    """All that judging stores and tells, without ids and moments."""
    responses = kpi.responses.order_by("number")
    events = Event.objects.filter(subject_type="kpi", subject_id=kpi.pk).order_by("sequence")
    return {
        "state": {**model_to_dict(KpiState.objects.get(kpi=kpi)), "kpi": None},
        "signals": [
            (*row, withdrawn_at is None)
            for *row, withdrawn_at in kpi.signals.order_by("starts_on", "rule", "id").values_list(
                "rule", "starts_on", "first_on", "side", "variation", "response__number",
                "withdrawn_at",
            )
        ],
        "responses": list(
            responses.values_list(
                "number", "stage", "outcome", "owner_id", "cause_due_on", "action_due_on", "version"
            )
        ),
        "events": list(events.values_list("verb", flat=True)),
    }  # fmt: skip


def test_many_are_judged_as_each_alone(world: World):
    alone, together = kpis_before(world), kpis_before(world)
    for kpi, (first, values) in zip(alone, AFTER, strict=True):
        measure(world, kpi, values, first=first)
    record_many(
        world.actor("mate"),
        {
            kpi.pk: monthly(values, first=first)
            for kpi, (first, values) in zip(together, AFTER, strict=True)
        },
    )
    for one, other in zip(alone, together, strict=True):
        assert known_of(one) == known_of(other)
    said = [known_of(kpi)["events"][-1] for kpi in together]
    assert said == [*["kpi.measured"] * 3, "kpi.restated", *["kpi.measured"] * 3]
    assert [known_of(kpi)["responses"] for kpi in together[2:4]] != [[], []]


def statements(world: World, kpis: Sequence[Kpi]) -> int:
    """How many it takes to enter a value that signals, of all of them at once."""
    readings = {kpi.pk: monthly([80.0], first=12) for kpi in kpis}
    with CaptureQueriesContext(connection) as asked:
        record_many(world.actor("mate"), readings)
    return len(asked)


def test_ten_take_as_many_statements_as_two(world: World):
    kpis = [first_pass_yield(world, name=f"Yield {at}") for at in range(12)]
    record_many(world.system, {kpi.pk: monthly(STEADY) for kpi in kpis})
    assert statements(world, kpis[:2]) == statements(world, kpis[2:])
    assert KpiState.objects.filter(variation="worsening").count() == 12


def test_all_kpis_are_judged_anew_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch):
    kpis = kpis_before(world)
    archive_kpi(world.system, kpis[0].pk)
    monkeypatch.setattr(recomputing, "TOGETHER", 3)
    assert recompute_kpis(world.organisation.pk) == (7, [])
    before = [known_of(kpi) for kpi in kpis]
    KpiState.objects.filter(kpi__in=kpis[3:]).update(upper=1.0, recent=[])
    looked_at, found = recompute_kpis(world.organisation.pk, write=False)
    assert (looked_at, [(one.kpi_id, one.field) for one in found]) == (
        7, [(kpi.pk, "upper") for kpi in kpis[3:]],
    )  # fmt: skip
    assert recompute_kpis(world.organisation.pk) == (7, found)
    assert [known_of(kpi) for kpi in kpis] == before


def test_a_signal_that_nobody_stored_is_raised_and_answered(world: World):
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, 94.6])
    row = Measurement.objects.filter(series__kpi=kpi, starts_on=month(12))
    row.update(value=92.0)  # behind Headway's back
    recompute_kpis(world.organisation.pk)
    assert kpi.responses.get().signals.get().starts_on == month(12)
    assert Event.objects.filter(verb="response.raised").count() == 1


def test_what_an_index_counts_is_what_the_rows_come_to(world: World):
    """After values, targets, another nature, archiving and restoring."""
    kpis = kpis_before(world)
    update_kpi(world.system, kpis[1].pk, nature="leading", rules=["LIM"])
    for kpi in kpis[2:5]:
        archive_kpi(world.system, kpi.pk)
    restore_kpi(world.system, kpis[4].pk)
    everybody = KpiFilters()
    blue = KpiFilters(unit_path=kpis[0].unit.path)
    some = (KpiFilters(colour="amber"), KpiFilters(words=("yield",)), KpiFilters(archived=True))
    for filters in (everybody, blue, *some):
        counted = health_of_all(alike_kpis(world.system, filters))
        assert counted == health_of(list_kpis(world.system, filters))
    assert health_of_all(alike_kpis(world.system, everybody)).kpis == 5
