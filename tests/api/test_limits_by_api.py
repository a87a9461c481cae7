"""Limits by API are those of the pages."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.kpis.tests.test_shown_limits import LEAVERS
from headway.kpis.tests.values import first_pass_yield, measure
from tests.api.conftest import CallerOf
from tests.api.test_pages import walk


def test_only_what_values_are_tested_against_lies_beyond_what_is_possible(
    world: World, caller: CallerOf
) -> None:
    kpi = first_pass_yield(world, name="Leavers", low_bound=0, high_bound=None)
    measure(world, kpi, LEAVERS)
    owner = caller("owner")
    last = walk(owner, f"kpis/{kpi.pk}/measurements")[-1]
    state = owner.get(f"kpis/{kpi.pk}")["state"]
    assert (last["lower"], state["lower"]) == (0, 0)
    assert state["upper"] == pytest.approx(4.547, abs=0.001)
    [stretch] = owner.get(f"kpis/{kpi.pk}/chart")["stretches"]
    assert stretch["limits"]["lower"] == pytest.approx(-2.547, abs=0.001)
