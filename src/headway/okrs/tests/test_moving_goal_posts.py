"""What may still change once the plan is locked, and what is kept of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.world import NOW
from headway.okrs.actions.cycles import lock_plan, update_cycle
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    remove_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.models import (
    GoalPostChange,
    KeyResult,
    Objective,
)
from headway.okrs.tests.cycles import next_cycle
from headway.people.actions import update_organisation


class TestGoalPosts:
    def test_before_plan_lock_changes_are_free(self, world):
        with clock.frozen(datetime(2026, 10, 6, 9, tzinfo=NOW.tzinfo)):
            update_key_result(world.actor("owner"), world.key_results[0].pk, target=70.0)
        assert not GoalPostChange.objects.exists()

    def test_after_plan_lock_a_change_needs_a_reason_and_is_kept(self, world):
        update_organisation(world.actor("admin"), goal_posts_need_approval=False)
        owner, key_result_id = world.actor("owner"), world.key_results[0].pk
        with pytest.raises(InvalidInput) as refused:
            update_key_result(owner, key_result_id, target=50.0)
        assert refused.value.messages_by_field()["reason"]
        update_key_result(owner, key_result_id, target=50.0, reason="The shop in Lyon closed.")
        change = GoalPostChange.objects.get()
        assert (change.field, change.before, change.after) == ("target", 60.0, 50.0)
        assert change.author == world.people["owner"]

    def test_words_of_no_consequence_stay_free_after_lock(self, world):
        update_key_result(world.actor("owner"), world.key_results[0].pk, description="How we count")
        assert not GoalPostChange.objects.exists()

    def test_a_key_result_added_late_weighs_less(self, world):
        late = add_key_result(
            world.system,
            objective_id=world.objective.pk,
            title="Late",
            kind="binary",
            owner_id=world.people["owner"].pk,
            reason="New law.",
        ).key_result
        assert late.added_on == date(2026, 11, 24)
        assert GoalPostChange.objects.get().field == "added"

    def test_what_was_checked_in_is_cancelled_never_removed(self, world):
        owner, key_result_id = world.actor("owner"), world.key_results[0].pk
        with pytest.raises(Conflict, match="Cancel it"):
            remove_key_result(owner, key_result_id)
        with pytest.raises(InvalidInput):
            cancel_key_result(owner, key_result_id, reason=" ")
        update_organisation(world.system, goal_posts_need_approval=False)
        cancel_key_result(owner, key_result_id, reason="Market closed.")
        assert KeyResult.objects.get(pk=key_result_id).cancelled_on is not None
        rest = Objective.objects.get(pk=world.objective.pk)
        assert (rest.score, rest.coverage) == (None, 0), "nobody has read the other one"
        resume_key_result(owner, key_result_id, reason="Market opened.")
        assert KeyResult.objects.get(pk=key_result_id).cancelled_on is None

    def test_the_scoring_standard_is_fixed_at_lock(self, world):
        admin = world.actor("admin")
        with pytest.raises(Conflict, match="locked"):
            update_cycle(admin, world.cycle.pk, scoring_standard="weakest")
        planned = next_cycle(world)
        update_cycle(admin, planned.pk, scoring_standard="weakest")
        lock_plan(admin, planned.pk, confirmed=True)
        with pytest.raises(Conflict):
            update_cycle(admin, planned.pk, scoring_standard="mwm")
