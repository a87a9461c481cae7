"""What the closing form promises is what is stored, and what the explanation adds up to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.testing.world import START, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import MilestoneInput, add_key_result
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.models import Closure, Grade, KeyResult, Objective
from headway.okrs.queries.objective_page import objective_page

pytestmark = pytest.mark.django_db

KINDS: dict[str, tuple[dict[str, Any], dict[int, float]]] = {
    "increase, read": ({"kind": "increase", "start": 0, "target": 10}, {0: 2, 5: 7}),
    "increase, never read": ({"kind": "increase", "start": 0, "target": 10}, {}),
    "stay below, read twice": ({"kind": "stay_below", "target": 4, "fail": 8}, {0: 3, 5: 4}),
    "stay above, with a miss": ({"kind": "stay_above", "target": 9}, {0: 9, 3: 8, 6: 9}),
    "stay below, never read": ({"kind": "stay_below", "target": 4}, {}),
    "within": ({"kind": "within", "low": 1, "high": 3, "fail": 2}, {1: 2, 4: 4}),
    "milestones, never read": ({"kind": "milestone"}, {}),
    "done or not, never read": ({"kind": "binary"}, {}),
    "done": ({"kind": "binary"}, {2: 1}),
    "agreed scores": ({"kind": "anchored", "anchors": [[0, 0], [5, 0.7], [9, 1]]}, {3: 4}),
}


@pytest.fixture(params=KINDS, ids=str)
def objective(request, world: World) -> Objective:
    """The world's objective in its eighth week, with one more key result, of each kind in turn."""
    definition, readings = KINDS[request.param]
    steps = [MilestoneInput("One"), MilestoneInput("Two")]
    key_result = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="One more",
        owner_id=world.people["owner"].pk,
        milestones=steps if definition["kind"] == "milestone" else (),
        reason="To measure it as well.",
        **definition,
    ).key_result
    KeyResult.objects.filter(pk=key_result.pk).update(added_on=None)
    check_in(world.system, world.key_results[0].pk, value=50)
    for week, value in readings.items():
        check_in(
            world.system, key_result.pk, value=value, effective_on=START + timedelta(weeks=week)
        )
    return world.objective


@pytest.mark.parametrize("day", [TODAY, date(2027, 1, 3), date(2027, 1, 20)], ids=str)
def test_the_form_the_record_and_the_explanation_agree(world, objective, day, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda zone="UTC": day)
    promised = objective_page(
        world.system, objective.pk, as_of=day, today=day, grading=True
    ).objective
    close_objective(world.system, objective.pk, outcome="partly", closing_word="So far.")
    closure = Closure.objects.get(objective=objective)
    grades = dict(
        Grade.objects.filter(key_result__objective=objective).values_list(
            "key_result_id", "computed_score"
        )
    )
    assert closure.computed_score == pytest.approx(promised.score)
    assert {row.id: row.score for row in promised.key_results} == grades
    later = day + timedelta(days=40)
    page = objective_page(world.system, objective.pk, as_of=later, today=later)
    assert page.objective.score == closure.computed_score
    assert page.explanation.value == pytest.approx(closure.computed_score)
    assert page.explanation.as_of == day
    assert {row.id: row.score for row in page.objective.key_results} == grades


def test_measuring_again_keeps_what_it_was_closed_with(world, objective):
    close_objective(world.system, objective.pk, outcome="partly", closing_word="So far.")
    before = Closure.objects.get(objective=objective).computed_score
    measure_objectives([objective.pk])
    assert Closure.objects.get(objective=objective).computed_score == pytest.approx(before)
