"""Home and finding by the API: what is due from the caller, and what waits for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.dependencies import request_dependency
from headway.okrs.actions.links import link_objective
from headway.people.actions import set_lead
from headway.reports.queries.waiting import own_objectives, waiting_items
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_what_is_due_comes_first_and_then_what_was_saved(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    due = owner.get("me/due")["items"]
    assert [row["key_result"]["id"] for row in due] == [k.pk for k in world.key_results]
    assert (due[0]["waits"], due[0]["is_late"], due[0]["moved"]) == (True, True, None)
    assert (due[0]["unit_name"], due[0]["objective_title"]) == ("Blue", world.objective.title)
    owner.send("POST", f"key-results/{world.key_results[0].pk}/check-ins", {"value": 44})
    waits, saved = owner.get("me/due")["items"]
    assert (waits["key_result"]["id"], waits["waits"]) == (world.key_results[1].pk, True)
    assert (saved["waits"], saved["moved"]["score"]) == (False, pytest.approx(0.2))
    assert saved["moved"]["objective_score"] == pytest.approx(0.1)
    first = owner.get("me/due", limit=1)
    assert first["items"] == [waits]
    assert owner.get("me/due", limit=1, cursor=first["next_cursor"])["items"] == [saved]
    assert caller("mate").get("me/due")["items"] == []
    assert_budget("GET me/due", lambda: owner.get("me/due"))


def test_what_waits_is_what_home_lists(world: World, caller: CallerOf) -> None:
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["lead"].pk)
    _cycle, frame = world.add_frame()
    request_dependency(
        world.system, world.key_results[0].pk, unit_id=world.units["green"].pk, title="Prices"
    )
    world.add_draft(owner="lead")
    lead, actor = caller("lead"), world.actor("lead")
    found = lead.get("me/waiting")["items"]
    listed = waiting_items(actor, own_objectives(actor, NOW.date()), NOW.date())
    assert [(row["title"], row["page"]) for row in found] == [(w.title, w.url) for w in listed]
    assert [row["kind"] for row in found] == ["frame", "objective", "dependency"]
    assert (found[0]["id"], found[0]["page"]) == (frame.pk, f"/frames/{frame.pk}")
    first = lead.get("me/waiting", limit=1)
    assert lead.get("me/waiting", cursor=first["next_cursor"])["items"] == found[1:]
    assert_budget("GET me/waiting", lambda: lead.get("me/waiting"))


def test_own_objectives_name_where_confidence_falls(world: World, caller: CallerOf) -> None:
    for ago, value, confidence in ((21, 50, 9), (7, 54, 7), (0, 56, 6)):
        with clock.frozen(NOW - timedelta(days=ago)):
            check_in(world.system, world.key_results[0].pk, value=value, confidence=confidence)
    (own,) = caller("owner").get("me/objectives")["items"]
    assert (own["objective"]["id"], own["cycle_phase"]) == (world.objective.pk, "running")
    (fell,) = own["falling"]
    assert (fell["key_result_id"], fell["before"], fell["now"]) == (world.key_results[0].pk, 9, 6)


def test_movers_are_the_largest_steps_of_a_week(world: World, caller: CallerOf) -> None:
    with clock.frozen(NOW - timedelta(days=8)):
        check_in(world.system, world.key_results[0].pk, value=44)
    check_in(world.system, world.key_results[0].pk, value=50)
    reader = caller("viewer", "read")
    (found,) = reader.get("movers")["items"]
    assert (found["key_result"]["raw"], found["before"]["raw"]) == (0.5, 0.2)
    assert found["change"] == pytest.approx(0.3)
    assert reader.get("movers", unit_id=world.units["blue"].pk)["items"] == [found]
    assert reader.get("movers", unit_id=world.units["green"].pk)["items"] == []
    assert caller("outsider").refused("GET", f"movers?cycle_id={world.cycle.pk}")["status"] == 404


def test_anything_is_found_by_the_beginnings_of_its_words(world: World, caller: CallerOf) -> None:
    reader = caller("viewer", "read")
    found = reader.get("find", q="find cust")["items"]
    assert (found[0]["kind"], found[0]["id"]) == ("objective", world.objective.pk)
    assert (found[0]["page"], found[0]["about"]) == (f"/objectives/{world.objective.pk}", "Blue")
    assert [row["kind"] for row in reader.get("find", q="green")["items"]] == ["unit"]
    assert reader.get("find", q="green", kind="person")["items"] == []
    assert {row["kind"] for row in reader.get("find", q="customers", kind="goal")["items"]} == {
        "goal"
    }
    assert caller("outsider").get("find", q="customers")["items"] == []
    assert_budget("GET find", lambda: reader.get("find", q="customers"))


def test_a_goal_names_what_serves_it(world: World, caller: CallerOf) -> None:
    reader, path = caller("viewer", "read"), f"mid-term-goals/{world.goal.pk}/objectives"
    assert reader.get(path)["now"] == []
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    found = reader.get(path)
    assert [row["id"] for row in found["now"]] == [world.objective.pk]
    assert (found["earlier"], found["hidden"]) == ([], 0)
    assert sum(found["key_results_by_status"].values()) == 2
    assert caller("outsider").refused("GET", path)["status"] == 404
