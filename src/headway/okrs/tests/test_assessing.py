"""What is said of goals before they are closed, and that the closing takes it over."""

from __future__ import annotations

import pytest

from headway.kit.problems import Conflict, InvalidInput, NotAllowed, Outdated
from headway.kit.testing.world import World
from headway.okrs.actions.assessing import assess_key_result, assess_objective
from headway.okrs.actions.closures import close_objective, reopen_objective
from headway.okrs.models import Assessment, Closure, Grade, KeyResult, Objective

pytestmark = pytest.mark.django_db


class TestSaying:
    def test_the_owner_of_a_key_result_says_what_they_think_of_it(self, world: World):
        KeyResult.objects.filter(pk=world.key_results[0].pk).update(owner=world.people["mate"])
        said = assess_key_result(
            world.actor("mate"), world.key_results[0].pk, self_grade=0.3, comment="Late data."
        )
        assert (said.self_grade, said.version) == (0.3, 1)
        more = assess_key_result(world.actor("mate"), world.key_results[0].pk, decision="drop")
        assert (more.self_grade, more.decision, more.version) == (0.3, "drop", 2)

    @pytest.mark.parametrize("name", ["mate", "coach", "viewer", "stranger"])
    def test_others_do_not(self, world: World, name):
        with pytest.raises(NotAllowed):
            assess_key_result(world.actor(name), world.key_results[0].pk, self_grade=0.3)

    def test_a_grade_far_from_the_computed_score_needs_a_word(self, world: World):
        with pytest.raises(InvalidInput) as refused:
            assess_objective(world.actor("owner"), world.objective.pk, self_grade=0.9)
        assert list(refused.value.messages_by_field()) == ["comment"]
        assert not Assessment.objects.exists()

    def test_of_two_who_write_at_once_the_second_is_told(self, world: World):
        owner, key = world.actor("owner"), world.key_results[0].pk
        assess_key_result(owner, key, version=0, miss_reason="It rained.")
        with pytest.raises(Outdated):
            assess_key_result(owner, key, version=0, miss_reason="It snowed.")
        assert Assessment.objects.get().miss_reason == "It rained."

    def test_what_is_closed_is_no_longer_spoken_of(self, world: World):
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        with pytest.raises(Conflict):
            assess_objective(world.actor("owner"), world.objective.pk, decision="drop")


class TestClosing:
    def test_the_closing_takes_over_what_was_said(self, world: World):
        owner, key = world.actor("owner"), world.key_results[1].pk
        Objective.objects.filter(pk=world.objective.pk).update(ambition="committed")
        for one in world.key_results:
            assess_key_result(owner, one.pk, miss_reason="The supplier came late.")
        assess_key_result(owner, key, self_grade=0.05, comment="Hm.")
        assess_objective(owner, world.objective.pk, self_grade=0.9, comment="It felt like more.")
        close_objective(owner, world.objective.pk, outcome="missed", as_assessed=True)
        grade = Grade.objects.get(key_result_id=key)
        assert (grade.self_grade, grade.miss_reason) == (0.05, "The supplier came late.")
        closure = Closure.objects.get(objective=world.objective)
        assert (closure.self_grade, closure.grade_comment) == (0.9, "It felt like more.")
        assert not Assessment.objects.exists()

    def test_taken_back_it_is_there_to_be_said_again(self, world: World):
        owner = world.actor("owner")
        assess_objective(owner, world.objective.pk, self_grade=0.05)
        close_objective(owner, world.objective.pk, outcome="missed", as_assessed=True)
        reopen_objective(owner, world.objective.pk, why="Too early.")
        said = Assessment.objects.get(key_result__isnull=True)
        assert (said.self_grade, said.decision) == (0.05, "close")

    def test_its_form_begins_with_what_was_said(self, world: World):
        assess_key_result(
            world.actor("owner"), world.key_results[1].pk, comment="It rained.", self_grade=0.05
        )
        page = world.client("owner").get(f"/objectives/{world.objective.pk}/close")
        assert 'value="0.05"' in page.content.decode()
