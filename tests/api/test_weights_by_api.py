"""Weights by the API: what has counted is weighed otherwise with a reason only."""

from __future__ import annotations

from datetime import timedelta

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.kpis.tests.values import first_pass_yield
from headway.strategy.actions import add_measure
from tests.api.conftest import CallerOf


def test_another_weight_takes_a_reason(world: World, caller: CallerOf) -> None:
    goal, kpi = world.goal, first_pass_yield(world)
    with clock.frozen(NOW - timedelta(days=30)):
        measure = add_measure(world.system, goal.pk, kpi_id=kpi.pk)
    admin = caller("admin")
    for method, address in (
        ("PATCH", f"mid-term-goals/{goal.pk}/measures/{measure.pk}"),
        ("PUT", f"mid-term-goals/{goal.pk}/weight"),
        ("PUT", f"perspectives/{goal.perspective_id}/weight"),
    ):
        problem = admin.refused(method, address, {"weight": 2.0})
        assert [error["field"] for error in problem["errors"]] == ["why"]
        admin.send(method, address, {"weight": 2.0, "why": "It says more."})
    told = Event.objects.filter(verb__in=("measure.changed", "weight.set"))
    assert [event.why for event in told] == ["It says more."] * 3


def test_a_kpi_that_has_counted_is_taken_away_with_a_reason(world: World, caller: CallerOf) -> None:
    goal, kpi = world.goal, first_pass_yield(world)
    with clock.frozen(NOW - timedelta(days=30)):
        measure = add_measure(world.system, goal.pk, kpi_id=kpi.pk)
    admin, address = caller("admin"), f"mid-term-goals/{goal.pk}/measures/{measure.pk}"
    problem = admin.refused("DELETE", address)
    assert [error["field"] for error in problem["errors"]] == ["why"]
    admin.send("DELETE", f"{address}?why=It+is+gamed.")
    assert Event.objects.get(verb="measure.ended").why == "It is gamed."
    assert not goal.measures.filter(until=None).exists()
