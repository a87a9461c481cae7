"""A value is stored whatever limits can be made of it; where there are none, pages say why."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Measurement
from headway.kpis.tests.values import first_pass_yield, measure, month

pytestmark = pytest.mark.django_db

NO_BOUNDS = {"low_bound": None, "high_bound": None}


@pytest.mark.parametrize("values", [[0.0, 5.0], [-3.0, 3.0], [5e-324, 1e15]])
def test_a_season_that_cannot_multiply_stores_every_value(world: World, values: list[float]):
    kpi = first_pass_yield(world, form="season_ratio", season=2, **NO_BOUNDS)
    measure(world, kpi, values * 8)
    assert Measurement.objects.count() == 16
    kpi.state.refresh_from_db()
    assert (kpi.state.stage, kpi.state.upper, kpi.state.value) == ("none", None, values[1])
    client = world.client("owner")
    page = html_of(client.get(f"/kpis/{kpi.pk}"))
    why = "A season that multiplies needs values above 0: let one be added instead."
    assert f"Nobody can tell. {why}" in page
    assert "six values" not in page
    assert "No limits yet" in html_of(client.get("/kpis?unit=all"))
    update_kpi(world.system, kpi.pk, form="season")
    kpi.state.refresh_from_db()
    assert kpi.state.stage == "usable"
    update_kpi(world.system, kpi.pk, form="season_ratio")
    kpi.state.refresh_from_db()
    assert kpi.state.stage == "none"


@pytest.mark.parametrize(
    "values", [[1e15, -1e15], [5e-324, 0.0], [1e-110, 0.0, 0.0], [-0.0, 1e-300, 1e15]]
)
def test_pages_show_the_largest_and_the_smallest_numbers(world: World, values: list[float]):
    client = world.client("owner")
    for form in ("level", "trend", "season"):
        kpi = first_pass_yield(world, form=form, season=2, is_count=True, **NO_BOUNDS)
        set_target(
            world.system, kpi.pk, kind="at_least", low=1e15, red=5e-324, effective_on=month(0)
        )
        measure(world, kpi, (values * 21)[:21])
        refuse_what_is_no_number(html_of(client.get(f"/kpis/{kpi.pk}")))
    refuse_what_is_no_number(html_of(client.get("/kpis?unit=all")))


def test_six_values_around_two_before_are_four_differences(world: World):
    """Too few to count, and for a chance of false alarms; pages say what there is."""
    kpi = first_pass_yield(world, form="year_on_year", season=2, **NO_BOUNDS)
    measure(world, kpi, [50.0, 60.0, 52.0, 63.0, 55.0, 64.0])
    kpi.state.refresh_from_db()
    assert kpi.state.stage == "trial"
    client = world.client("owner")
    for address in (f"/kpis/{kpi.pk}", "/kpis?unit=all"):
        refuse_what_is_no_number(html_of(client.get(address)))


def refuse_what_is_no_number(page: str) -> None:
    for text in ("NaN", "nan,", '"inf', "∞"):
        assert text not in page


def test_a_ratio_of_the_largest_and_the_smallest_is_refused_or_kept(world: World):
    kpi = first_pass_yield(world, in_time="ratio", scale=1e15, **NO_BOUNDS)
    done = record_measurements(
        world.system, kpi.pk, [Reading(date(2026, 1, 1), numerator=5e-324, denominator=1e15)]
    )
    assert done.created == [date(2026, 1, 1)]
    assert Measurement.objects.get().value == 0.0
