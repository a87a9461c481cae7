"""Planning by script: frames."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.people.actions import set_lead
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_frames_are_handed_down_listed_and_answered(world: World, caller: CallerOf) -> None:
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    lead, mate = caller("lead"), caller("mate")
    cycle = world.next_cycle()
    ask = {"cycle_id": cycle.pk, "unit_id": world.units["blue"].pk, "goal_id": world.goal.pk}
    made = [lead.send("POST", "frames", {**ask, "title": f"Frame {n}"}) for n in range(5)]
    assert made[0]["state"] == "open"
    assert mate.refused("POST", "frames", {**ask, "title": "Mine"})["status"] == 403
    first = mate.get("frames", cycle_id=cycle.pk, limit=3)
    rest = mate.get("frames", cycle_id=cycle.pk, limit=3, cursor=first["next_cursor"])
    assert [f["id"] for f in first["items"] + rest["items"]] == [f["id"] for f in made]
    assert rest["next_cursor"] is None
    assert mate.get("frames", cycle_id=cycle.pk, unit_id=world.units["green"].pk)["items"] == []

    accepted = mate.send("POST", f"frames/{made[0]['id']}/acceptance", {})
    assert (accepted["state"], accepted["objective_title"]) == ("accepted", "Frame 0")
    reshaped = mate.send(
        "POST",
        f"frames/{made[1]['id']}/reshaping",
        {"title": "Ours", "owner_id": world.people["owner"].pk, "why": "Smaller."},
    )
    assert (reshaped["state"], reshaped["objective_title"]) == ("reshaped", "Ours")
    path = f"frames/{made[2]['id']}/refusal"
    assert mate.refused("POST", path, {"reason": " "})["errors"][0]["field"] == "reason"
    assert mate.send("POST", path, {"reason": "Not now."})["answer"] == "Not now."
    path = f"frames/{made[3]['id']}/withdrawal"
    assert mate.refused("POST", path, {})["status"] == 403
    assert lead.send("POST", path, {"why": "Done."})["state"] == "withdrawn"
    assert lead.get(f"frames/{made[3]['id']}")["answered_by"] == world.people["lead"].name
