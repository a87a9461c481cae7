"""Longer periods: one count of what they lack, on the page and in formulas."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.tests.test_derived import derived, kpi_of, values
from headway.kpis.tests.values import measure, month

pytestmark = pytest.mark.django_db


def test_a_quarter_that_a_kpi_began_in_is_not_whole_for_its_page_nor_for_a_formula(world: World):
    """Two months were a whole quarter on the page and none in a formula."""
    sales = kpi_of(world, "Sales")
    measure(world, sales, [5.0, 6.0, 7.0, 8.0, 9.0], first=1)  # February to June
    quarters = derived(world, "sales", {"sales": sales}, frequency="quarterly")
    assert values(quarters) == {month(3): 24.0}
    page = html_of(world.client("owner").get(f"/kpis/{sales.pk}?by=quarterly"))
    assert ("2 of 3 months" in page, "1 complete period is too few" in page) == (True, True)


def test_a_month_with_nothing_to_measure_is_not_missing(world: World):
    sales = kpi_of(world, "Sales")
    measure(world, sales, [5.0, 6.0], first=1)
    shut = Reading(month(0), state="na", reason="Not open yet.")
    record_measurements(world.actor("mate"), sales.pk, [shut])
    page = html_of(world.client("owner").get(f"/kpis/{sales.pk}?by=quarterly"))
    assert "1 complete period is too few" in page
