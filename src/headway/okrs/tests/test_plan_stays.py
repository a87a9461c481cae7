"""What is part of a locked plan stays part of it, and what is put away does not come back late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective, withdraw_signature
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.cycles import lock_plan, set_phase, unlock_plan
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    restore_objective,
    return_to_draft,
)
from headway.okrs.models import Cycle, GoalPostChange, Objective

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(world: World) -> Objective:
    """Agreed for the next cycle, which is still being planned while its plan is locked already."""
    cycle, owner_id = world.next_cycle(), world.people["owner"].pk
    objective = create_objective(
        world.system, cycle_id=cycle.pk, unit_id=world.units["blue"].pk, title="Next",
        owner_id=owner_id,
    )  # fmt: skip
    add_key_result(
        world.system, objective_id=objective.pk, title="Measured", kind="increase", start=0.0,
        target=10.0, owner_id=owner_id,
    )  # fmt: skip
    sign_objective(world.system, objective.pk, for_everybody=True)
    lock_plan(world.system, cycle.pk, confirmed=True)
    return Objective.objects.get(pk=objective.pk)


@pytest.mark.parametrize("way", ["return", "archive"])
def test_no_step_takes_it_out_of_the_plan(world, agreed, way):
    page = f"/objectives/{agreed.pk}"
    answer = world.client("owner").post(f"{page}/step", {"do": way, "why": "Easier so."})
    assert answer.status_code == 409
    assert "is locked, and this is part of it" in answer.content.decode()
    agreed.refresh_from_db()
    assert (agreed.state, agreed.archived_at) == ("agreed", None)
    shown = world.client("owner").get(page).content.decode()
    assert f'value="{way}"' not in shown


def test_nobody_withdraws_from_a_locked_plan(world, agreed):
    with pytest.raises(Conflict) as refused:
        withdraw_signature(world.system, agreed.pk, why="Not any more.")
    assert refused.value.code == "plan_locked"


def test_its_target_moves_with_a_reason_and_is_kept_in_the_ledger(world, agreed):
    with pytest.raises(Conflict):
        return_to_draft(world.actor("owner"), agreed.pk)
    key_result = agreed.key_results.get()
    update_key_result(world.system, key_result.pk, target=5.0, reason="The shop closed.")
    assert GoalPostChange.objects.get().reason == "The shop closed."


def test_it_can_be_reworked_once_the_plan_is_open_again(world, agreed):
    unlock_plan(world.system, agreed.cycle_id, why="Too early.")
    assert return_to_draft(world.actor("owner"), agreed.pk).state == "draft"


def test_nothing_comes_back_into_a_closed_cycle(world):
    draft = create_objective(
        world.system, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk, title="Put away",
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    archive_objective(world.system, draft.pk)
    close_objective(world.system, world.objective.pk, outcome="partly")
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    set_phase(world.system, world.cycle.pk, phase="closed", confirmed=True)
    answer = world.client("owner").post(f"/objectives/{draft.pk}/step", {"do": "restore"})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.archived_at is not None
    assert 'value="restore"' not in world.client("owner").get(f"/objectives/{draft.pk}").text


def test_what_is_not_archived_is_not_restored(world):
    before = (Objective.objects.get(pk=world.objective.pk).version, Event.objects.count())
    with pytest.raises(Conflict) as refused:
        restore_objective(world.system, world.objective.pk)
    assert refused.value.code == "not_archived"
    after = (Objective.objects.get(pk=world.objective.pk).version, Event.objects.count())
    assert after == before


def test_a_day_later_the_lock_by_its_day_holds_too(world, agreed):
    unlock_plan(world.system, agreed.cycle_id, why="Too early.")
    Cycle.objects.filter(pk=agreed.cycle_id).update(
        plan_lock_on=world.cycle.starts_on + timedelta(days=1)
    )
    with pytest.raises(Conflict):
        archive_objective(world.actor("owner"), agreed.pk)
