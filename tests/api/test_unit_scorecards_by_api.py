"""Scorecards of units by API: as on their pages."""

from __future__ import annotations

from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield
from headway.strategy.actions import add_measure
from tests.api.conftest import CallerOf

YEAR = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def test_a_scorecard_is_used_in_units_changed_once_and_unlinked(
    world: World, caller: CallerOf
) -> None:
    lead, admin = caller("lead"), caller("admin")
    to = [world.units["works"].pk, world.units["blue"].pk]
    made = lead.send("POST", "scorecard/copies", {"to_unit_ids": to})["goals"]
    assert [(one["unit"], one["is_new"]) for one in made] == [("Works", True), ("Blue", True)]
    again = lead.send("POST", "scorecard/copies", {"to_unit_ids": to})["goals"]
    assert [one["goal_id"] for one in again] == [one["goal_id"] for one in made]
    assert not any(one["is_new"] for one in again)

    admin.send("PATCH", f"mid-term-goals/{world.goal.pk}", {"title": "They stay"})
    [copy] = lead.get("mid-term-goals", unit_id=to[1])["items"]
    assert (copy["title"], copy["unit_name"]) == ("They stay", "Blue")
    assert copy["copy_of_id"] == copy["serves_id"] == world.goal.pk
    refused = lead.refused("PATCH", f"mid-term-goals/{copy['id']}", {"title": "Ours"})
    assert "change it in “They stay” of the organisation" in str(refused)
    alone = lead.send("DELETE", f"mid-term-goals/{copy['id']}/original")
    assert alone["copy_of_id"] is None
    lead.send("PATCH", f"mid-term-goals/{copy['id']}", {"title": "Ours", "serves_id": None})


def test_what_is_computed_from_figures_of_another_unit_is_told(
    world: World, caller: CallerOf
) -> None:
    whole = first_pass_yield(world, name="Units passed")
    made = first_pass_yield(world, name="Twice passed", expression="a * 2", inputs={"a": whole.pk})
    add_measure(world.system, world.goal.pk, kpi_id=made.pk)
    admin, green = caller("admin"), world.units["green"].pk
    [told] = admin.send("POST", "scorecard/copies", {"to_unit_ids": [green]})["goals"]
    [copy] = told["kpis_elsewhere"]
    [one] = admin.get(f"kpis/{copy}")["inputs"]
    assert (one["kpi_id"], one["unit_name"]) == (whole.pk, "Blue")


def test_the_scorecard_of_a_unit_and_all_of_them_in_short(world: World, caller: CallerOf) -> None:
    lead, blue = caller("lead"), world.units["blue"].pk
    assert lead.get("scorecard", unit_id=blue)["perspectives"] == []
    new = {"title": "Blue delivers", "unit_id": blue, "serves_id": world.goal.pk, **YEAR}
    goal = lead.send("POST", "mid-term-goals", new)
    card = lead.get("scorecard", unit_id=blue)
    assert (card["unit_id"], card["unit_name"]) == (blue, "Blue")
    assert card["perspectives"][0]["goals"][0]["goal_id"] == goal["id"]
    assert lead.get("scorecard")["unit_id"] is None
    root = world.units["root"].pk
    assert lead.get("scorecard", unit_id=root) == lead.get("scorecard")
    rows = lead.get("scorecard/units")["units"]
    assert [row["unit_name"] for row in rows] == [None, "Blue"]
    below = lead.get("scorecard/units", unit_id=world.units["green"].pk)["units"]
    assert below == []


def test_leads_change_their_units_alone_and_outsiders_find_nothing(
    world: World, caller: CallerOf
) -> None:
    blue = world.units["blue"].pk
    new = {"title": "Blue delivers", "unit_id": blue, **YEAR}
    assert caller("mate").refused("POST", "mid-term-goals", new)["status"] == 403
    assert caller("outsider").refused("POST", "mid-term-goals", new)["status"] == 404
    body = {"to_unit_ids": [blue]}
    assert caller("mate").refused("POST", "scorecard/copies", body)["status"] == 403
    assert caller("outsider").refused("POST", "scorecard/copies", body)["status"] == 404
    outsider = caller("outsider")
    assert outsider.refused("GET", f"scorecard?unit_id={blue}")["status"] == 404
    assert outsider.refused("GET", f"scorecard/units?unit_id={blue}")["status"] == 404
