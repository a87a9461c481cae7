"""Objectives and the cycle are closed: what is computed, said and carried over."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.activity.queries import verify_chain
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective, reopen_objective
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    update_objective,
)
from headway.okrs.models import (
    Closure,
    Grade,
    Objective,
)
from headway.okrs.tests.cycles import next_cycle


class TestClosing:
    def test_closing_keeps_computed_score_self_grade_and_closing_word(self, world):
        owner = world.actor("owner")
        first, second = world.key_results
        check_in(owner, first.pk, value=52)
        check_in(owner, second.pk, value=6.5)
        with pytest.raises(InvalidInput) as refused:
            close_objective(owner, world.objective.pk, outcome="partly", self_grade=0.9)
        assert refused.value.messages_by_field()["grade_comment"]
        closure = close_objective(
            owner,
            world.objective.pk,
            outcome="partly",
            self_grade=0.9,
            grade_comment="Later readings will show it.",
            closing_word="Half of the way.",
            key_result_grades={first.pk: SelfGrade(0.65)},
        )
        assert closure.computed_score == pytest.approx(0.55)
        assert Objective.objects.get(pk=world.objective.pk).state == "closed"
        assert Grade.objects.get(key_result=first).self_grade == 0.65
        with pytest.raises(Conflict, match="closed"):
            check_in(owner, first.pk, value=60)

    def test_what_was_never_read_is_graded_zero(self, world):
        check_in(world.actor("owner"), world.key_results[0].pk, value=60)
        closure = close_objective(world.actor("lead"), world.objective.pk, outcome="partly")
        assert closure.computed_score == 0.5

    def test_reopening_needs_a_reason_and_takes_the_grades_back(self, world):
        owner = world.actor("owner")
        close_objective(owner, world.objective.pk, outcome="missed")
        with pytest.raises(InvalidInput):
            reopen_objective(owner, world.objective.pk, why="")
        reopen_objective(owner, world.objective.pk, why="Closed by mistake.")
        assert not Closure.objects.exists()
        assert not Grade.objects.exists()
        assert Objective.objects.get(pk=world.objective.pk).state == "running"

    def test_carrying_over_drafts_what_is_open_from_where_it_stands(self, world):
        owner = world.actor("owner")
        link_objective(owner, world.objective.pk, goal_id=world.goal.pk)
        check_in(owner, world.key_results[0].pk, value=52)
        check_in(owner, world.key_results[1].pk, value=5)
        with pytest.raises(InvalidInput):
            close_objective(owner, world.objective.pk, outcome="carried_over")
        closure = close_objective(
            owner,
            world.objective.pk,
            outcome="carried_over",
            carry_to_cycle_id=next_cycle(world).pk,
        )
        copy = closure.carried_to
        assert copy.state == "draft"
        assert list(copy.key_results.values_list("title", "start", "target")) == [
            ("Searches that end in a purchase", 52.0, 60.0)
        ]
        assert copy.parent_links.get().goal == world.goal

    def test_only_what_is_carried_over_goes_to_another_cycle(self, world):
        with pytest.raises(InvalidInput) as refused:
            close_objective(
                world.actor("owner"),
                world.objective.pk,
                outcome="achieved",
                carry_to_cycle_id=next_cycle(world).pk,
            )
        assert refused.value.errors[0].code == "not_carried"
        assert not Closure.objects.exists()

    def test_the_form_forgets_the_cycle_of_an_objective_that_is_not_carried(self, world):
        world.client("owner").post(
            f"/objectives/{world.objective.pk}/close",
            {"outcome": "missed", "carry_to_cycle_id": next_cycle(world).pk, "confirmed": "1"},
        )
        assert Closure.objects.get().outcome == "missed"

    def test_a_cycle_closes_when_all_its_objectives_are(self, world):
        admin = world.actor("admin")
        set_phase(admin, world.cycle.pk, phase="review", confirmed=True)
        with pytest.raises(Conflict, match="still open"):
            set_phase(admin, world.cycle.pk, phase="closed", confirmed=True)
        close_objective(admin, world.objective.pk, outcome="missed")
        assert set_phase(admin, world.cycle.pk, phase="closed", confirmed=True).closed_at
        with pytest.raises(InvalidInput):
            set_phase(admin, world.cycle.pk, phase="review")
        set_phase(admin, world.cycle.pk, phase="review", why="One was forgotten.")

    @pytest.mark.parametrize("who", ["lead", "owner", "mate", "coach", "viewer"])
    def test_only_administrators_move_cycles(self, world, who):
        with pytest.raises(NotAllowed):
            set_phase(world.actor(who), world.cycle.pk, phase="review")


class TestAuditTrail:
    def test_the_chain_finds_what_was_changed_removed_or_cut_off(self, world):
        assert verify_chain(world.organisation.pk).intact
        event = Event.objects.filter(organisation=world.organisation).order_by("sequence")[3]
        Event.objects.filter(pk=event.pk).update(why="rewritten")
        assert verify_chain(world.organisation.pk).broken_at == event.sequence
        Event.objects.filter(pk=event.pk).update(why=event.why)
        last = Event.objects.filter(organisation=world.organisation).order_by("-sequence")[0]
        last.delete()
        assert not verify_chain(world.organisation.pk).intact

    def test_a_refused_write_leaves_no_event(self, world):
        before = Event.objects.count()
        with pytest.raises(NotAllowed):
            update_objective(world.actor("viewer"), world.objective.pk, title="Mine now")
        assert Event.objects.count() == before

    def test_organisations_have_chains_of_their_own(self, world):
        other = Event.objects.filter(organisation=world.other)
        assert list(other.values_list("sequence", flat=True)) == [1]
        assert verify_chain(world.other.pk).intact
