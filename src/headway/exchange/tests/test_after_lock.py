"""A file that moves the goal posts of a locked plan: by whom nobody has to approve, with a line in
the ledger; by whom somebody has to, not at all; and what no page would do is refused to all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml

from headway.exchange.actions import commit_import
from headway.exchange.actions.undo import undo_import
from headway.exchange.tests.helpers import dump, imported
from headway.exchange.tests.test_moved_about import Fields, guard, objective, result
from headway.kit.problems import Conflict
from headway.kit.testing.world import World, on
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.models import Cycle, GoalPostChange, GoalPostRequest
from headway.people.access import Actor

pytestmark = pytest.mark.django_db

DRIVES = {"to": "O1", "kind": "drives_score"}
GIVES = {"to": "K1", "kind": "contributes_value", "from": "K2", "share": 0.5}
STEPS = {"metric": {"metric_type": "milestone"}, "milestones": ["Pilot", "Roll-out"]}
KEPT = result("K4", **STEPS)


def bring(actor: Actor, *objectives: Fields, cycle: str = "Winter", **dates: str) -> dict[str, Any]:
    """The report of bringing in objectives of a cycle that runs and is locked."""
    cycles = [{"id": "Winter", "start": "2026-10-05", "end": "2027-01-03", **dates}]
    file = {
        "schema": "okr-research/1",
        "organisation": {"id": "aster", "name": "Aster"},
        "cycles": cycles if cycle == "Winter" else [*cycles, {**cycles[0], "id": cycle}],
        "objectives": list(objectives),
    }
    content = yaml.safe_dump(file, sort_keys=False).encode()
    run = commit_import(actor, content, "sample.yaml")
    return {**run.report, "id": run.pk}


def first(world: World, **more: Any) -> tuple[Fields, Fields, Fields]:
    """Three objectives as they were agreed: 0.5, 0.2 and nothing read."""
    found = (
        objective("O1", result("K1"), KEPT),
        objective("O2", result("K2"), **more),
        objective("O3", result("K3"), parents=[{"to": "O2"}]),
    )
    bring(world.system, *found)
    for key, value in (("K1", 5), ("K2", 2)):
        check_in(world.system, imported("key_result", key).pk, value=value)
    return found


Edit = Callable[[Fields, Fields], tuple[Fields, Fields]]

MOVES: dict[str, tuple[Edit, str, str]] = {
    "a link that is new": (lambda one, two: (one, {**two, "parents": [DRIVES]}), "O1", "link"),
    "a value handed on": (lambda one, two: (one, {**two, "parents": [GIVES]}), "O1", "link"),
    "a weight of one's own": (lambda one, two: ({**one, "own_weight": 3}, two), "O1", "own_weight"),
    "a key result that is new": (
        lambda one, two: ({**one, "key_results": [*one["key_results"], result("K9")]}, two),
        "O1", "added",
    ),
    "a key result that is cancelled": (
        lambda one, two: ({**one, "key_results": [result("K1", status="dropped"), KEPT]}, two),
        "O1", "cancelled",
    ),
    "milestones": (
        lambda one, two: (
            {**one, "key_results": [result("K1"), {**KEPT, "milestones": ["Pilot", "All"]}]}, two
        ),
        "O1", "milestones",
    ),
    "a target": (
        lambda one, two: (
            one, objective("O2", {**result("K2"), "metric": {"metric_type": "count", "start": 0,
                                                             "target": 8, "unit": "boats"}}),
        ),
        "O2", "target",
    ),
    "words": (lambda one, two: (one, {**two, "title": "All boats"}), "O2", "title"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "of", "field"), MOVES.values(), ids=MOVES)
def test_what_moves_stands_in_the_ledger_and_goes_with_the_import(world, edit, of, field):
    one, two, three = first(world)
    before = dump(without_stamps=True)
    score = imported("objective", of).score
    report = bring(world.system, *edit(one, two), three)
    assert report["rejected"] == []
    line = GoalPostChange.objects.get(objective=imported("objective", of))
    assert (line.field, line.reason) == (field, "Imported from sample.yaml")
    if field in ("link", "added", "cancelled"):
        told = (line.before["objective_score"], line.after["objective_score"])
        assert told == (score, imported("objective", of).score)
    if field == "added":
        assert imported("key_result", "K9").added_on == date(2026, 11, 24)
    undo_import(world.system, report["id"])
    assert dump(without_stamps=True) == before


@pytest.mark.parametrize(("edit", "of", "field"), MOVES.values(), ids=MOVES)
def test_where_somebody_approves_it_stays_out_and_the_sentence_says_what_to_do(
    world, edit, of, field
):
    one, two, three = first(world)
    before = dump(without_stamps=True)
    report = bring(world.actor("admin"), *edit(one, two), three)
    (refused,) = report["rejected"]
    assert "a lead above approves what moves" in refused["why"]
    assert "Ask for it on its page" in refused["why"]
    read = "okrs.CheckIn"  # that one was dropped is a reading too, which moves no goal post
    now = dump(without_stamps=True)
    assert {**now, read: []} == {**before, read: []}


def test_what_was_approved_meanwhile_is_found_as_the_file_has_it(world):
    one, two, three = first(world)
    edit = MOVES["a target"][0]
    key_result = imported("key_result", "K2")
    asked = update_key_result(world.actor("admin"), key_result.pk, target=8.0, reason="Fog.")
    assert isinstance(asked, GoalPostRequest)
    approve_goal_post(world.actor("lead"), asked.pk)
    report = bring(world.actor("admin"), *edit(one, two), three)
    assert (report["rejected"], report["unchanged"]["key_results"]) == ([], 4)


def test_an_aligned_link_a_guard_and_a_new_objective_wait_for_nobody(world):
    one, two, _three = first(world)
    more = {**one, "key_results": [*one["key_results"], guard("H", guards="K1")]}
    new = objective("O4", result("K5", weight=2), parents=[{"to": "O1"}])
    report = bring(world.actor("admin"), more, two, new)
    assert report["rejected"] == []
    assert not GoalPostChange.objects.exists()


def test_one_step_up_and_what_stands_above_it_both_say_so(world):
    one, two, three = first(world, parents=[DRIVES])
    bring(world.system, one, two, {**three, "parents": [{"to": "O2", "kind": "drives_score"}]})
    assert list(GoalPostChange.objects.values_list("objective__title", "field")) == [
        ("All boats O2", "link")
    ], "nobody has read it, so nothing has moved further up"
    check_in(world.system, imported("key_result", "K3").pk, value=8)
    GoalPostChange.objects.all().delete()
    weighs = {"to": "O2", "kind": "drives_score", "weight": 3}
    bring(world.system, one, two, {**three, "parents": [weighs]})
    assert list(GoalPostChange.objects.values_list("objective__title", "field")) == [
        ("All boats O2", "link"), ("All boats O1", "below"),
    ]  # fmt: skip


class TestWhatNoPageWouldDo:
    """Refused to the command line too."""

    def refused(self, world: World, *objectives: Fields, **more: str) -> str:
        before = dump()
        (one,) = bring(world.system, *objectives, **more)["rejected"]
        assert dump() == before
        return str(one["why"])

    def test_the_dates_of_a_locked_cycle(self, world):
        why = self.refused(world, *first(world), end="2027-01-10")
        assert why == "The plan of Winter is locked here: its dates stay as agreed."

    def test_a_key_result_that_goes_elsewhere(self, world):
        _one, two, three = first(world)
        moved = objective("O2", *two["key_results"], result("K1"))
        why = self.refused(world, objective("O1", KEPT), moved, three)
        assert "a key result stays where it was promised" in why

    def test_an_objective_that_goes_to_another_cycle(self, world):
        one, two, three = first(world)
        bring(world.system, one, two, three, cycle="Spring")
        moved = {**two, "cycle": "Spring"}
        before = dump()
        (refused,) = bring(world.system, one, moved, three, cycle="Spring")["rejected"]
        assert dump() == before
        assert "Close it as dropped, or carry it over." in refused["why"]


def test_what_was_brought_in_before_the_lock_is_not_taken_out_after_it(world):
    with on(date(2026, 10, 12)):
        one, two, three = (
            objective("O1", result("K1")), objective("O2", result("K2")),
            objective("O3", result("K3")),
        )  # fmt: skip
        bring(world.system, one, two, three)
        run = bring(world.system, {**one, "own_weight": 2}, {**two, "parents": [DRIVES]}, three)
    with pytest.raises(Conflict, match="the plan of “All boats O1” was locked"):
        undo_import(world.system, run["id"])
    Cycle.objects.update(plan_lock_on=date(2026, 12, 20))
    undo_import(world.system, run["id"])


def test_a_file_that_closes_an_objective_settles_what_waits(world):
    one = objective("O1", result("K1"))
    bring(world.system, one)
    asked = update_key_result(
        world.actor("admin"), imported("key_result", "K1").pk, weight=3.0, reason="It matters."
    )
    assert asked is not None
    bring(world.system, {**one, "status": "missed", "score": 0.4})
    assert imported("objective", "O1").state == "closed"
    asked.refresh_from_db()
    assert asked.state == "declined"
