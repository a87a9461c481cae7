"""Reviews and planning sessions by script."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.world import World, on
from headway.rituals.actions import cards, rooms
from headway.rituals.models import Meeting
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_a_review_is_begun_walked_and_spoken_in(world: World, caller: CallerOf) -> None:
    with on(date(2026, 12, 28)):
        owner, mate = caller("owner"), caller("mate")
        ask = {
            "kind": "review", "unit_id": world.units["blue"].pk, "cycle_id": world.cycle.pk
        }  # fmt: skip
        begun = owner.send("POST", "sessions", ask)
        assert (begun["state"], begun["stage"]) == ("open", "scores")
        assert mate.send("POST", "sessions", ask)["id"] == begun["id"]
        rooms.next_stage(world.actor("owner"), begun["id"])
        at = f"meetings/{begun['id']}"
        keys = [stop["key_result_id"] for stop in mate.get(f"{at}/walk")["stops"]]
        assert keys == [one.pk for one in world.key_results]
        said = {"self_grade": 0.3, "comment": "Late.", "version": 0}
        owner.send("PUT", f"key-results/{keys[1]}/assessment", said)
        assert mate.refused("PUT", f"key-results/{keys[1]}/assessment", said)["status"] == 403
        assert owner.refused("PUT", f"key-results/{keys[1]}/assessment", said)["status"] == 412
        moved = owner.send("PUT", f"{at}/focus", {"focus": f"key_result-{keys[1]}"})
        assert moved["focus"] == f"key_result-{keys[1]}"
        assert moved["stops"][1]["self_grade"] == 0.3
        objective = f"objectives/{world.objective.pk}"
        owner.send("PUT", f"{objective}/assessment", {"decision": "drop"})
        rows = mate.get(f"{objective}/assessment")
        assert [row["decision"] for row in rows] == ["drop", None, None]
        closed = owner.send(
            "POST", f"{objective}/closure", {"outcome": "missed", "as_assessed": True}
        )
        assert [grade["self_grade"] for grade in closed["grades"]] == [None, 0.3]


def test_a_session_is_cut_to_drafts_and_voted_on(world: World, caller: CallerOf) -> None:
    owner, mate = caller("owner"), caller("mate")
    ask = {"kind": "planning", "unit_id": world.units["blue"].pk}
    begun = owner.send("POST", "sessions", {**ask, "cycle_id": world.next_cycle().pk})
    meeting = Meeting.objects.get(pk=begun["id"])
    rooms.move_to_stage(world.actor("owner"), meeting.pk, 2)
    cards.write_card(world.actor("owner"), meeting.pk, column="drafts", text="Found at once")
    cards.reveal_cards(world.actor("owner"), meeting.pk)
    group = meeting.groups.get()
    at = f"meetings/{meeting.pk}"
    assert owner.refused("POST", f"{at}/cut", {"group_ids": [group.pk]})["status"] == 409
    for name in ("owner", "mate"):
        cards.vote_for(world.actor(name), meeting.pk, group.pk, 1)
    cards.count_votes(world.actor("owner"), meeting.pk)
    made = owner.send("POST", f"{at}/cut", {"group_ids": [group.pk]})["objective_ids"]
    assert mate.get(f"objectives/{made[0]}")["title"] == "Found at once"
    rooms.move_to_stage(world.actor("owner"), meeting.pk, 6)
    said = {"votes": [{"objective_id": made[0], "value": 3}]}
    found = mate.send("PUT", f"{at}/plan-confidence", said)
    assert (found["is_counted"], found["objectives"][0]["mine"]) == (False, 3)
    assert owner.get(f"{at}/plan-confidence")["objectives"][0]["counts"] == []
    counted = owner.send("PUT", f"{at}/plan-confidence/count")
    assert counted["objectives"][0]["mean"] == 3
    assert owner.send("DELETE", f"{at}/plan-confidence/count")["is_counted"] is False


@pytest.mark.parametrize(("kind", "kept"), [("review", "Scores"), ("planning", "Not now")])
def test_what_is_closed_by_script_keeps_its_minutes(
    world: World, caller: CallerOf, kind: str, kept: str
) -> None:
    """As in the room: nobody can ask for the numbers of that day later."""
    with on(date(2026, 12, 28)):
        owner, cycle = caller("owner"), world.cycle if kind == "review" else world.next_cycle()
        ask = {"kind": kind, "unit_id": world.units["blue"].pk, "cycle_id": cycle.pk}
        meeting = Meeting.objects.get(pk=owner.send("POST", "sessions", ask)["id"])
        if kind == "planning":
            rooms.move_to_stage(world.actor("owner"), meeting.pk, 2)
            cards.write_card(world.actor("owner"), meeting.pk, column="drafts", text="At once")
            cards.reveal_cards(world.actor("owner"), meeting.pk)
        owner.send("POST", f"meetings/{meeting.pk}/steps", {"do": "close"})
        found = owner.get(f"meetings/{meeting.pk}/minutes")["sections"]
        assert kept in [section["title"] for section in found]
