"""What several tests of objectives begin with."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import Objective


@pytest.fixture
def above(world: World) -> Objective:
    """An objective of the department, at 0.5 of its own; the world's objective stands at 0.25."""
    found = world.add_objective("Works is where people want to buy", unit="works")
    check_in(world.system, found.key_results.get().pk, value=5)
    check_in(world.system, world.key_results[0].pk, value=50)
    return found
