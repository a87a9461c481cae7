"""Targets by script: each says from where it is red, however that was set."""

from __future__ import annotations

from typing import Any

import pytest

from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield
from tests.api.conftest import CallerOf

BETTER = {"at_least": "up", "at_most": "down", "within": "within"}


@pytest.mark.parametrize(
    ("target", "red"),
    [
        ({"kind": "at_least", "low": 95, "red": 90}, (90, None)),
        ({"kind": "at_most", "high": 5, "red": 8}, (None, 8)),
        ({"kind": "within", "low": 40, "high": 60, "red": 5}, (35, 65)),
        ({"kind": "at_least", "low": 95}, (None, None)),
        ({"kind": "within", "curve": [[0, 0], [30, 100], [60, 100], [66, 0]]}, (10, 64)),
        ({"kind": "within"}, (None, None)),
    ],
)
def test_a_target_says_from_where_it_is_red(
    world: World, caller: CallerOf, target: dict[str, Any], red: tuple[float | None, float | None]
) -> None:
    bounds = {"low_bound": None, "high_bound": None}
    kpi = first_pass_yield(world, better=BETTER[target["kind"]], **bounds)
    address = f"kpis/{kpi.pk}/targets"
    made = caller("lead").send("POST", address, target)
    [read] = caller("viewer", "read").get(address)["items"]
    assert read == made
    assert (read["red_below"], read["red_above"]) == pytest.approx(red)
