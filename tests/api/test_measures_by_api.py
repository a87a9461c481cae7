"""Kinds, health metrics, statuses by hand and several check-ins: the API does what pages do."""

from __future__ import annotations

from headway.kit.testing.world import World
from headway.okrs.models import CheckIn, KeyResult
from headway.people.actions import update_organisation
from tests.api.conftest import CallerOf


def test_a_baseline_a_rhythm_and_a_health_metric_are_made(world: World, caller: CallerOf) -> None:
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    lead = caller("lead")
    address = f"objectives/{world.objective.pk}/key-results"
    owner_id = world.people["owner"].pk
    made = lead.send("POST", address, {
        "title": "How long it takes", "kind": "baseline", "n_min": 8, "cadence": "days:10",
        "owner_id": owner_id, "reason": "Nobody knows.",
    })  # fmt: skip
    assert (made["n_min"], made["cadence"]) == (8, "days:10")
    limits = {"title": "Refunds", "target": 2.0, "is_health": True, "owner_id": owner_id}
    health = lead.send(
        "POST", address, limits | {"kind": "stay_below", "fail": 4.0, "paired_with_id": made["id"]}
    )
    assert health["paired_with_id"] == made["id"]
    problem = lead.refused("POST", address, limits | {"kind": "increase", "start": 0.0})
    assert problem["errors"][0]["field"] == "kind"
    lead.refused("PATCH", f"key-results/{made['id']}", {"cadence": "days:0"})


def test_a_status_is_set_by_hand_listed_and_taken_back(world: World, caller: CallerOf) -> None:
    owner, key = caller("owner"), world.key_results[0].pk
    one, by_hand = f"key-results/{key}", f"key-results/{key}/status-override"
    owner.send("POST", f"{one}/check-ins", {"value": 41.0, "confidence": 6})
    said = {"status": "watch", "reason": "It comes on Friday."}
    assert owner.send("PUT", by_hand, said)["computed"] == "off_track"
    status = owner.get(one)["status"]
    assert (status["code"], status["over"], status["source"]) == ("watch", "off_track", "override")
    owner.send("DELETE", by_hand)
    assert owner.get(one)["status"]["over"] is None
    kept = owner.get(f"{one}/status-overrides")
    assert [row["ended_on"] is not None for row in kept] == [True]
    assert caller("mate").refused("PUT", by_hand, said)["status"] == 403


def test_several_check_ins_are_all_kept_or_none(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    first, second = (key_result.pk for key_result in world.key_results)
    address = f"objectives/{world.objective.pk}/check-ins"
    good = {"key_result_id": first, "value": 52.0, "confidence": 6}
    bad = {"key_result_id": second, "total": 3.0}
    problem = owner.refused("POST", address, {"check_ins": [good, bad]})
    assert problem["errors"][0]["field"] == f"{second}-total"
    assert CheckIn.objects.count() == 0
    both = [good, {"key_result_id": second, "value": 6.0}]
    done = owner.send("POST", address, {"check_ins": both, "effective_on": "2026-11-20"})
    assert [row["effective_on"] for row in done] == ["2026-11-20"] * 2
    assert KeyResult.objects.get(pk=first).value == 52
