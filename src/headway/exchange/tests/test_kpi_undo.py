"""What a table brought to KPIs taken back, unless somebody worked on it since."""

from __future__ import annotations

from datetime import date

import pytest

from headway.exchange.actions import undo_import
from headway.exchange.tests.kpi_tables import DEFINITIONS, bring, counts, values
from headway.kit.problems import Conflict
from headway.kit.testing.budgets import recorded_queries
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.removing import remove_kpi
from headway.kpis.models import Kpi, KpiState, Revision
from headway.kpis.tests.values import (
    first_pass_yield,
    measure,
    month,
)
from headway.okrs.actions.key_results import update_key_result
from headway.people.models import Unit
from headway.strategy.actions import add_goal, add_measure
from headway.strategy.models import GoalMeasure

pytestmark = pytest.mark.django_db


def test_values_are_taken_back_unless_somebody_entered_others(world: World):
    kpi = first_pass_yield(world, external_id="a")
    measure(world, kpi, [94.0, 95.0])
    run = bring(world, b"kpi,date,value\na,2025-02,95.5\na,2025-03,96\n")
    later = measure(world, kpi, [97.0], first=2)
    assert later.changed == [month(2)]
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert refused.value.extra["hanging"] == ["values of “First-pass yield” were entered"]
    again = bring(world, b"kpi,date,value\na,2025-02,95.5\na,2025-03,96.5\na,2025-04,96\n")
    undo_import(world.actor("admin"), again.pk)
    assert [row[1:3] for row in values(kpi)] == [
        (94.0, "final"),
        (95.5, "restated"),
        (97.0, "restated"),
    ]
    assert Revision.objects.filter(series__kpi=kpi).count() == 2
    assert KpiState.objects.get(kpi=kpi).value == 97.0


def test_values_are_taken_back_together_however_many(world: World):
    """New ones go, and replaced ones hold again: no statement a value."""

    def statements(months: int) -> int:
        kpi = first_pass_yield(world, name=f"Of {months}")
        half = [Reading(month(at), 94.0) for at in range(0, months, 2)]
        record_measurements(world.system, kpi.pk, half)
        rows = "".join(f"{kpi.name};{month(at)};95\n" for at in range(months))
        run = bring(world, f"kpi;date;value\n{rows}".encode())
        with recorded_queries() as told:
            undo_import(world.actor("admin"), run.pk)
        assert values(kpi) == [(one.on, 94.0, "final", "hand") for one in half]
        assert not Revision.objects.filter(series__kpi=kpi).exists()
        return sum("DELETE" in one and "kpis_" in one for one in told)

    assert statements(4) == statements(20) < 6


def test_what_was_made_is_gone_when_taken_back(world: World):
    before = Unit.objects.count()
    run = bring(world, DEFINITIONS)
    undo_import(world.actor("admin"), run.pk)
    assert (Kpi.objects.count(), Unit.objects.count()) == (0, before)
    assert counts(bring(world, DEFINITIONS), "created")["kpis"] == 2


def test_a_kpi_that_gives_a_key_result_its_values_is_not_taken_back(world: World):
    run = bring(world, DEFINITIONS)
    kpi = Kpi.objects.get(external_id="fpy")
    update_key_result(world.system, world.key_results[0].pk, kpi_id=kpi.pk)
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert (
        "gives a key result its values (give that another source, or none)" in refused.value.detail
    )
    assert Kpi.objects.filter(pk=kpi.pk).exists()


def test_a_kpi_that_scores_a_goal_or_leads_another_is_not_taken_back(world: World):
    """What it scored was gone with it, and what it led lost that without a word."""
    run = bring(world, DEFINITIONS)
    kpi = Kpi.objects.get(external_id="fpy")
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    goal = add_goal(world.system, title="No rework", starts_on=first, ends_on=last)
    measures = add_measure(world.system, goal.pk, kpi_id=kpi.pk)
    other = first_pass_yield(world, name="Scrap", leads_id=kpi.pk)
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert f"“{kpi.name}” measures the goal “No rework”" in refused.value.detail
    assert f"“Scrap” leads “{kpi.name}”" in refused.value.detail
    with pytest.raises(Conflict, match="Only archive it"):
        remove_kpi(world.system, kpi.pk, why="A slip.")
    assert GoalMeasure.objects.get().pk == measures.pk
    other.refresh_from_db()
    assert other.leads_id == kpi.pk
