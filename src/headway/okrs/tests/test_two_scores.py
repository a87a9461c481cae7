"""A moved goal post gives two scores; the rule says which of them counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, START, TODAY, World
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import MilestoneInput, add_key_result, update_key_result
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Closure, Grade, KeyResult, LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.objective_page import objective_page
from headway.okrs.queries.objectives import objective_rows_by_id

pytestmark = pytest.mark.django_db

EARLY = START + timedelta(days=20)  # within the first third of the thirteen weeks
WHY = "The shop in Lyon closed."


def move(world: World, day: date = TODAY, **changes: Any) -> None:
    """Move a goal post of the first key result on a day."""
    at = datetime.combine(day, NOW.timetz())
    with clock.frozen(at):
        update_key_result(world.system, world.key_results[0].pk, reason=WHY, **changes)


def read(world: World, value: float, *, index: int = 0) -> None:
    check_in(world.system, world.key_results[index].pk, value=value)


def page(world: World, **options: bool):
    return objective_page(world.system, world.objective.pk, as_of=TODAY, today=TODAY, **options)


def test_without_a_move_there_is_one_score(world):
    read(world, 50)
    row = page(world).objective
    assert (row.score_original, row.score_current) == (row.score, row.score)
    assert not row.has_two_scores
    assert KeyResult.objects.get(pk=world.key_results[0].pk).raw_original is None


def test_moved_late_the_plan_as_locked_counts(world):
    read(world, 50)
    move(world, target=50.0)
    stored = KeyResult.objects.get(pk=world.key_results[0].pk)
    assert (stored.raw, stored.raw_original, stored.raw_of_record) == (1.0, 0.5, 0.5)
    row = page(world).objective
    assert (row.score_original, row.score_current) == (0.25, 0.5)
    assert row.score == Objective.objects.get(pk=world.objective.pk).score == 0.25


def test_corrected_in_the_first_third_the_plan_as_it_stands_counts(world):
    read(world, 50)
    move(world, EARLY, target=50.0)
    row = page(world).objective
    assert (row.score_original, row.score_current, row.score) == (0.25, 0.5, 0.5)


def test_corrected_early_and_moved_late_the_correction_counts(world):
    read(world, 45)
    move(world, EARLY, target=50.0)
    move(world, target=45.0)
    stored = KeyResult.objects.get(pk=world.key_results[0].pk)
    assert (stored.raw_original, stored.raw_of_record, stored.raw) == (0.25, 0.5, 1.0)


def test_the_day_of_the_approval_decides_not_that_of_the_request(world):
    with clock.frozen(datetime.combine(EARLY, NOW.timetz())):
        asked = update_key_result(
            world.actor("owner"), world.key_results[0].pk, target=50.0, reason=WHY
        )
    assert asked is not None
    approve_goal_post(world.actor("lead"), asked.pk)
    read(world, 50)
    assert KeyResult.objects.get(pk=world.key_results[0].pk).raw_of_record == 0.5


def test_a_weight_that_moved_late_does_not_count(world):
    read(world, 60)
    read(world, 8, index=1)
    move(world, weight=9.0)
    row = page(world).objective
    assert row.score == row.score_original == pytest.approx(0.5)
    assert row.score_current == pytest.approx(0.9)


def test_a_milestone_taken_out_counts_as_not_done(world):
    steps = [MilestoneInput("Pilot"), MilestoneInput("Roll-out")]
    made = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="Launched",
        kind="milestone",
        owner_id=world.people["owner"].pk,
        milestones=steps,
        reason=WHY,
    ).key_result
    pilot = made.milestones.get(title="Pilot")
    check_in(world.system, made.pk, milestones_done=[pilot.pk])
    kept = [MilestoneInput("Pilot", 1.0, pilot.pk)]
    update_key_result(world.system, made.pk, milestones=kept, reason=WHY)
    stored = KeyResult.objects.get(pk=made.pk)
    assert (stored.raw, stored.raw_of_record) == (1.0, 0.5)


def test_what_the_old_kind_cannot_measure_counts_as_not_reached(world):
    move(world, kind="binary", start=None, target=None)
    read(world, 1)
    stored = KeyResult.objects.get(pk=world.key_results[0].pk)
    assert stored.raw == 1.0
    assert (stored.raw_of_record or 0.0) <= 0.0


def test_roll_up_takes_the_number_of_record(world):
    above = world.add_objective("Above", unit="works")
    ObjectiveLink.objects.create(
        organisation=world.organisation,
        child=world.objective,
        objective=above,
        kind=LinkKind.DRIVES_SCORE,
    )
    read(world, 50)
    move(world, target=50.0)
    above.refresh_from_db()
    assert above.score == pytest.approx(0.25), "nobody has read its own"


def test_closing_grades_by_the_number_of_record_and_keeps_both(world):
    read(world, 50)
    move(world, target=50.0)
    promised = page(world, grading=True).objective
    close_objective(world.system, world.objective.pk, outcome="partly")
    closure = Closure.objects.get(objective=world.objective)
    assert closure.computed_score == promised.score == pytest.approx(0.25)
    assert (closure.original_score, closure.current_score) == (0.25, 0.5)
    grade = Grade.objects.get(key_result=world.key_results[0])
    assert (grade.computed_score, grade.original_score, grade.current_score) == (0.5, 0.5, 1.0)
    measure_objectives([world.objective.pk])
    closure.refresh_from_db()
    assert (closure.computed_score, closure.original_score, closure.current_score) == (
        0.25, 0.25, 0.5,
    )  # fmt: skip
    later = objective_rows_by_id(
        [world.objective.pk], as_of=TODAY + timedelta(days=9), today=TODAY + timedelta(days=9)
    )[world.objective.pk]
    assert (later.score, later.score_original, later.score_current) == (0.25, 0.25, 0.5)


def test_recomputing_finds_what_is_stored(world):
    read(world, 50)
    move(world, target=50.0)
    assert recompute(world.organisation.pk)[1] == []
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(raw_of_record=0.9)
    _looked_at, found = recompute(world.organisation.pk)
    assert [difference.kind for difference in found] == ["key_result"]


def test_pages_show_both_and_say_why(world):
    read(world, 50)
    move(world, target=50.0)
    text = world.client("viewer").get(f"/objectives/{world.objective.pk}").content.decode()
    assert "As locked, as it stands" in text
    assert "By the plan as it was locked 0.25, by the plan as it stands 0.50." in text
    assert "by the plan as it was locked; as it stands 1.00" in text
    close = world.client("owner").get(f"/objectives/{world.objective.pk}/close")
    assert "locked 0.50, now 1.00" in close.content.decode()
    review = world.client("viewer").get(f"/cycles/{world.cycle.pk}?view=review&unit=all")
    assert "locked 0.25, now 0.50" in review.content.decode()
