"""What a cycle teaches is told by the plan of record: a late easing improves nothing."""

from __future__ import annotations

from datetime import date

import pytest

from headway.core.cadence import Cadence
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Grade, KeyResult
from headway.okrs.queries.cycle_review import cycle_review
from headway.okrs.queries.learning import Learned, learn
from headway.okrs.queries.objectives import objective_rows_by_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def eased(world: World) -> KeyResult:
    """From 40 to 60, brought down to 50 in the eighth week and reached there: 0.5 of record. The
    other key result of its objective is reached as it was planned."""
    key_result, other = world.key_results
    said = date(2026, 11, 17)
    check_in(world.system, key_result.pk, value=50, confidence=5, effective_on=said)
    check_in(world.system, other.pk, value=5)
    update_key_result(world.system, key_result.pk, target=50.0, reason="Easier.")
    return key_result


def learned(world: World) -> Learned:
    rows = objective_rows_by_id([world.objective.pk], as_of=TODAY, today=TODAY)
    return learn(world.system, list(rows.values()), as_of=TODAY, habits=True)


def test_the_review_counts_what_the_closing_counted(world, eased):
    closure = close_objective(world.system, world.objective.pk, outcome="partly")
    assert Grade.objects.get(key_result=eased).computed_score == 0.5
    review = cycle_review(learned(world))
    assert (closure.computed_score, review.key_results.mean) == (0.75, 0.75)
    assert review.key_results.share_at_one == 0.5


def test_confidence_is_held_against_what_was_planned(world, eased):
    close_objective(world.system, world.objective.pk, outcome="partly")
    said = [word for _row, word in learned(world).words() if word.key_result_id == eased.pk]
    assert [word.reached for word in said] == [False]


def test_a_committed_target_that_was_eased_is_explained(world, eased):
    update_objective(world.system, world.objective.pk, ambition="committed", reason="A promise.")
    with pytest.raises(InvalidInput) as refused:
        close_objective(world.system, world.objective.pk, outcome="partly")
    assert [error.field for error in refused.value.errors] == [f"key_result_{eased.pk}_miss"]
    why = {eased.pk: SelfGrade(miss_reason="The shop closed.")}
    close_objective(world.system, world.objective.pk, outcome="partly", key_result_grades=why)
    misses = cycle_review(learned(world)).misses
    assert [(miss.score, miss.reason) for miss in misses] == [(0.5, "The shop closed.")]


@pytest.mark.parametrize("cadence", [*Cadence, "days:10"])
def test_the_report_of_a_cycle_knows_every_rhythm(world, cadence):
    update_key_result(world.system, world.key_results[0].pk, cadence=str(cadence))
    answer = world.client("admin").get(f"/cycles/{world.cycle.pk}/report")
    assert answer.status_code == 200


@pytest.mark.parametrize(("value", "start"), [(70, 40), (60, 40), (52, 52)])
def test_what_is_carried_over_still_leads_to_its_target(world, value, start):
    key_result = world.key_results[0]
    check_in(world.system, key_result.pk, value=value)
    closure = close_objective(
        world.system,
        world.objective.pk,
        outcome="carried_over",
        carry_to_cycle_id=world.next_cycle().pk,
        key_result_grades={key_result.pk: SelfGrade(decision="carry")},
    )
    carried = closure.carried_to.key_results.get(carried_from=key_result)
    assert (carried.kind, carried.start, carried.target) == ("increase", start, 60)
    update_key_result(world.system, carried.pk, title="Still a definition that holds")
