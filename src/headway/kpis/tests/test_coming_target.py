"""A target counts from a period on. Where the last value is older, the page says so in each place
that would otherwise show a target here and none there."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.tests.values import measure, month, raised

pytestmark = pytest.mark.django_db

COUNTS = "At least 95 % counts from Nov 2026 on: Dec 2025, the last value, is judged without it."


def test_a_target_that_holds_from_today_says_from_when_it_counts(world: World, kpi: Kpi):
    client = world.client("lead")
    set_target(world.actor("lead"), kpi.pk, kind="at_least", low=95.0)
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "no target yet" not in page
    assert "at least 95 % from Nov 2026 on" in page  # the strip
    assert "It is steady. Its target counts from Nov 2026 on." in page  # the heading
    assert page.count(COUNTS) == 2  # the target beside the chart, and the colour explained
    assert "Set a target, or say that it is only watched." not in page


def test_once_a_value_of_that_period_is_there_it_is_a_target_like_any_other(world: World, kpi: Kpi):
    set_target(world.actor("lead"), kpi.pk, kind="at_least", low=95.0, effective_on=month(12))
    client = world.client("lead")
    assert "from Jan 2026 on" in text_of(client.get(f"/kpis/{kpi.pk}"))
    measure(world, kpi, [94.5], first=12)
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "from Jan 2026 on" not in page
    assert "counts from" not in page


def test_another_target_that_is_to_come_stands_beside_the_one_that_holds(world: World, kpi: Kpi):
    lead = world.actor("lead")
    set_target(lead, kpi.pk, kind="at_least", low=90.0, effective_on=month(0))
    set_target(lead, kpi.pk, kind="at_least", low=95.0, why="The customer asks for it.")
    page = text_of(world.client("lead").get(f"/kpis/{kpi.pk}"))
    assert "at least 95 % from Nov 2026 on" in page
    assert "Yes. It is steady, and always meets its target." in page
    assert COUNTS in page


def test_a_target_that_only_ends_is_none_that_comes(world: World, kpi: Kpi):
    lead = world.actor("lead")
    set_target(lead, kpi.pk, kind="at_least", low=90.0, effective_on=month(0))
    set_target(lead, kpi.pk, kind="at_least", why="It is only watched.")
    assert "counts from" not in html_of(world.client("lead").get(f"/kpis/{kpi.pk}"))


def test_the_colour_of_what_got_worse_is_not_by_the_target_that_comes(world: World, kpi: Kpi):
    raised(world, kpi, [90.0], first=12)
    set_target(world.actor("lead"), kpi.pk, kind="at_least", low=95.0)
    page = text_of(world.client("lead").get(f"/kpis/{kpi.pk}"))
    assert "Find the cause" in page
    assert (
        "At least 95 % counts from Nov 2026 on: Jan 2026, the last value, is judged without it."
        in page
    )
