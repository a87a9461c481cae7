"""A KPI says which goals it measures, and a goal without a perspective is called by that."""

from __future__ import annotations

import re

import pytest

from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World
from headway.people.actions import archive_unit
from headway.strategy.actions import add_goal, add_measure, archive_goal
from headway.strategy.tests.test_scorecard import kpi_at
from headway.strategy.tests.test_units import YEAR, of_unit

pytestmark = pytest.mark.django_db


def test_a_kpi_and_the_library_name_the_goals_that_it_measures(world: World):
    kpi, green = kpi_at(world, "A", 85.0), of_unit(world, "green", "Green saves water")
    client = world.client("viewer")
    assert "What uses it" not in text_of(client.get(f"/kpis/{kpi.pk}"))
    for goal in (green, world.goal):
        add_measure(world.system, goal.pk, kpi_id=kpi.pk)
    page = client.get(f"/kpis/{kpi.pk}")
    assert f"{world.goal.title} mid-term goal: it is scored by this" in text_of(page)
    assert "Green saves water mid-term goal of Green: it is scored by this" in text_of(page)
    assert f'href="/strategy/goals/{world.goal.pk}"' in html_of(page)
    assert "2 mid-term goals" in text_of(client.get("/kpis/library"))
    archive_unit(world.system, world.units["green"].pk)
    archive_goal(world.system, world.goal.pk)
    assert "it is scored by this" not in text_of(client.get(f"/kpis/{kpi.pk}"))


def test_the_heading_has_a_name_for_goals_without_a_perspective(world: World):
    bare = add_goal(world.system, title="Growers stay", **YEAR)
    add_measure(world.system, bare.pk, kpi_id=kpi_at(world, "A", 75.0).pk)
    add_measure(world.system, world.goal.pk, kpi_id=kpi_at(world, "B", 85.0).pk)
    client = world.client("viewer")
    said = heading_of(client.get("/scorecard?unit=all"))
    assert said.endswith("Goals without a perspective are weakest.")


def test_beside_each_mean_stands_what_it_hides(world: World):
    for name, value in (("A", 90.0), ("B", 71.0)):
        add_measure(world.system, world.goal.pk, kpi_id=kpi_at(world, name, value).pk)
    alone = add_goal(
        world.system, title="Alone", perspective_id=world.goal.perspective_id, **YEAR
    )  # fmt: skip
    add_measure(world.system, alone.pk, kpi_id=kpi_at(world, "C", 85.0).pk)
    page = html_of(world.client("viewer").get("/scorecard?unit=all"))
    rows = re.findall(r'<tr class="(?:grp|goal)".*?</th>', page, re.DOTALL)
    told = [re.findall(r"lowest KPI [^<]*", row) for row in rows]
    assert len(told) == 3
    assert told[0] == told[1]  # the perspective and the goal
    assert re.fullmatch(r"lowest KPI \d+, 1 red", told[0][0])
    assert told[2] == []
