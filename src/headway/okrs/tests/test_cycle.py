"""A cycle from draft to closed: who may, in which order, and what is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.models import Event
from headway.activity.queries import verify_chain
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.testing.world import NOW, START
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective, reopen_objective
from headway.okrs.actions.cycles import create_cycle, lock_plan, set_phase, update_cycle
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    remove_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    agree_objective,
    archive_objective,
    create_objective,
    propose_objective,
    restore_objective,
    return_to_draft,
    update_objective,
)
from headway.okrs.models import (
    Closure,
    Cycle,
    GoalPostChange,
    Grade,
    KeyResult,
    Objective,
    ObjectiveLink,
)
from headway.people.actions import update_organisation


def draft(world, title="Draft", who="owner"):
    return create_objective(
        world.actor(who),
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title=title,
        owner_id=world.people["owner"].pk,
    )


def next_cycle(world):
    start = START + timedelta(weeks=13)
    return create_cycle(
        world.actor("admin"),
        name="Q1 2027",
        starts_on=start,
        ends_on=start + timedelta(weeks=13, days=-1),
    )


class TestDates:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            (date(9999, 12, 31), date(9999, 12, 31)),
            (date(9999, 12, 20), date(9999, 12, 31)),
            (date(1, 1, 1), date(1, 3, 31)),
            (date(2026, 1, 1), date(2206, 3, 31)),
        ],
    )
    def test_a_slip_of_the_pen_in_the_year_is_refused(self, world, starts_on, ends_on):
        answer = world.client("admin").post(
            "/cycles/new",
            {"name": "Slip", "kind": "own", "starts_on": starts_on, "ends_on": ends_on},
        )
        assert answer.status_code == 422
        assert not Cycle.objects.filter(name="Slip").exists()


class TestPlanning:
    def test_a_draft_is_proposed_agreed_and_runs(self, world):
        objective = draft(world)
        with pytest.raises(InvalidInput) as refused:
            propose_objective(world.actor("owner"), objective.pk)
        assert refused.value.messages_by_field()["key_results"]
        add_key_result(
            world.actor("owner"),
            objective_id=objective.pk,
            title="Measured",
            kind="increase",
            start=0.0,
            target=1.0,
            owner_id=world.people["owner"].pk,
        )
        assert propose_objective(world.actor("owner"), objective.pk).state == "proposed"
        with pytest.raises(NotAllowed, match="leads"):
            agree_objective(world.actor("owner"), objective.pk)
        assert agree_objective(world.actor("lead"), objective.pk).state == "proposed"
        assert sign_objective(world.actor("coach"), objective.pk).state == "running"

    def test_members_draft_in_their_own_unit_only(self, world):
        with pytest.raises(NotAllowed):
            draft(world, who="stranger")
        for who in ("coach", "viewer"):
            with pytest.raises(NotAllowed):
                draft(world, who=who)
        with pytest.raises(NotFound):
            draft(world, who="outsider")
        assert draft(world, who="mate").state == "draft"

    def test_a_proposal_goes_back_and_a_draft_can_be_put_away_and_restored(self, world):
        objective = world.add_objective()
        Objective.objects.filter(pk=objective.pk).update(state="proposed")
        owner = world.actor("owner")
        assert return_to_draft(owner, objective.pk, why="Too vague.").state == "draft"
        assert archive_objective(owner, objective.pk).archived_at
        with pytest.raises(Conflict, match="archived"):
            update_objective(owner, objective.pk, title="x")
        assert restore_objective(owner, objective.pk).archived_at is None

    @pytest.mark.parametrize(
        ("definition", "code"),
        [
            ({"kind": "increase", "start": 5.0, "target": 5.0}, "KR_START_EQ_TARGET"),
            ({"kind": "increase", "start": 5.0, "target": 3.0}, "KR_DIRECTION_MISMATCH"),
            ({"kind": "decrease", "target": 3.0}, "KR_NO_BASELINE"),
            ({"kind": "stay_above"}, "KR_NO_NUMBER"),
            ({"kind": "milestone"}, "NO_MILESTONE"),
            ({"kind": "sideways"}, "unknown"),
            ({"kind": "binary", "weight": -1.0}, "range"),
            ({"kind": "binary", "cadence": "hourly"}, "unknown"),
        ],
    )
    def test_a_key_result_that_cannot_be_measured_is_refused(self, world, definition, code):
        with pytest.raises(InvalidInput) as refused:
            add_key_result(
                world.actor("owner"),
                objective_id=world.objective.pk,
                title="Measured",
                owner_id=world.people["owner"].pk,
                reason="late",
                **definition,
            )
        assert code in [error.code for error in refused.value.errors]
        assert KeyResult.objects.count() == 2

    def test_an_owner_must_be_an_active_person_of_the_organisation(self, world):
        for owner_id in (None, world.people["outsider"].pk, 10**9):
            with pytest.raises(InvalidInput) as refused:
                create_objective(
                    world.actor("owner"),
                    cycle_id=world.cycle.pk,
                    unit_id=world.units["blue"].pk,
                    title="Whose?",
                    owner_id=owner_id,
                )
            assert refused.value.messages_by_field()["owner_id"]

    def test_somebody_elses_newer_version_is_not_overwritten(self, world):
        owner = world.actor("owner")
        version = Objective.objects.get(pk=world.objective.pk).version
        update_objective(owner, world.objective.pk, description="One", version=version)
        with pytest.raises(Outdated):
            update_objective(owner, world.objective.pk, description="Two", version=version)
        assert Objective.objects.get(pk=world.objective.pk).description == "One"


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
            world.actor("owner"),
            objective_id=world.objective.pk,
            title="Late",
            kind="binary",
            owner_id=world.people["owner"].pk,
            reason="New law.",
        )
        assert late.added_on == date(2026, 11, 24)
        assert GoalPostChange.objects.get().field == "added"

    def test_what_was_checked_in_is_cancelled_never_removed(self, world):
        owner, key_result_id = world.actor("owner"), world.key_results[0].pk
        with pytest.raises(Conflict, match="Cancel it"):
            remove_key_result(owner, key_result_id)
        with pytest.raises(InvalidInput):
            cancel_key_result(owner, key_result_id, reason=" ")
        cancel_key_result(owner, key_result_id, reason="Market closed.")
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


class TestLinks:
    def test_several_parents_and_no_circle(self, world):
        owner = world.actor("owner")
        above, middle = world.add_objective("Above"), world.add_objective("Middle")
        link_objective(owner, middle.pk, parent_objective_id=above.pk)
        key_result = KeyResult.objects.get(objective=middle)
        link_objective(owner, world.objective.pk, key_result_id=key_result.pk)
        link_objective(owner, world.objective.pk, goal_id=world.goal.pk)
        assert ObjectiveLink.objects.filter(child=world.objective).count() == 2
        with pytest.raises(InvalidInput, match="circle") as refused:
            link_objective(owner, above.pk, parent_objective_id=world.objective.pk)
        for title in ("Above", "Middle", world.objective.title):
            assert title in refused.value.detail

    def test_not_to_itself_not_twice_not_to_nothing(self, world):
        owner, other = world.actor("owner"), world.add_objective("Other")
        with pytest.raises(InvalidInput, match="circle"):
            link_objective(owner, other.pk, parent_objective_id=other.pk)
        link = link_objective(owner, other.pk, parent_objective_id=world.objective.pk)
        with pytest.raises(Conflict, match="already"):
            link_objective(owner, other.pk, parent_objective_id=world.objective.pk)
        with pytest.raises(InvalidInput):
            link_objective(owner, other.pk)
        unlink_objective(owner, link.pk)
        assert not ObjectiveLink.objects.exists()

    def test_only_to_what_overlaps_in_time(self, world):
        planned = create_objective(
            world.actor("owner"),
            cycle_id=next_cycle(world).pk,
            unit_id=world.units["blue"].pk,
            title="Next",
            owner_id=world.people["owner"].pk,
        )
        with pytest.raises(InvalidInput, match="overlap"):
            link_objective(world.actor("owner"), planned.pk, parent_objective_id=world.objective.pk)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=10))
    def test_whatever_is_linked_the_graph_stays_without_circles(self, world, pairs):
        """After any sequence of attempts, walking upwards always ends."""
        ObjectiveLink.objects.all().delete()
        have = list(Objective.objects.order_by("id"))
        while len(have) < 5:
            have.append(world.add_objective(f"Objective {len(have)}"))
        for child, parent in pairs:
            try:
                link_objective(world.system, have[child].pk, parent_objective_id=have[parent].pk)
            except (InvalidInput, Conflict):
                continue
        parents: dict[int, list[int]] = {}
        for child_id, parent_id in ObjectiveLink.objects.values_list("child_id", "objective_id"):
            parents.setdefault(child_id, []).append(parent_id)
        for start in parents:
            seen, waiting = set(), list(parents[start])
            while waiting:
                node = waiting.pop()
                assert node != start
                if node not in seen:
                    seen.add(node)
                    waiting += parents.get(node, [])


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
            {"outcome": "missed", "carry_to_cycle_id": next_cycle(world).pk},
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
