"""A target's own curve by the API: what is made is what is read."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield
from tests.api.conftest import CallerOf


def test_a_curve_is_set_read_and_refused(world: World, caller: CallerOf) -> None:
    owner, kpi = caller("owner"), first_pass_yield(world)
    address = f"kpis/{kpi.pk}/targets"
    points = [[5, 100], [8, 50], [12, 0]]
    made = owner.send("POST", address, {"kind": "at_most", "curve": points})
    assert made["curve"] == points
    assert (made["high"], made["red"]) == (pytest.approx(7), pytest.approx(9 + 1 / 3))
    assert (made["low"], made["worst"], made["best"]) == (None, 12, 5)
    assert [row["curve"] for row in owner.get(address)["items"]] == [points]
    wrong = {"kind": "at_least", "curve": points, "low": 3, "why": "It is asked."}
    problem = owner.refused("POST", address, wrong)
    assert [error["field"] for error in problem["errors"]] == ["low", "kind"]
    problem = owner.refused("POST", address, {"kind": "at_most", "curve": [], "why": "Asked."})
    assert [error["field"] for error in problem["errors"]] == ["curve"]
