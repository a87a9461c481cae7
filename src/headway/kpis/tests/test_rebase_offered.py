"""New limits are offered where the process changed; a steady KPI does not lead with them."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.models import Kpi
from headway.kpis.tests.values import first_pass_yield, measure

pytestmark = pytest.mark.django_db


def places(world: World, kpi: Kpi, name: str = "lead") -> tuple[bool, bool]:
    """Whether it leads the page, and whether it stands at its foot."""
    page = html_of(world.client(name).get(f"/kpis/{kpi.pk}"))
    head, _middle, foot = page.partition("<h2>More")
    return "Re-base limits" in head, "Re-base limits" in foot


def test_a_steady_one_has_it_at_the_foot(world: World, kpi: Kpi):
    assert places(world, kpi) == (False, True)


@pytest.mark.parametrize("values", [[97.0], [95.2] * 8])
def test_one_that_changed_leads_with_it(world: World, kpi: Kpi, values: list[float]):
    measure(world, kpi, values, first=12)
    assert places(world, kpi) == (True, False)


def test_one_that_waits_for_an_answer_leads_with_that(world: World, kpi: Kpi):
    measure(world, kpi, [92.0], first=12)
    assert places(world, kpi) == (False, True)
    head, _middle, _foot = html_of(world.client("lead").get(f"/kpis/{kpi.pk}")).partition("<h2>")
    assert "Answer the signal" in head
    assert "Answer the signal" not in html_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))


def test_without_limits_or_the_right_there_is_none(world: World, kpi: Kpi):
    assert places(world, kpi, "viewer") == (False, False)
    assert places(world, first_pass_yield(world, name="New")) == (False, False)
