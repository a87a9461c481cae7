"""Steps of a cycle say what they do and what is early, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import START, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import (
    lock_plan,
    set_phase,
    undo_step,
    unlock_plan,
    update_cycle,
)
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import Cycle, Objective
from headway.okrs.queries.phase_steps import phase_step


@pytest.fixture
def planned(world: World) -> Cycle:
    """The world's cycle, planned again: it starts in a week and holds one agreed objective."""
    Cycle.objects.filter(pk=world.cycle.pk).update(
        phase="planning",
        starts_on=TODAY + timedelta(days=7),
        ends_on=TODAY + timedelta(days=97),
        plan_lock_on=TODAY + timedelta(days=21),
    )
    Objective.objects.filter(pk=world.objective.pk).update(state="agreed")
    return Cycle.objects.get(pk=world.cycle.pk)


class TestConfirming:
    def test_starting_before_the_first_day_says_so(self, world: World, planned: Cycle) -> None:
        create_objective(
            world.system,
            cycle_id=planned.pk,
            unit_id=world.units["blue"].pk,
            title="Half-baked",
            owner_id=world.people["owner"].pk,
        )
        step = phase_step(planned, "running", TODAY)
        assert step.effects[0].startswith("1 agreed objective starts")
        assert step.cautions == (
            "Q4 2026 starts on 1 Dec 2026, in 7 days.",
            "1 objective is not agreed: 0 proposed, 1 draft.",
        )
        with pytest.raises(Conflict) as refused:
            set_phase(world.system, planned.pk, phase="running")
        assert refused.value.code == "confirmation_needed"
        assert refused.value.extra["cautions"] == list(step.cautions)
        planned.refresh_from_db()
        assert planned.phase == "planning"
        done = set_phase(world.system, planned.pk, phase="running", confirmed=True)
        assert done.phase == "running"

    def test_a_review_in_week_eight_is_early(self, world: World) -> None:
        step = phase_step(world.cycle, "review", TODAY)
        assert step.cautions == ("The review of Q4 2026 begins on 21 Dec 2026, in 27 days.",)
        late = phase_step(world.cycle, "review", world.cycle.ends_on)
        assert late.cautions == ()

    def test_closing_early_and_without_a_retrospective_says_both(self, world: World) -> None:
        Cycle.objects.filter(pk=world.cycle.pk).update(phase="review")
        world.cycle.refresh_from_db()
        step = phase_step(world.cycle, "closed", TODAY)
        assert [words.split()[0] for words in step.cautions] == ["Q4", "Its"]

    def test_on_its_day_a_step_needs_no_confirmation(self, world: World) -> None:
        with clock.frozen(datetime.combine(world.cycle.ends_on, datetime.min.time(), UTC)):
            assert set_phase(world.system, world.cycle.pk, phase="review").phase == "review"


class TestPages:
    def test_the_button_leads_to_a_page_that_asks(self, world: World) -> None:
        admin = world.client("admin")
        address = f"/cycles/{world.cycle.pk}/phase/review"
        assert f'href="{address}"' in html_of(admin.get(f"/cycles/{world.cycle.pk}"))
        asked = html_of(admin.get(address))
        assert "The review of Q4 2026 begins on" in asked
        assert "One thing speaks against it today." in asked
        step = f"/cycles/{world.cycle.pk}/step"
        refused = admin.post(step, {"do": "phase", "phase": "review"})
        assert refused.status_code == 409
        assert "The review of Q4 2026 begins on" in html_of(refused)
        done = admin.post(step, {"do": "phase", "phase": "review", "confirmed": "1"})
        assert done.status_code == 302
        page = html_of(admin.get(f"/cycles/{world.cycle.pk}"))
        assert "moved it from running to review" in page
        assert "moved it from running" not in html_of(
            world.client("owner").get(f"/cycles/{world.cycle.pk}")
        )
        assert admin.post(step, {"do": "undo"}).status_code == 302
        world.cycle.refresh_from_db()
        assert world.cycle.phase == "running"

    def test_a_step_that_does_not_come_next_has_no_page(self, world: World) -> None:
        admin = world.client("admin")
        assert admin.get(f"/cycles/{world.cycle.pk}/phase/closed").status_code == 404
        assert admin.get(f"/cycles/{world.cycle.pk}/phase/dancing").status_code == 404

    def test_the_plan_counts_agreed_proposed_and_drafts_apart(
        self, world: World, planned: Cycle
    ) -> None:
        for title, state in (("One", "proposed"), ("Two", "proposed"), ("Three", "draft")):
            made = world.add_objective(title)
            Objective.objects.filter(pk=made.pk).update(state=state)
        page = html_of(world.client("admin").get(f"/cycles/{planned.pk}"))
        assert "Four objectives in Aster: one agreed, two proposed, one draft." in page

    def test_what_is_agreed_and_does_not_run_yet_says_agreed(
        self, world: World, planned: Cycle
    ) -> None:
        client = world.client("owner")
        assert ">Agreed</span>" in html_of(client.get(f"/objectives/{world.objective.pk}"))
        listed = html_of(client.get(f"/objectives?cycle={planned.pk}"))
        assert ">Agreed</span>" in listed


