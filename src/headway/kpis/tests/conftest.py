"""What tests of KPIs begin with."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.kpis.models import Kpi
from headway.kpis.tests.stand_in import Scripted, stand_in
from headway.kpis.tests.values import STEADY, first_pass_yield, measure


@pytest.fixture
def kpi(world: World) -> Kpi:
    """With a year of steady values."""
    made = first_pass_yield(world)
    measure(world, made, STEADY)
    return made


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A source that says what the test wants."""
    return stand_in(monkeypatch)
