"""Goal posts by script: asked, answered, taken back, on record."""

from __future__ import annotations

import json

import pytest

from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.objectives import update_objective
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db

MOVED = {"target": 55, "reason": "Market left"}


def test_a_moved_goal_post_waits_and_is_approved(world: World, caller: CallerOf) -> None:
    owner, lead, path = caller("owner"), caller("lead"), f"key-results/{world.key_results[0].pk}"
    answer = owner("PATCH", path, MOVED)
    assert answer.status_code == 202
    made = json.loads(answer.content)
    one = f"goal-post-requests/{made['id']}"
    assert answer.headers["Location"].endswith(f"/api/v1/{one}")
    assert (made["before"], made["changes"]) == ({"target": 60}, {"target": 55})
    assert made["asked"] == [{"id": world.people["lead"].pk, "name": "Lead Person"}]
    assert owner.get(one) == made
    assert owner.get(path)["target"] == 60
    assert lead.get("goal-post-requests", state="waiting")["items"] == [made]
    blue = world.units["blue"].pk
    assert lead.get("goal-post-requests", unit_id=blue, state="declined")["items"] == []

    owner.send("POST", f"{path}/check-ins", {"value": 49})
    would = lead.get(f"{one}/consequences")
    assert (would["stands"]["raw"], would["then"]["raw"]) == pytest.approx((0.45, 0.6))
    assert (would["stands"]["movement"], would["is_correction"]) == (0, False)
    assert would["objective_score"] == would["objective_score_then"] == 0.225, "late: as locked"
    assert would["then"]["easing"] == would["then"]["movement"] > 0

    assert owner.refused("PUT", f"{one}/answer", {"state": "accepted"})["status"] == 403
    refusal = lead.refused("PUT", f"{one}/answer", {"state": "declined"})
    assert [error["field"] for error in refusal["errors"]] == ["answer"]
    done = lead.send("PUT", f"{one}/answer", {"state": "accepted", "answer": "Fair."})
    assert (done["state"], done["answered_by"], done["asked"]) == ("accepted", "Lead Person", [])
    assert owner.get(path)["target"] == 55
    assert lead.refused("PUT", f"{one}/answer", {"state": "declined", "answer": "No"})["code"] == (
        "answered"
    )
    assert caller("outsider").refused("GET", one)["status"] == 404


def test_who_asked_takes_it_back(world: World, caller: CallerOf) -> None:
    owner, path = caller("owner", "write"), f"objectives/{world.objective.pk}"
    made = owner.send("PATCH", path, {"title": "Customers find it", "reason": "Shorter"})
    one = f"goal-post-requests/{made['id']}"
    assert made["key_result_id"] is None
    assert owner.get(f"{one}/consequences")["then"] is None, "words move no number"
    assert caller("owner", "read").refused("PUT", f"{one}/withdrawal")["status"] == 403
    assert owner.send("PUT", f"{one}/withdrawal")["state"] == "withdrawn"
    assert owner.get(path)["title"] == "Customers find what they came for"


def test_what_cancelling_would_do(world: World, caller: CallerOf) -> None:
    owner, first = caller("owner"), world.key_results[0].pk
    owner.send("POST", f"key-results/{first}/check-ins", {"value": 49})
    asked = owner.send("PUT", f"key-results/{first}/cancellation", {"reason": "Sold."})
    would = owner.get(f"goal-post-requests/{asked['id']}/consequences")
    assert (would["stands"], would["then"], would["is_correction"]) == (None, None, None)
    assert would["objective_score"] == 0.225
    assert would["objective_score_then"] != 0.225


def test_the_ledger_and_the_rate_of_a_unit(world: World, caller: CallerOf) -> None:
    caller("admin").send("PATCH", "organisation", {"goal_posts_need_approval": False})
    owner = caller("owner")
    owner.send("POST", f"key-results/{world.key_results[0].pk}/check-ins", {"value": 50})
    moved = owner.send("PATCH", f"key-results/{world.key_results[0].pk}", MOVED)
    assert (moved["score_original"], moved["score_of_record"]) == (0.5, 0.5)
    assert moved["score"] == pytest.approx(2 / 3)
    objective = owner.get(f"objectives/{world.objective.pk}")
    assert (objective["score"], objective["score_original"]) == (0.25, 0.25)
    assert objective["score_current"] == pytest.approx(1 / 3)

    blue = world.units["blue"].pk
    (line,) = owner.get("goal-post-changes", unit_id=blue, cycle_id=world.cycle.pk)["items"]
    assert (line["direction"], line["is_correction"], line["approved_by"]) == ("eased", False, None)
    assert owner.get(f"objectives/{world.objective.pk}/goal-post-changes")["items"] == [line]
    rate = owner.get("goal-post-rate", unit_id=blue)
    assert (rate["active"], rate["moved"], rate["share"], rate["band"]) == (2, 1, 0.5, "bad")
    assert rate["key_results"][0]["movement"] == pytest.approx(line["movement"])
    assert owner.get("goal-post-rate", as_of="2026-11-01")["moved"] == 0
    assert caller("outsider").get("goal-post-changes")["items"] == []


def test_a_link_that_counts_waits_and_names_what_is_below_to_who_may_read_it(
    world: World, caller: CallerOf
) -> None:
    above = world.add_objective("Works is where people want to buy", unit="works")
    update_objective(world.system, world.objective.pk, visibility="unit")
    for key_result, value in ((above.key_results.get(), 2.5), (world.key_results[0], 40)):
        check_in(world.system, key_result.pk, value=value)
    lead, admin = caller("lead"), caller("admin")
    links = f"objectives/{world.objective.pk}/links"
    body = {"parent_objective_id": above.pk, "kind": "drives_score", "why": "Forgotten"}
    answer = lead("POST", links, body)
    assert answer.status_code == 202
    made = json.loads(answer.content)
    one = f"goal-post-requests/{made['id']}"
    assert (made["objective_id"], made["child_objective_id"]) == (above.pk, world.objective.pk)
    assert made["changes"] == {"link": {"kind": "drives_score", "weight": 1, "own_weight": 1}}
    secret = caller("stranger").get(one)
    assert (secret["child_objective_id"], secret["child_objective_title"]) == (None, None)
    assert "child_id" not in json.dumps(secret)
    would = admin.get(f"{one}/consequences")
    assert (would["objective_score"], would["objective_score_then"]) == (0.25, 0.125)
    admin.send("PUT", f"{one}/answer", {"state": "accepted"})
    (link,) = lead.get(links)["up"]
    path = f"links/{link['link_id']}"
    changed = lead("PATCH", path, {"kind": "aligned", "why": "It only helps"})
    assert changed.status_code == 202
    lead.send("PUT", f"goal-post-requests/{json.loads(changed.content)['id']}/withdrawal")
    gone = lead("DELETE", path, None, why="Another unit does it")
    assert gone.status_code == 202
