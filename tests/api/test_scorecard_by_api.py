"""The scorecard by the API."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.kpis.actions.targets import set_target
from headway.kpis.tests.values import first_pass_yield, measure, month
from headway.strategy.actions import add_measure
from tests.api.conftest import CallerOf


def test_leading_and_lagging_kpis_are_scored_apart_too(world: World, caller: CallerOf) -> None:
    for nature, value in (("leading", 100.0), ("lagging", 85.0)):
        kpi = first_pass_yield(world, name=nature, nature=nature)
        measure(world, kpi, [value] * 3, first=19)
        set_target(world.system, kpi.pk, kind="at_least", low=90.0, red=80.0, effective_on=month(0))
        add_measure(world.system, world.goal.pk, kpi_id=kpi.pk)
        card = caller("viewer").get("scorecard")
        [goal] = [
            goal
            for one in card["perspectives"]
            for goal in one["goals"]
            if goal["goal_id"] == world.goal.pk
        ]
        if nature == "leading":
            assert (goal["leading"]["score"], goal["lagging"]) == (100, None)
    assert [one["nature"] for one in goal["kpis"]] == ["leading", "lagging"]
    for told in (card, goal):
        assert told["leading"]["score"] == 100
        assert told["lagging"]["score"] == pytest.approx(50)
        assert told["lagging"]["colour"] == "amber"
