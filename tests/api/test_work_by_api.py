"""Work, previews and closing by the API: what the pages do with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import cancel_key_result, resume_key_result
from headway.okrs.models import CheckIn, Initiative, KeyResult, Objective
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_work_is_read_and_changed_in_one_step(world: World, caller: CallerOf) -> None:
    owner, mate = caller("owner"), world.people["mate"].pk
    path = f"key-results/{world.key_results[0].pk}/initiatives"
    answer = owner("POST", path, {"title": "Index", "due_on": "2026-12-01"})
    one = f"initiatives/{Initiative.objects.get().pk}"
    assert answer.headers["Location"].endswith(f"/api/v1/{one}")
    found = owner.get(one)
    assert (found["state"], found["owner_id"], found["due_on"]) == ("open", None, "2026-12-01")
    changed = owner.send("PATCH", one, {"owner_id": mate, "state": "done"})
    assert (changed["owner_name"], changed["done_on"]) == ("Mate Person", "2026-11-24")
    assert (changed["title"], changed["due_on"]) == ("Index", "2026-12-01"), "the rest stays"
    assert owner.send("PATCH", one, {"due_on": None})["due_on"] is None
    assert owner.refused("PATCH", one, {"title": " "})["errors"][0]["field"] == "title"
    assert caller("mate").refused("PATCH", one, {"title": "Else"})["status"] == 403
    tag = owner("GET", one).headers["ETag"]
    owner.send("PATCH", one, {"title": "Search index"})
    assert owner("PATCH", one, {"title": "Index"}, headers={"If-Match": tag}).status_code == 412


def test_a_preview_gives_what_the_check_in_then_gives(world: World, caller: CallerOf) -> None:
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}"
    owner.send("POST", f"{path}/check-ins", {"value": 44, "confidence": 8})
    reader = caller("viewer", "read")
    found = reader.get(f"{path}/check-in-preview", value=50, confidence=4)
    assert (found["before"], found["after"], found["needs_note"]) == (0.2, 0.5, True)
    assert CheckIn.objects.count() == 1, "nothing is stored"
    done = owner.send("POST", f"{path}/check-ins", {"value": 50, "confidence": 4, "note": "Late."})
    assert (done["key_result"]["raw"], done["key_result"]["status"]) == (
        found["after"], found["status"],
    )  # fmt: skip
    assert reader.get(f"{path}/check-in-preview", value=62)["is_surprising"]


def test_a_preview_refuses_what_a_check_in_would_refuse(world: World, caller: CallerOf) -> None:
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}/check-in-preview"
    assert owner.refused("GET", path)["errors"][0]["code"] == "required"
    assert owner.refused("GET", f"{path}?milestones_done=1")["errors"][0]["code"] == "not_used"
    assert owner.refused("GET", f"{path}?value=nan")["status"] == 422
    assert caller("outsider").refused("GET", f"{path}?value=1")["status"] == 404


@pytest.mark.parametrize(
    "given",
    [
        {"value": 50, "effective_on": "2026-12-24"},
        {"value": 50, "effective_on": "2026-10-01"},
        {"value": 50, "supersedes_id": 999},
        {"total": 50},
        {"value": 50, "total": 60},
    ],
    ids=["tomorrow", "before the cycle", "corrects nothing", "no total", "value and total"],
)
def test_a_preview_refuses_in_the_same_words(
    world: World, caller: CallerOf, given: dict[str, Any]
) -> None:
    owner, path = caller("owner"), f"key-results/{world.key_results[0].pk}"
    seen = owner.refused("GET", f"{path}/check-in-preview", **given)
    told = owner.refused("POST", f"{path}/check-ins", given)
    names = ("status", "code", "detail")
    assert [seen[name] for name in names] == [told[name] for name in names]
    assert seen.get("errors") == told.get("errors")


def test_a_preview_of_what_takes_no_check_in_is_refused(world: World, caller: CallerOf) -> None:
    owner, key_result = caller("owner"), world.key_results[0].pk
    path = f"key-results/{key_result}/check-in-preview?value=50"
    cancel_key_result(world.system, key_result, reason="Enough.")
    assert owner.refused("GET", path)["code"] == "key_result_cancelled"
    resume_key_result(world.system, key_result, reason="Not yet.")
    close_objective(world.system, world.objective.pk, outcome="partly")
    assert owner.refused("GET", path)["code"] == "objective_closed"


def test_a_preview_of_a_correction_holds_on_the_day_of_what_it_corrects(
    world: World, caller: CallerOf
) -> None:
    """A newer reading stays the latest one."""
    key_result = world.key_results[0].pk
    with clock.frozen(NOW - timedelta(days=7)):
        wrong = check_in(world.system, key_result, value=45).check_in.pk
    check_in(world.system, key_result, value=50)
    owner, path = caller("owner"), f"key-results/{key_result}"
    given = {"value": 42, "supersedes_id": wrong}
    found = owner.get(f"{path}/check-in-preview", **given)
    done = owner.send("POST", f"{path}/check-ins", given)
    assert found["after"] == done["key_result"]["raw"] == 0.5


def test_a_preview_adds_up_where_entries_do(world: World, caller: CallerOf) -> None:
    key_result = world.key_results[0]
    KeyResult.objects.filter(pk=key_result.pk).update(aggregation="sum", start=0.0, target=100.0)
    check_in(world.system, key_result.pk, value=30)
    path = f"key-results/{key_result.pk}/check-in-preview"
    found = caller("viewer", "read").get(path, total=50)
    assert (found["total"], found["after"]) == (50.0, 0.5)


def test_what_needs_no_words_is_closed_in_one_step(world: World, caller: CallerOf) -> None:
    committed = world.add_objective("Committed", unit="green")
    Objective.objects.filter(pk=committed.pk).update(ambition="committed")
    path, blue = f"cycles/{world.cycle.pk}/closures", world.units["blue"].pk
    owner = caller("owner")
    listed = owner.get(path)["items"]
    assert {row["objective"]["title"]: row["closes_by_itself"] for row in listed} == {
        world.objective.title: True, "Committed": False,
    }  # fmt: skip
    (owed,) = [row for row in listed if row["to_explain"]]
    assert (owed["outcome"], owed["objective"]["id"]) == ("missed", committed.pk)
    first = owner.get(path, limit=1)
    assert first["items"] == listed[:1]
    assert owner.get(path, limit=1, cursor=first["next_cursor"])["items"] == listed[1:]

    assert caller("stranger").send("POST", path, {}) == {"closed": [], "left": 2}
    assert caller("owner", "read").refused("POST", path, {})["status"] == 403
    done = owner.send("POST", path, {"unit_id": blue})
    assert done == {"closed": [world.objective.pk], "left": 0}
    assert owner.get(f"objectives/{world.objective.pk}")["state"] == "closed"
