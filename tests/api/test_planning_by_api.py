"""Planning by script: frames."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.people.actions import set_lead, update_organisation
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


def test_a_plan_is_read_acknowledged_published_and_compared(world: World, caller: CallerOf) -> None:
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    mate, owner, stranger = caller("mate"), caller("owner"), caller("stranger")
    blue, cycle = world.units["blue"].pk, world.cycle.pk
    board = mate.get(f"units/{blue}/planning-board", cycle_id=cycle)
    assert board["cost_explanation"]["value"] == board["check_in_hours"] > 0
    assert board["bottom_up_explanation"]["value"] == board["bottom_up_share"]
    assert [step["code"] for step in board["steps"] if not step["is_done"]] == [
        "findings",
        "publish",
    ]
    orphan = next(f for f in board["objectives"][0]["findings"] if f["code"] == "ORPHAN")
    ask = {"unit_id": blue, "cycle_id": cycle, "mark": orphan["mark"]}
    assert stranger.refused("POST", "finding-acknowledgements", ask)["status"] == 403
    kept = owner.send("POST", "finding-acknowledgements", {**ask, "note": "Local work."})
    assert (kept["rule"], kept["note"]) == ("ORPHAN", "Local work.")
    owner.send("DELETE", f"finding-acknowledgements/{kept['id']}")

    new = {"unit_id": blue, "cycle_id": cycle, "note": "Ours."}
    assert owner.refused("POST", "published-plans", new)["status"] == 403
    assert mate.refused("POST", "published-plans", new)["errors"][0]["field"] == "acknowledge"
    plan = mate.send("POST", "published-plans", {**new, "acknowledge": True})
    assert (plan["number"], plan["hidden"]) == (1, 0)
    assert mate.refused("POST", "published-plans", new)["status"] == 409
    listed = stranger.get("published-plans", unit_id=blue, cycle_id=cycle)["items"]
    assert [(row["number"], row["is_baseline"]) for row in listed] == [(1, False)]

    part = plan["objectives"][0]["key_results"][0]
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    owner.send("PATCH", f"key-results/{part['id']}", {"target": 55, "reason": "A short season."})
    found = stranger.get(f"published-plans/{plan['id']}/changes")["changes"]
    field = found[0]["key_results"][0]["fields"][0]
    assert (field["label"], field["before"], field["after"]) == ("target", "60", "55")
    assert field["reason"] == "A short season."
    again = mate.send("POST", "published-plans", {**new, "acknowledge": True})
    path = f"published-plans/{plan['id']}/changes"
    assert len(stranger.get(path, against_id=again["id"])["changes"]) == 1


def test_the_alignment_is_read_and_a_duplicate_merged(world: World, caller: CallerOf) -> None:
    lead = caller("lead")
    cycle, _frame = world.add_frame()
    root = world.units["root"].pk
    made = [
        lead.send(
            "POST",
            "objectives",
            {
                "title": title,
                "cycle_id": cycle.pk,
                "unit_id": root,
                "owner_id": world.people["lead"].pk,
            },
        )
        for title in ("Shelves are never empty", "Shelves never are empty")
    ]
    found = lead.get(f"units/{root}/alignment")
    assert found["cycle_id"] == cycle.pk
    assert [row["state"] for row in found["lines"][0]["frames"]] == ["open"]
    assert [row["subject_id"] for row in found["duplicates"]] == [made[1]["id"]]
    gone = lead.send("POST", f"objectives/{made[1]['id']}/merger", {"into_id": made[0]["id"]})
    assert gone["id"] == made[1]["id"]
    assert lead.get(f"units/{root}/alignment")["duplicates"] == []
    path = f"objectives/{made[0]['id']}/carry-overs"
    assert lead.refused("POST", path, {"cycle_id": cycle.pk})["code"] == "not_carried"
