"""Two days compared through the API: the page's differences, by the same names, each with the
numbers of its events, and each of these to be read whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from headway.activity.models import Event
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.world import World, on
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.people.actions import update_organisation
from tests.api.conftest import CallerOf

SINCE = "changes?since=2026-11-16"


def _move(world: World) -> None:
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    owner, first = world.actor("owner"), world.key_results[0]
    with on(date(2026, 11, 9)):
        check_in(owner, first.pk, value=45, confidence=7)
    with on(date(2026, 11, 20)):
        check_in(owner, first.pk, value=50, confidence=7, note="The new index helps.")
        update_key_result(owner, world.key_results[1].pk, target=4.0, reason="It can be faster.")


def _found(answer: Any, what: str, subject: str) -> dict[str, Any]:
    rows = [row for row in answer["items"]
            if (row["what"], row["subject_type"]) == (what, subject)]  # fmt: skip
    assert len(rows) == 1
    return dict(rows[0])


def test_numbers_and_goal_posts_with_their_events(world: World, caller: CallerOf) -> None:
    _move(world)
    viewer = caller("viewer")
    answer = assert_budget("GET changes", lambda: viewer.get(SINCE))
    value = _found(answer, "value", "key_result")
    assert (value["before"], value["after"]) == (45.0, 50.0)
    assert (value["before_words"], value["after_words"]) == ("45\u00a0%", "50\u00a0%")
    assert [event["why"] for event in value["events"]] == ["The new index helps."]
    mean, own = _found(answer, "mean", "cycle"), _found(answer, "score", "objective")
    assert (mean["before"], mean["after"]) == (own["before"], own["after"]) == (0.125, 0.25)
    assert value["events"][0] in own["events"]
    target = _found(answer, "target", "key_result")
    assert (target["before"], target["after"], target["is_goal_post"]) == (5.0, 4.0, True)
    read = viewer.get(f"events/{target['events'][0]['sequence']}")
    assert (read["before"]["target"], read["after"]["target"]) == (5.0, 4.0)
    assert read["why"] == "It can be faster."
    assert read["holds"]
    assert read["fits"]


def test_a_section_and_pages(world: World, caller: CallerOf) -> None:
    _move(world)
    viewer = caller("viewer")
    only = viewer.get(f"{SINCE}&section=goal_posts")["items"]
    assert {row["section"] for row in only} == {"goal_posts"}
    whole = viewer.get(SINCE)["items"]
    paged, address = [], f"{SINCE}&limit=2"
    while address:
        page = viewer.get(address)
        paged += page["items"]
        address = page["next"]
    assert paged == whole


def test_one_objective(world: World, caller: CallerOf) -> None:
    _move(world)
    address = f"objectives/{world.objective.pk}/changes?since=2026-11-16"
    items = caller("viewer").get(address)["items"]
    assert {row["objective_id"] for row in items} == {world.objective.pk}
    assert {row["subject_type"] for row in items} == {"objective", "key_result"}


def test_days_that_make_no_span(world: World, caller: CallerOf) -> None:
    viewer = caller("viewer")
    refused = viewer.refused("GET", "changes?since=2026-11-20&until=2026-11-10")
    assert refused["status"] == 422
    assert refused["errors"][0]["field"] == "since"
    assert viewer.refused("GET", "changes?since=2026-12-24")["status"] == 422
    assert viewer.get("changes") == viewer.get("changes?since=2026-11-17&until=2026-11-24")
    assert viewer.refused("GET", f"{SINCE}&cycle_id=999")["status"] == 404
    assert viewer.get("changes?since=2026-11-24")["items"] == []


def test_what_is_hidden_is_not_there(world: World, caller: CallerOf) -> None:
    _move(world)
    update_objective(world.system, world.objective.pk, visibility="people", reason="Secret.")
    viewer = caller("viewer")
    assert viewer.get(SINCE)["items"] == []
    address = f"objectives/{world.objective.pk}/changes?since=2026-11-16"
    assert viewer.refused("GET", address)["status"] == 404
    newest = Event.objects.filter(organisation=world.organisation, verb="objective.changed")
    number = newest.order_by("-sequence")[0].sequence
    assert viewer.refused("GET", f"events/{number}")["status"] == 404
    assert caller("owner").get(f"events/{number}")["verb"] == "objective.changed"
    assert caller("admin").refused("GET", "events/999999")["status"] == 404
