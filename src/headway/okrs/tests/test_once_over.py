"""What is closed, cancelled or archived stays as it was, and nothing that was written is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.kit.testing.world import World
from headway.okrs.actions import links
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective, reopen_objective
from headway.okrs.actions.key_results import add_key_result, cancel_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, KeyResult, Objective, ObjectiveLink
from headway.okrs.queries import doors
from headway.people.access import Actor
from headway.people.actions import archive_unit
from headway.rituals.actions.plans import publish_plan


def contributing(world: World) -> tuple[Objective, KeyResult, KeyResult]:
    """An objective whose key result receives the value of another's: the first, its key result and
    the one that contributes."""
    above, below = world.add_objective("Above"), world.add_objective("Below")
    into, given = above.key_results.get(), below.key_results.get()
    link_objective(
        world.system, below.pk, key_result_id=into.pk, kind="contributes_value",
        child_key_result_id=given.pk,
    )  # fmt: skip
    check_in(world.system, given.pk, value=3.0)
    return above, into, given


def drafted(world: World, cycle: Cycle, title: str) -> Objective:
    """A draft of the unit Blue for a cycle, with what it takes to be agreed."""
    owner_id = world.people["owner"].pk
    draft = create_objective(
        world.system, cycle_id=cycle.pk, unit_id=world.units["blue"].pk, title=title,
        owner_id=owner_id,
    )  # fmt: skip
    add_key_result(world.system, objective_id=draft.pk, title="K", kind="binary", owner_id=owner_id)
    return draft


def test_a_cancelled_key_result_keeps_what_others_added_to_it(world: World) -> None:
    above, into, given = contributing(world)
    cancel_key_result(world.system, into.pk, reason="Enough")
    check_in(world.system, given.pk, value=9.0)
    into.refresh_from_db()
    assert (into.value, into.score) == (3.0, 0.3)
    assert recompute(world.organisation.pk, write=False)[1] == []
    close_objective(world.system, above.pk, outcome="partly")
    into.refresh_from_db()
    assert into.value == 3.0


def test_what_is_opened_again_takes_in_what_moved_meanwhile(world: World) -> None:
    above, into, given = contributing(world)
    close_objective(world.system, above.pk, outcome="partly")
    check_in(world.system, given.pk, value=9.0)
    reopen_objective(world.system, above.pk, why="Too early")
    into.refresh_from_db()
    above.refresh_from_db()
    assert (into.value, above.score) == (9.0, 0.9)
    assert recompute(world.organisation.pk, write=False)[1] == []


def test_what_was_written_at_closing_is_in_the_history_of_reopening(world: World) -> None:
    update_objective(world.system, world.objective.pk, ambition="committed", reason="Promised")
    grades = {
        key_result.pk: SelfGrade(score=0.3, comment="Their comment", miss_reason="Their miss")
        for key_result in world.key_results
    }
    close_objective(
        world.actor("owner"), world.objective.pk, outcome="missed", closing_word="The end",
        self_grade=0.2, grade_comment="Own comment", miss_reason="Own miss",
        key_result_grades=grades,
    )  # fmt: skip
    reopen_objective(world.actor("owner"), world.objective.pk, why="A slip")
    told = json.dumps(Event.objects.get(verb="objective.reopened").before)
    for words in ("Their comment", "Their miss", "The end", "Own comment", "Own miss"):
        assert words in told
    page = world.client("viewer").get(f"/objectives/{world.objective.pk}/history")
    assert page.status_code == 200


def test_an_objective_is_not_carried_into_the_past_or_its_own_time(world: World) -> None:
    nxt = world.next_cycle()
    objective = drafted(world, nxt, "Later")
    sign_objective(world.system, objective.pk, for_everybody=True)
    with pytest.raises(InvalidInput, match="later cycle"):
        close_objective(
            world.system, objective.pk, outcome="carried_over", carry_to_cycle_id=world.cycle.pk
        )
    assert Objective.objects.filter(title="Later").count() == 1


def test_nothing_is_planned_in_an_archived_unit(world: World) -> None:
    nxt, objective = world.next_cycle(), world.add_objective()
    draft = drafted(world, nxt, "Draft")
    archive_unit(world.system, world.units["blue"].pk)
    admin = world.actor("admin")
    with pytest.raises(Conflict, match="archived"):
        sign_objective(admin, draft.pk, for_everybody=True)
    with pytest.raises(Conflict, match="archived"):
        publish_plan(
            admin, unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk, acknowledge=True
        )
    with pytest.raises(Conflict, match="archived"):
        close_objective(admin, objective.pk, outcome="carried_over", carry_to_cycle_id=nxt.pk)
    objective.refresh_from_db()
    assert objective.state == "running"
    close_objective(admin, objective.pk, outcome="partly")


def test_a_link_that_was_taken_away_meanwhile_is_not_written_back(
    world: World, monkeypatch: pytest.MonkeyPatch, records_last: list[str]
) -> None:
    """Between reading the link and holding the lock somebody else may have been."""
    above, below = world.add_objective("Above"), world.add_objective("Below")
    link = link_objective(world.system, below.pk, parent_objective_id=above.pk, kind="drives_score")

    def after_somebody_else(actor: Actor, *ids: int) -> None:
        monkeypatch.setattr(links, "lock_upwards", doors.lock_upwards)
        unlink_objective(world.system, link.pk)
        doors.lock_upwards(actor, *ids)

    monkeypatch.setattr(links, "lock_upwards", after_somebody_else)
    with pytest.raises(NotFound):
        change_link(world.system, link.pk, kind="drives_score", weight=3.0)
    assert not ObjectiveLink.objects.filter(weight=3.0).exists()
    records_last.clear()  # the one who took it away recorded, in what only a test makes one


def test_what_is_agreed_while_its_cycle_starts_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phase is read when the cycle is held, so that none stays agreed in a running one."""
    nxt = world.next_cycle()
    draft = drafted(world, nxt, "Draft")
    reading = doors.get_cycle

    def after_it_started(*given: Any, **named: Any) -> Cycle:
        monkeypatch.setattr(doors, "get_cycle", reading)
        Cycle.objects.filter(pk=nxt.pk).update(phase="running")
        return reading(*given, **named)

    monkeypatch.setattr(doors, "get_cycle", after_it_started)
    assert sign_objective(world.system, draft.pk, for_everybody=True).state == "running"