class TestUndoing:
    def test_a_start_taken_back_stops_what_nobody_checked_in_on(
        self, world: World, planned: Cycle
    ) -> None:
        still = world.objective
        told = world.add_objective("Told")
        Objective.objects.filter(pk=told.pk).update(state="agreed")
        with clock.frozen(datetime.combine(planned.starts_on, datetime.min.time(), UTC)):
            set_phase(world.system, planned.pk, phase="running")
            check_in(world.system, told.key_results.get().pk, value=1.0, confidence=7)
            assert undo_step(world.actor("admin"), planned.pk).phase == "planning"
        states = dict(Objective.objects.values_list("pk", "state"))
        assert (states[still.pk], states[told.pk]) == ("agreed", "running")
        assert Event.objects.filter(verb="cycle.phase_changed", why="Undone.").count() == 1
        with pytest.raises(Conflict, match="no step to undo"):
            undo_step(world.actor("admin"), planned.pk)

    def test_after_a_day_it_takes_a_reason(self, world: World) -> None:
        set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
        with clock.frozen(clock.now() + timedelta(days=2)), pytest.raises(Conflict):
            undo_step(world.system, world.cycle.pk)
        with pytest.raises(NotAllowed):
            undo_step(world.actor("lead"), world.cycle.pk)

    def test_a_lock_by_hand_can_be_taken_back_before_its_day(
        self, world: World, planned: Cycle
    ) -> None:
        lock_plan(world.system, planned.pk, confirmed=True)
        with pytest.raises(InvalidInput):
            unlock_plan(world.system, planned.pk, why=" ")
        assert undo_step(world.system, planned.pk).locked_at is None
        assert unlock_plan(world.system, planned.pk, why="Again.").locked_at is None
        lock_plan(world.system, planned.pk, confirmed=True)
        update_key_result(
            world.system, world.key_results[0].pk, target=70.0, reason="The market grew."
        )
        with pytest.raises(Conflict, match="moved since"):
            unlock_plan(world.system, planned.pk, why="Again.")

    def test_the_day_of_the_lock_stays(self, world: World) -> None:
        with pytest.raises(Conflict, match="has come"):
            unlock_plan(world.system, world.cycle.pk, why="Please.")


class TestTheStandardIsFrozen:
    def test_from_the_lock_on_nobody_changes_it(self, world: World, planned: Cycle) -> None:
        changed = update_cycle(world.system, planned.pk, scoring_standard="weakest")
        assert changed.scoring_standard == "weakest"
        lock_plan(world.system, planned.pk, confirmed=True)
        for day in (TODAY, START + timedelta(days=200)):
            with (
                clock.frozen(datetime.combine(day, datetime.min.time(), UTC)),
                pytest.raises(Conflict, match="locked"),
            ):
                update_cycle(world.system, planned.pk, scoring_standard="mwm")
        form = {
            "name": "Q4 2026",
            "starts_on": planned.starts_on.isoformat(),
            "ends_on": planned.ends_on.isoformat(),
            "scoring_standard": "mwm",
        }
        answer = world.client("admin").post(f"/cycles/{planned.pk}/edit", form)
        assert answer.status_code == 409
        planned.refresh_from_db()
        assert planned.scoring_standard == "weakest"
