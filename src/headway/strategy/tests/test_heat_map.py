"""Units by perspectives: what the page answers, which units it shows, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.core.scorecard import rounded
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.people.actions import archive_unit, create_unit
from headway.strategy.actions import add_measure, add_perspective, apply_card, archive_goal
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.heat_map import HeatRow, heading, heat_map
from headway.strategy.tests.test_links import ago
from headway.strategy.tests.test_scorecard import kpi_at
from headway.strategy.tests.test_units import of_unit

pytestmark = pytest.mark.django_db


def scored(world: World, name: str, value: float, perspective_id: int | None) -> MidTermGoal:
    made = of_unit(world, name, f"{name} {perspective_id}", perspective_id=perspective_id)
    kpi = kpi_at(world, f"{name} {perspective_id}", value, unit_id=world.units[name].pk)
    add_measure(world.system, made.pk, kpi_id=kpi.pk)
    return made


def points(row: HeatRow, perspective_id: int) -> int | None:
    """As they are written."""
    cell = row.cell(perspective_id)
    return rounded(cell.score) if cell and cell.score is not None else None


@pytest.fixture
def money(world: World) -> int:
    return add_perspective(world.system, name="Money").pk


def test_the_answer_is_where_most_units_are_red(world: World, money: int):
    served = world.goal.perspective_id or 0
    for name, values in {"works": (100, 100), "blue": (70, 85), "green": (70, 70)}.items():
        scored(world, name, values[0], served)
        scored(world, name, values[1], money)
    page = world.client("viewer").get("/scorecard/units?unit=all")
    assert heading_of(page) == "Two of three units are red in Customer."
    found = heat_map(world.actor("viewer"), TODAY, today=TODAY)
    assert [(row.name, row.depth) for row in found.rows] == [
        ("", 0), ("Works", 0), ("Blue", 1), ("Green", 1),
    ]  # fmt: skip
    assert [[points(row, key) for key in (served, money)] for row in found.units] == [
        [100, 100],
        [0, 50],
        [0, 0],
    ]
    blue = world.units["blue"].pk
    assert f"/scorecard?unit={blue}#perspective-{money}" in html_of(page)


def test_every_cell_has_its_score_in_words_too_and_says_where_there_is_none(world: World, money):
    scored(world, "works", 85, money)
    of_unit(world, "blue", "Not measured", perspective_id=world.goal.perspective_id)
    page = text_of(world.client("viewer").get("/scorecard/units?unit=all"))
    assert "Works no goal 50 Amber 50 Amber" in page
    assert "Blue – No score no goal – No score" in page
    assert "No unit is red; one of one is amber in Money." in page


def test_it_follows_the_unit_and_leaves_out_who_has_none(world: World, money: int):
    scored(world, "blue", 85, money)
    viewer, green = world.client("viewer"), world.units["green"].pk
    page = text_of(viewer.get(f"/scorecard/units?unit={green}"))
    assert page.count("No unit has a scorecard of its own") == 2
    page = text_of(viewer.get(f"/scorecard/units?unit={world.units['works'].pk}"))
    assert "Blue 50 Amber" in page
    assert "the organisation's own" not in page


def test_past_days_show_units_and_scores_of_then(world: World, money: int):
    with ago(40):
        made = scored(world, "blue", 85, money)
    archive_goal(world.system, made.pk)
    archive_unit(world.system, world.units["blue"].pk)
    viewer = world.actor("viewer")
    assert heat_map(viewer, TODAY, today=TODAY).units == []
    [row] = heat_map(viewer, TODAY - timedelta(days=10), today=TODAY).units
    assert (row.name, points(row, money)) == ("Blue", 50)
    day = (TODAY - timedelta(days=10)).isoformat()
    page = text_of(world.client("viewer").get(f"/scorecard/units?unit=all&as_of={day}"))
    assert "Blue no goal 50 Amber 50 Amber" in page


def test_where_nothing_is_red_it_says_so(world: World, money: int):
    viewer = world.actor("viewer")
    assert heading(heat_map(viewer, TODAY, today=TODAY)) == "No unit has a scorecard of its own."
    of_unit(world, "green", "Not measured", perspective_id=money)
    assert "Nobody can tell" in heading(heat_map(viewer, TODAY, today=TODAY))
    scored(world, "blue", 100, money)
    assert heading(heat_map(viewer, TODAY, today=TODAY)) == "No unit is red or amber anywhere."


def test_one_reads_as_often_for_many_units_as_for_few(world: World, money: int):
    scored(world, "works", 85, money)
    client = world.client("viewer")
    assert_budget("scorecard-units", lambda: client.get("/scorecard/units?unit=all"))

    def grow(count: int) -> None:
        made = [
            create_unit(world.system, parent_id=world.units["works"].pk, name=f"{count}/{at}").pk
            for at in range(count)
        ]
        apply_card(world.system, from_unit=world.units["works"].pk, to_units=made)

    assert_no_growth(grow, lambda: client.get("/scorecard/units?unit=all"))


def test_the_page_of_copies_makes_them_and_tells_what_was_there(world: World, money: int):
    client, works = world.client("admin"), world.units["works"].pk
    page = client.get(f"/scorecard/copies?unit={works}")
    assert heading_of(page) == "Use the scorecard of Aster in other units"
    goal = str(world.goal.pk)
    form = {"from": "all", "goal": goal, "to": [works, world.units["blue"].pk], "with_kpis": "1"}
    assert "Works 1 0 0 0 0" in text_of(client.post("/scorecard/copies", form))
    again = text_of(client.post("/scorecard/copies", form | {"all": "1"}))
    assert "Works 0 1 0 0 0" in again
    assert "Green 1 0 0 0 0" in again
    refused = client.post("/scorecard/copies", {"from": "all", "goal": goal})
    assert refused.status_code == 422
    assert "Choose the units to use it in." in text_of(refused)


def test_who_leads_no_unit_uses_no_scorecard_elsewhere(world: World):
    assert world.client("mate").get("/scorecard/copies").status_code == 403
    page = text_of(world.client("mate").get("/scorecard"))
    assert "Use in other units" not in page
    green = world.units["green"].pk
    offered = html_of(world.client("lead").get("/scorecard/copies"))
    assert f'name="to" value="{green}"' in offered
