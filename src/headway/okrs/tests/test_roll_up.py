"""Scores and values that move others: written in the transaction that moved them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from headway.kit import clock
from headway.kit.testing.world import START, World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.loading import load_plan
from headway.okrs.actions.objectives import create_objective
from headway.okrs.actions.plans import Plan, Row
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.objectives import objective_rows_by_id

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def above(world: World) -> Objective:
    """An objective of the department, there from the start, with one key result of its own."""
    with clock.frozen(datetime.combine(START, time(9), UTC)):
        return _objective(world, "works", "Works is where people want to buy")


def _objective(world: World, unit: str, title: str) -> Objective:
    objective = create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units[unit].pk,
        title=title,
        owner_id=world.people["lead"].pk,
    )
    key_result = add_key_result(
        world.system,
        objective_id=objective.pk,
        title="Orders",
        kind="increase",
        start=0,
        target=10,
        measure="%",
        owner_id=world.people["lead"].pk,
    ).key_result
    sign_objective(world.system, objective.pk, for_everybody=True)
    check_in(world.system, key_result.pk, value=5)
    objective.refresh_from_db()
    return objective


def _drives(world: World, child: Objective, parent: Objective, weight: float = 1.0) -> None:
    ObjectiveLink.objects.create(
        organisation=world.organisation,
        child=child,
        objective=parent,
        kind=LinkKind.DRIVES_SCORE,
        weight=weight,
    )


def test_a_check_in_moves_every_score_above_it_in_its_transaction(world, above):
    top = _objective(world, "root", "Everybody buys here")
    _drives(world, world.objective, above, weight=3)
    _drives(world, above, top)
    done = check_in(world.system, world.key_results[0].pk, value=50)
    for objective in (above, top):
        objective.refresh_from_db()
    assert above.own_score == pytest.approx(0.5)
    assert above.score == pytest.approx((0.5 + 3 * 0.25) / 4)
    assert top.score == pytest.approx((0.5 + above.score) / 2)
    assert [moved.objective_id for moved in done.moved] == [above.pk, top.pk]


def _contributes(world: World, child: KeyResult, parent: KeyResult) -> None:
    ObjectiveLink.objects.create(
        organisation=world.organisation,
        child=child.objective,
        child_key_result=child,
        key_result=parent,
        kind=LinkKind.CONTRIBUTES_VALUE,
    )


def test_what_is_only_drafted_moves_nobody(world, above):
    draft = create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units["green"].pk,
        title="A draft",
        owner_id=world.people["lead"].pk,
    )
    _drives(world, draft, above)
    check_in(world.system, KeyResult.objects.get(objective=above).pk, value=8)
    above.refresh_from_db()
    assert above.score == pytest.approx(0.8)


def test_a_closed_objective_keeps_its_score_whatever_moves_below(world, above):
    _drives(world, world.objective, above)
    close_objective(world.system, above.pk, outcome="partly", closing_word="Half way.")
    above.refresh_from_db()
    closed_with = above.score
    check_in(world.system, world.key_results[0].pk, value=60)
    above.refresh_from_db()
    assert above.score == closed_with


def test_values_contribute_by_their_share_and_totals_are_kept(world, above):
    into = KeyResult.objects.get(objective=above)
    other = KeyResult.objects.get(objective=_objective(world, "root", "Another"))
    for parent in (into, other):
        _contributes(world, world.key_results[0], parent)
    check_in(world.system, world.key_results[0].pk, value=44)
    into.refresh_from_db()
    other.refresh_from_db()
    assert (into.value, other.value) == (5 + 22, 5 + 22)


def test_a_past_day_shows_what_drove_it_then(world, above):
    _drives(world, world.objective, above)
    first, second = date(2026, 11, 10), date(2026, 11, 20)
    check_in(world.system, KeyResult.objects.get(objective=above).pk, value=5, effective_on=first)
    for day, value in ((first, 50), (second, 60)):
        check_in(world.system, world.key_results[0].pk, value=value, effective_on=day)
    then = objective_rows_by_id([above.pk], as_of=date(2026, 11, 12), today=TODAY)[above.pk]
    now = objective_rows_by_id([above.pk], as_of=TODAY, today=TODAY)[above.pk]
    assert then.score == pytest.approx((0.5 + 0.25) / 2)
    assert now.score == pytest.approx((0.5 + 0.5) / 2)


def test_health_metrics_count_in_no_score(world):
    check_in(world.system, world.key_results[0].pk, value=60)
    KeyResult.objects.filter(pk=world.key_results[1].pk).update(is_health=True)
    check_in(world.system, world.key_results[0].pk, value=60)
    world.objective.refresh_from_db()
    assert world.objective.score == pytest.approx(1.0)
    row = objective_rows_by_id([world.objective.pk], as_of=TODAY, today=TODAY)[world.objective.pk]
    assert [health.id for health in row.health] == [world.key_results[1].pk]


def _close_by_import(world: World, *objectives: Objective) -> None:
    """As a file that brings their closures does."""
    known = {("objective", str(o.pk)): o.pk for o in objectives}
    closure = {"outcome": "achieved", "closing_word": "", "closed_at": "2026-11-24T12:00:00Z"}
    rows = [Row("closure", key, {"objective": key, **closure}) for _kind, key in known]
    load_plan(world.system, Plan(rows, known, "A test"))


def _figures(objective: Objective) -> dict[str, float | None]:
    """What is stored with a closed objective."""
    objective = Objective.objects.get(pk=objective.pk)
    of_closure = ("computed_score", "original_score", "current_score")
    own = ("score", "own_score", "coverage", "own_coverage")
    return {name: getattr(objective.closure, name) for name in of_closure} | {
        name: getattr(objective, name) for name in own
    }


def test_an_imported_closure_has_the_score_of_one_by_hand(world, above):
    twin = _objective(world, "works", "The same, closed by hand")
    for parent in (above, twin):
        _drives(world, world.objective, parent, weight=3)
    check_in(world.system, world.key_results[0].pk, value=50)
    close_objective(
        world.system, twin.pk, outcome="partly", self_grade=0.3125, closing_word="Well."
    )
    _close_by_import(world, above)
    assert _figures(above)["computed_score"] == pytest.approx((0.5 + 3 * 0.25) / 4)
    assert _figures(above) == _figures(twin)


def test_imported_closures_come_children_first_whatever_their_order(world, above):
    top = _objective(world, "root", "Everybody buys here")
    _drives(world, above, top)
    _drives(world, world.objective, above, weight=3)
    check_in(world.system, world.key_results[0].pk, value=50)
    _close_by_import(world, top, world.objective, above)
    assert _figures(above)["computed_score"] == pytest.approx(
        (0.5 + 3 * _figures(world.objective)["computed_score"]) / 4
    )
    assert _figures(top)["computed_score"] == pytest.approx(
        (0.5 + _figures(above)["computed_score"]) / 2
    )


def test_an_imported_closure_counts_what_others_contribute(world, above):
    goal = above.key_results.get()
    _contributes(world, world.key_results[0], goal)
    check_in(world.system, world.key_results[0].pk, value=2)
    _close_by_import(world, above)
    goal.refresh_from_db()
    assert goal.value == 7
    assert goal.grade.computed_score == pytest.approx(0.7)
    assert _figures(above)["computed_score"] == pytest.approx(0.7)


def test_an_imported_closure_moves_the_open_objective_above_it(world, above):
    _drives(world, world.objective, above)
    check_in(world.system, world.key_results[0].pk, value=50)
    _close_by_import(world, world.objective)
    above.refresh_from_db()
    assert above.score == pytest.approx((0.5 + _figures(world.objective)["score"]) / 2)
