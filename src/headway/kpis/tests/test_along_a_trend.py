"""A process that goes on rising or falling is not called steady."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.targets import set_target
from headway.kpis.tests.values import first_pass_yield, measure, month

pytestmark = pytest.mark.django_db

NOISE = [0.4, -0.2, 0.3, -0.4, 0.1, -0.3, 0.2]


@pytest.mark.parametrize(
    ("step", "better", "low", "says"),
    [
        (1, "up", None, "It keeps to its rising trend. No target says whether that is good"),
        (-1, "neither", None, "It keeps to its falling trend. Neither way is better"),
        (1, "up", 20, "Yes. It keeps to its rising trend, and meets its target."),
        (1, "up", 95, "No. It keeps to its rising trend, and does not meet its target."),
    ],
)
def test_its_heading_and_its_state_say_that_it_follows_its_trend(
    world: World, step: float, better: str, low: float | None, says: str
):
    kpi = first_pass_yield(world, form="trend", better=better)
    measure(world, kpi, [50 + step * at + NOISE[at % 7] for at in range(20)])
    if low is not None:
        set_target(world.system, kpi.pk, kind="at_least", low=low, effective_on=month(0))
    client = world.client("owner")
    page = client.get(f"/kpis/{kpi.pk}")
    assert heading_of(page).startswith(says)
    for told in (text_of(page), text_of(client.get("/kpis?unit=all"))):
        assert "Steady" not in told
    if low != 95:
        assert "Along its trend" in text_of(client.get("/kpis?unit=all"))


def _drawn(page: str) -> list[str]:
    """The shapes of the limits in the small charts of a page."""
    return re.findall(r'<(?:path|rect) class="lim"[^>]*>', page)


@pytest.mark.parametrize("form", ["trend", "season", "season_ratio", "year_on_year"])
def test_its_limits_are_in_the_small_chart_of_the_list_and_follow_it(world: World, form: str):
    """Limits that are not level were not drawn there."""
    kpi = first_pass_yield(world, form=form, name="Grows")
    measure(
        world, kpi, [20 + at + 5 * (at % 12 == 3) + NOISE[at % 7] for at in range(46)], first=-24
    )
    page = html_of(world.client("owner").get("/kpis?unit=all"))
    (band,) = _drawn(page)
    assert band.startswith("<path")
    lows = {point.split()[1] for point in re.findall(r"[ML]([\d.]+ [\d.]+)", band)}
    assert len(lows) > 10, "the limits lie level"
    assert re.search(r"26 values, the last [\d.]+\s%; limits [\d.]+ to [\d.]+", page)


def test_before_it_had_limits_none_are_drawn(world: World):
    kpi = first_pass_yield(world, form="trend")
    measure(world, kpi, [50, 51, 52])
    assert _drawn(html_of(world.client("owner").get("/kpis?unit=all"))) == []


def test_the_centre_of_a_season_is_a_line():
    """It was filled black where it goes up and down."""
    style = finders.find("headway/headway.css")
    rule = re.search(r"\.spark \.cl \{([^}]*)\}", Path(style).read_text("utf-8"))
    assert rule is not None
    assert "fill: none" in rule[1]
