"""One cycle from plan to close, by script alone, and every figure as the pages have it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, START, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.objective_page import objective_page
from headway.people.actions import update_organisation
from tests.api.conftest import Caller, CallerOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(caller: CallerOf) -> Caller:
    return caller("lead")


def test_a_cycle_goes_from_plan_to_close(world: World, caller: CallerOf) -> None:
    admin, owner, lead = caller("admin"), caller("owner"), caller("lead")
    cycle = admin.send(
        "POST",
        "cycles",
        {"name": "Late 2026", "starts_on": "2026-11-23", "ends_on": "2026-12-20", "kind": "custom"},
    )
    assert cycle["phase"] == "planning"
    objective = owner.send(
        "POST",
        "objectives",
        {
            "cycle_id": cycle["id"],
            "unit_id": world.units["blue"].pk,
            "title": "Orders leave the same day",
            "owner_id": world.people["owner"].pk,
            "ambition": "committed",
        },
    )
    path = f"objectives/{objective['id']}"
    share = owner.send(
        "POST",
        f"{path}/key-results",
        {
            "title": "Orders shipped the same day",
            "kind": "increase",
            "start": 60,
            "target": 90,
            "measure": "%",
            "owner_id": world.people["owner"].pk,
        },
    )
    steps = owner.send(
        "POST",
        f"{path}/key-results",
        {
            "title": "The new packing line runs",
            "kind": "milestone",
            "owner_id": world.people["mate"].pk,
            "milestones": [{"title": "Ordered"}, {"title": "Running", "weight": 3}],
        },
    )
    assert owner.send("POST", f"{path}/proposal")["state"] == "proposed"
    assert owner.send("DELETE", f"{path}/proposal")["state"] == "draft"
    assert owner.send("POST", f"{path}/proposal")["state"] == "proposed"
    signatures = f"{path}/signatures"
    assert lead.refused("POST", signatures, for_everybody=True)["status"] == 403
    assert lead.send("POST", signatures)["state"] == "proposed"
    assert admin.send("POST", signatures, for_everybody=True)["state"] == "agreed"
    lock = f"cycles/{cycle['id']}/plan-lock"
    assert admin.refused("PUT", lock)["code"] == "confirmation_needed"
    assert admin.send("PUT", lock, confirm=True)["locked_at"] is not None
    running = admin.send("POST", f"cycles/{cycle['id']}/phase-changes", {"phase": "running"})
    assert running["phase"] == "running"

    done = owner.send(
        "POST", f"key-results/{share['id']}/check-ins", {"value": 75, "confidence": 7}
    )
    assert done["key_result"]["raw"] == 0.5
    assert (done["score_before"], done["objective_score_before"]) == (None, None)
    assert done["objective_score"] == 0.5
    ordered = steps["milestones"][0]["id"]
    done = owner.send(
        "POST", f"key-results/{steps['id']}/check-ins", {"milestones_done": [ordered]}
    )
    assert done["key_result"]["raw"] == 0.25
    assert done["objective_score"] == 0.375

    early = admin.refused("POST", f"cycles/{cycle['id']}/phase-changes", {"phase": "review"})
    assert early["code"] == "confirmation_needed"
    preview = admin.get(f"cycles/{cycle['id']}/phase-change-preview", phase="review")
    assert preview["cautions"] == early["cautions"]
    admin.send("POST", f"cycles/{cycle['id']}/phase-changes", {"phase": "review", "confirm": True})
    assert admin.send("POST", f"cycles/{cycle['id']}/undo")["phase"] == "running"
    admin.send("POST", f"cycles/{cycle['id']}/phase-changes", {"phase": "review", "confirm": True})
    refusal = admin.refused("PUT", f"cycles/{cycle['id']}/closure")
    assert refusal["code"] == "objectives_open"
    ending = {
        "outcome": "partly",
        "closing_word": "The line came late.",
        "self_grade": 0.5,
        "grade_comment": "It runs since yesterday.",
    }
    refusal = owner.refused("POST", f"{path}/closure", ending)
    missed = [k["id"] for k in owner.get(path)["key_results"]]
    assert [e["field"] for e in refusal["errors"]] == [f"key_result_{k}_miss" for k in missed]
    grades: list[dict[str, Any]] = [
        {"key_result_id": k, "miss_reason": "The line came late."} for k in missed
    ]
    grades[missed.index(share["id"])]["self_grade"] = 0.5
    closure = owner.send("POST", f"{path}/closure", {**ending, "grades": grades})
    assert (closure["computed_score"], closure["self_grade"]) == (0.375, 0.5)
    graded = {grade["key_result_id"]: grade for grade in closure["grades"]}
    assert graded[share["id"]]["self_grade"] == 0.5
    assert {grade["miss_reason"] for grade in graded.values()} == {"The line came late."}
    assert {grade["decision"] for grade in graded.values()} == {closure["decision"]} == {"close"}
    assert admin.refused("PUT", f"cycles/{cycle['id']}/closure")["code"] == "confirmation_needed"
    closed = admin.send("PUT", f"cycles/{cycle['id']}/closure", confirm=True)
    assert closed["phase"] == "closed"
    assert owner.get(path)["state"] == "closed"


def test_a_self_grade_far_from_the_computed_score_needs_a_word(
    world: World, caller: CallerOf
) -> None:
    refusal = caller("owner").refused(
        "POST", f"objectives/{world.objective.pk}/closure", {"outcome": "missed", "self_grade": 0.9}
    )
    assert [error["field"] for error in refusal["errors"]] == ["grade_comment"]


def test_a_closed_objective_opens_again_with_a_reason(world: World, caller: CallerOf) -> None:
    owner, path = caller("owner"), f"objectives/{world.objective.pk}"
    owner.send("POST", f"{path}/closure", {"outcome": "missed"})
    assert owner.get(f"{path}/closure")["outcome"] == "missed"
    assert owner.refused("DELETE", f"{path}/closure")["status"] == 422
    assert owner.send("DELETE", f"{path}/closure", why="Too early")["state"] == "running"
    assert owner.refused("GET", f"{path}/closure")["status"] == 404


def test_an_answer_holds_the_figures_of_the_page(world: World, caller: CallerOf) -> None:
    """Unrounded and to the last bit: nothing is computed twice."""
    check_in(world.actor("owner"), world.key_results[0].pk, value=47.3, confidence=6)
    check_in(world.actor("owner"), world.key_results[1].pk, value=6.1, confidence=4)
    page = objective_page(world.actor("owner"), world.objective.pk, as_of=TODAY, today=TODAY)
    told = caller("owner").get(f"objectives/{world.objective.pk}")
    listed = caller("owner").get("objectives")["items"][0]
    for answer in (told, listed):
        assert answer["score"] == page.objective.score
        assert answer["coverage"] == page.objective.coverage
        assert answer["expected"] == page.objective.expected
        assert answer["confidence"] == 4
        assert answer["status"]["code"] == page.objective.status.code  # type: ignore[union-attr]  # a judged row
        for row, stored in zip(answer["key_results"], page.objective.key_results, strict=True):
            for name in ("value", "raw", "score", "expected", "confidence"):
                assert row[name] == getattr(stored, name)


def test_any_past_day_can_be_asked_for(world: World, caller: CallerOf) -> None:
    owner = world.actor("owner")
    for weeks, value in ((5, 44), (2, 50), (0, 56)):
        with clock.frozen(NOW - timedelta(weeks=weeks)):
            check_in(owner, world.key_results[0].pk, value=value)
    path = f"key-results/{world.key_results[0].pk}"
    reader = caller("viewer", "read")
    seen = [
        reader.get(path, as_of=(TODAY - timedelta(weeks=weeks)).isoformat())["raw"]
        for weeks in (7, 4, 1)
    ]
    assert seen == [None, 0.2, 0.5]
    assert reader.get(path)["raw"] == 0.8
    before = (START + timedelta(days=1)).isoformat()
    assert reader.get(f"objectives/{world.objective.pk}", as_of=before)["score"] is None


def test_every_score_explains_itself(world: World, caller: CallerOf) -> None:
    check_in(world.actor("owner"), world.key_results[0].pk, value=52)
    viewer = caller("viewer", "read")
    path = f"objectives/{world.objective.pk}"
    explained = viewer.get(f"{path}/explanation")
    assert explained["value"] == viewer.get(path)["score"] == 0.3
    assert [row[0] for row in explained["rows"]] == [k.title for k in world.key_results]
    single = viewer.get(f"key-results/{world.key_results[0].pk}/explanation")
    assert single["value"] == 0.6
    assert single["rule"] == "(52 − 40) / (60 − 40)"
    cycle = f"cycles/{world.cycle.pk}/review"
    mean = viewer.get(f"{cycle}/explanation")
    assert mean["value"] == viewer.get(cycle)["mean_score"] == 0.3
    assert mean["rows"] == [["Green", "0", "0.00"], ["Amber", "0", "0.00"], ["Red", "1", "0.30"]]
    assert mean["total"] == ["Mean 0.30", "1", "0.30"]


def test_a_correction_replaces_and_keeps_what_it_corrects(world: World, caller: CallerOf) -> None:
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}"
    wrong = owner.send("POST", f"{path}/check-ins", {"value": 95})["check_in"]
    right = owner.send(
        "POST", f"{path}/check-ins", {"value": 59, "supersedes_id": wrong["id"], "note": "Typo"}
    )
    assert right["check_in"]["corrects"] == wrong["id"]
    assert right["key_result"]["value"] == 59
    assert owner.get(f"check-ins/{wrong['id']}")["corrected_by"] == right["check_in"]["id"]
    assert [row["value"] for row in owner.get(f"{path}/check-ins")["items"]] == [59, 95]
    again = {"value": 60, "supersedes_id": wrong["id"]}
    refusal = owner.refused("POST", f"{path}/check-ins", again)
    assert refusal["code"] == "already_superseded"


def test_check_ins_come_in_pages_the_newest_first(world: World, caller: CallerOf) -> None:
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}/check-ins"
    for value in (41, 42, 43):
        owner.send("POST", path, {"value": value})
    first = owner.get(path, limit=2)
    rest = owner.get(path, limit=2, cursor=first["next_cursor"])
    values = [row["value"] for row in [*first["items"], *rest["items"]]]
    assert values == [43, 42, 41]
    assert rest["next_cursor"] is None


def test_a_goal_post_moves_with_a_reason_and_stays_on_record(
    world: World, caller: CallerOf
) -> None:
    caller("admin").send("PATCH", "organisation", {"goal_posts_need_approval": False})
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}"
    assert owner.refused("PATCH", path, {"target": 55})["errors"][0]["field"] == "reason"
    assert owner.send("PATCH", path, {"target": 55, "reason": "Market left"})["target"] == 55
    ledger = owner.get(f"objectives/{world.objective.pk}/goal-post-changes")["items"]
    assert [(r["field"], r["before"], r["after"], r["reason"]) for r in ledger] == [
        ("target", 60, 55, "Market left")
    ]


def test_sending_what_is_there_moves_no_goal_post(world: World, caller: CallerOf) -> None:
    """Reading a key result and sending its definition back is no change."""
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}"
    seen = owner.get(path)
    names = ("title", "start", "target", "anchors", "profile", "weight", "kind", "aggregation")
    same = owner.send("PATCH", path, {name: seen[name] for name in names})
    assert same["version"] == seen["version"]


def test_a_cancelled_key_result_keeps_its_score_and_can_go_on(
    world: World, caller: CallerOf
) -> None:
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}"
    owner.send("POST", f"{path}/check-ins", {"value": 52})
    asked = owner("PUT", f"{path}/cancellation", {"reason": "Sold"})
    assert (asked.status_code, json.loads(asked.content)["changes"]) == (202, {"cancelled": True})
    caller("lead").send(
        "PUT", f"goal-post-requests/{json.loads(asked.content)['id']}/answer", {"state": "declined",
        "answer": "Wait."},
    )  # fmt: skip
    update_organisation(world.system, goal_posts_need_approval=False)
    cancelled = owner.send("PUT", f"{path}/cancellation", {"reason": "Sold"})
    assert (cancelled["cancelled_on"], cancelled["score"]) == (TODAY.isoformat(), 0.6)
    assert owner.refused("POST", f"{path}/check-ins", {"value": 53})["status"] == 409
    resumed = owner.send("DELETE", f"{path}/cancellation", reason="Not sold")
    assert resumed["cancelled_on"] is None


def test_what_happened_is_cancelled_and_never_removed(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}"
    assert owner.refused("DELETE", path)["code"] == "cancel_instead"
    assert owner("GET", path).status_code == 200


def test_a_circle_of_links_is_refused_with_the_way_round(world: World, caller: CallerOf) -> None:
    lead = caller("lead")
    child = world.add_objective("Search finds synonyms")
    made = lead.send(
        "POST", f"objectives/{child.pk}/links", {"parent_objective_id": world.objective.pk}
    )
    assert (made["kind"], made["title"]) == ("objective", world.objective.title)
    refusal = lead.refused(
        "POST", f"objectives/{world.objective.pk}/links", {"parent_objective_id": child.pk}
    )
    assert refusal["errors"][0]["code"] == "circle"
    assert "Search finds synonyms" in refusal["detail"]
    links = lead.get(f"objectives/{world.objective.pk}/links")
    assert [link["id"] for link in links["down"]] == [child.pk]
    lead.send("DELETE", f"links/{made['link_id']}")
    links = lead.get(f"objectives/{child.pk}/links")
    assert (links["up"], links["down"], links["hidden"]) == ([], [], 0)


def test_a_link_says_what_it_does_to_numbers_and_moves_them(world: World, caller: CallerOf) -> None:
    update_organisation(world.system, goal_posts_need_approval=False)
    lead, child = caller("lead"), world.add_objective("Search finds synonyms")
    for objective, value in ((child, 2), (world.objective, 50)):
        measured = objective.key_results.order_by("pk")[0]
        lead.send("POST", f"key-results/{measured.pk}/check-ins", {"value": value})
    made = lead.send(
        "POST",
        f"objectives/{child.pk}/links",
        {
            "parent_objective_id": world.objective.pk, "kind": "drives_score", "weight": 3,
            "why": "It is a part of it.",
        },
    )  # fmt: skip
    assert (made["link_kind"], made["weight"], made["part"]) == ("drives_score", 3, 0.75)
    assert made["way"] == "within"
    assert made["explanation"]["value"] == pytest.approx((0.25 + 3 * 0.2) / 4)
    above = lead.get(f"objectives/{world.objective.pk}/links")
    assert above["own_part"] == 0.25
    assert [link["influence"] for link in above["down"]] == [0.75]
    assert above["score"] == lead.get(f"objectives/{world.objective.pk}/explanation")
    assert above["worst"]["objective_id"] == child.pk
    path, plain = f"links/{made['link_id']}", {"kind": "aligned"}
    assert lead.refused("PATCH", path, plain)["errors"][0]["field"] == "why"
    assert lead.refused("DELETE", path)["errors"][0]["field"] == "why"
    changed = lead.send("PATCH", path, {**plain, "why": "It only helps."})
    assert (changed["link_kind"], changed["part"]) == ("aligned", None)
    assert lead.get(f"objectives/{world.objective.pk}")["score"] == pytest.approx(0.25)
    refusal = lead.refused("PATCH", path, {"kind": "contributes_value"})
    assert refusal["errors"][0]["code"] == "needs_key_result"


def test_objectives_are_found_by_what_people_ask_for(world: World, caller: CallerOf) -> None:
    world.add_objective("Green grows", unit="green")
    reader = caller("viewer", "read")

    def titles(**query: Any) -> list[str]:
        return [row["title"] for row in reader.get("objectives", **query)["items"]]

    blue, green = world.objective.title, "Green grows"
    assert titles(cycle_id=world.cycle.pk) == [blue, green]
    assert titles(unit_id=world.units["green"].pk) == [green]
    assert titles(unit_id=world.units["works"].pk) == [blue, green]
    assert titles(q="minutes until") == [blue]
    assert titles(state="draft") == []
    assert titles(owner_id=world.people["mate"].pk) == []


def test_the_review_is_the_cycles_own_figures(world: World, caller: CallerOf) -> None:
    check_in(world.actor("owner"), world.key_results[0].pk, value=60)
    world.add_objective("Green grows", unit="green")
    reader = caller("viewer", "read")
    whole = reader.get(f"cycles/{world.cycle.pk}/review")
    assert (whole["objectives"], whole["scored"], whole["mean_score"]) == (2, 1, 0.5), (
        "one is not read"
    )
    assert sum(whole["bands"].values()) == 2
    assert sum(whole["key_results_by_status"].values()) == 3
    green = reader.get(f"cycles/{world.cycle.pk}/review", unit_id=world.units["green"].pk)
    assert (green["objectives"], green["mean_score"]) == (1, None)


def test_work_is_added_and_done_without_moving_progress(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}"
    work = owner.send("POST", f"{path}/initiatives", {"title": "Index", "due_on": "2026-12-01"})
    done = owner.send("PUT", f"initiatives/{work['id']}/state", {"state": "done"})
    assert done["done_on"] == TODAY.isoformat()
    assert owner.get(f"{path}/initiatives")["items"] == [done]
    assert owner.get(path)["raw"] is None


def test_an_archived_objective_leaves_the_list_and_comes_back(
    world: World, caller: CallerOf
) -> None:
    owner = caller("owner")
    body = {"title": "Maybe", "cycle_id": world.cycle.pk, "owner_id": world.people["owner"].pk}
    draft = owner.send("POST", "objectives", {**body, "unit_id": world.units["blue"].pk})
    path = f"objectives/{draft['id']}"
    assert owner.send("PUT", f"{path}/archive")["archived_at"] is not None
    assert draft["id"] not in [row["id"] for row in owner.get("objectives")["items"]]
    assert owner.send("DELETE", f"{path}/archive")["archived_at"] is None


def test_a_reading_before_the_cycle_is_refused(world: World, caller: CallerOf) -> None:
    refusal = caller("owner").refused(
        "POST",
        f"key-results/{world.key_results[0].pk}/check-ins",
        {"value": 50, "effective_on": date(2026, 10, 4)},
    )
    assert refusal["errors"][0]["code"] == "before_cycle"


def test_the_answer_of_a_check_in_is_what_the_page_shows(world: World, caller: CallerOf) -> None:
    """Due periods without a reading count in both, not only once somebody reads again."""
    held = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        owner_id=world.people["owner"].pk,
        title="Held",
        kind="stay_above",
        target=98.0,
        reason="Needed",
    ).key_result
    KeyResult.objects.filter(pk=held.pk).update(added_on=None)
    owner = caller("owner")
    said = owner.send(
        "POST", f"key-results/{held.pk}/check-ins", {"value": 99, "effective_on": "2026-10-10"}
    )
    shown = owner.get(f"objectives/{world.objective.pk}")
    assert said["key_result"]["score"] < 1
    assert said["objective_score"] == shown["score"]


def test_a_check_in_answers_with_every_score_it_moved(world: World, caller: CallerOf) -> None:
    above = world.add_objective("Works is where people want to buy", unit="works")
    link_objective(
        world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score",
        weight=1.0,
    )  # fmt: skip
    check_in(world.system, above.key_results.get().pk, value=0)
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}/check-ins"
    said = owner.send("POST", path, {"value": 52})
    [moved] = said["moved"]
    assert (moved["objective_id"], moved["before"]) == (above.pk, 0.0)
    assert moved["now"] == owner.get(f"objectives/{above.pk}")["score"]
    somebody = world.people["admin"].pk
    Objective.objects.filter(pk=above.pk).update(visibility="people", owner_id=somebody)
    KeyResult.objects.filter(objective=above).update(owner_id=somebody)
    said = owner.send("POST", path, {"value": 54})
    assert (said["moved"], said["moved_hidden"]) == ([], 1)


def test_a_cycle_is_put_under_a_year_and_taken_out(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    days = {"starts_on": "2026-01-01", "ends_on": "2027-01-31", "kind": "year"}
    year = admin.send("POST", "cycles", {"name": "2026", **days})
    path = f"cycles/{world.cycle.pk}"
    assert admin.send("PATCH", path, {"parent_id": year["id"]})["parent_id"] == year["id"]
    assert admin.send("PATCH", path, {"name": "Q4"})["parent_id"] == year["id"]
    assert admin.send("PATCH", path, {"parent_id": None})["parent_id"] is None
