"""Longer periods: one count of what they lack, on the page and in formulas."""

from __future__ import annotations

import re

import pytest

from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.targets import set_target
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


def test_the_figures_above_a_chart_of_quarters_are_of_quarters(world: World):
    """The limits of months stood above a picture with those of quarters."""
    sales = kpi_of(world, "Sales")
    measure(world, sales, [5.0 + at % 4 for at in range(21)])
    page = html_of(world.client("owner").get(f"/kpis/{sales.pk}?by=quarterly"))
    [upper] = re.findall(r"([\d.]+) upper limit", page)[:1]
    assert f"to {upper}" in re.findall(r"<dt>Limits</dt>.*?</dd>", page, re.DOTALL)[0]
    assert "Last value, Q3 2026" in page
    assert float(upper) > 15


def test_all_that_stands_above_a_chart_of_quarters_is_of_quarters(world: World):
    """The heading told of months, and the strip below it of quarters."""
    sales = kpi_of(world, "Sales", in_time="mean")
    measure(world, sales, [5.0 + at % 3 for at in range(20)] + [50.0])
    set_target(world.system, sales.pk, kind="at_least", low=4.0, effective_on=month(0))
    client = world.client("owner")
    months = client.get(f"/kpis/{sales.pk}")
    assert "left its limits upwards in Sep 2026" in heading_of(months)
    quarters = client.get(f"/kpis/{sales.pk}?by=quarterly")
    assert heading_of(quarters) == (
        "It looks steady. The limits rest on 7 quarters and are a trial."
    )
    said = text_of(quarters)
    assert "put together quarterly" in said
    assert "Improving" not in said.partition("Process behaviour")[0]
    assert "The answer above" not in said


def test_without_a_whole_quarter_the_heading_says_so(world: World):
    sales = kpi_of(world, "Sales")
    measure(world, sales, [5.0, 6.0], first=1)
    page = world.client("owner").get(f"/kpis/{sales.pk}?by=quarterly")
    assert heading_of(page) == "Too early to tell: no period is complete yet."


def test_no_figures_stand_above_a_chart_without_a_whole_quarter(world: World):
    sales = kpi_of(world, "Sales")
    measure(world, sales, [5.0, 6.0], first=1)
    client = world.client("owner")
    assert "Last value, Mar 2025" in html_of(client.get(f"/kpis/{sales.pk}"))
    assert "Last value" not in html_of(client.get(f"/kpis/{sales.pk}?by=quarterly"))


def test_a_computed_value_stands_beside_what_it_was_computed_from(world: World):
    """It said 300 / 7 of months whose quarter had no value yet: the value was 60 / 3."""
    sales = kpi_of(world, "Sales", in_time="sum")
    shops = kpi_of(world, "Shops", in_time="sum", frequency="quarterly")
    measure(world, sales, [10.0, 20.0, 30.0, 300.0])
    measure(world, shops, [3.0])
    each = derived(world, "sales / shops", {"sales": sales, "shops": shops}, frequency="quarterly")
    assert values(each) == {month(0): 20.0}
    page = text_of(world.client("owner").get(f"/kpis/{each.pk}"))
    made = page[page.index("Computed from") :]
    assert "60.0 in Q1 2025, of 3 values; last 300" in made
    assert "3.0 in Q1 2025" in made.replace("60.0 in Q1 2025, of 3", "")


def test_a_month_with_nothing_to_measure_is_not_missing(world: World):
    sales = kpi_of(world, "Sales")
    measure(world, sales, [5.0, 6.0], first=1)
    shut = Reading(month(0), state="na", reason="Not open yet.")
    record_measurements(world.actor("mate"), sales.pk, [shut])
    page = html_of(world.client("owner").get(f"/kpis/{sales.pk}?by=quarterly"))
    assert "1 complete period is too few" in page
