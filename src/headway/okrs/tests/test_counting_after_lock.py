"""What begins to count in a locked plan above, or counts no more, leaves a line in each ledger that
it moves: an agreement, and everything that ends one."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective, withdraw_signature
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    restore_objective,
    return_to_draft,
)
from headway.okrs.models import GoalPostChange, Objective, Visibility

pytestmark = pytest.mark.django_db

Lines = list[tuple[int, str, float | None, float | None]]


@pytest.fixture
def year(world: World) -> list[Objective]:
    """Three objectives of a year whose plan is locked, at 0.5, 0.4 and 0.1; the first drives the
    second."""
    cycle = create_cycle(
        world.system, name="2026/27", starts_on=date(2026, 10, 1), ends_on=date(2027, 9, 30),
        plan_lock_on=date(2026, 10, 10),
    )  # fmt: skip
    set_phase(world.system, cycle.pk, phase="running", confirmed=True)
    made = []
    for title, unit, value in (("Works", "works", 5), ("All", "root", 3), ("Green", "green", 1)):
        one = world.add_draft(title, unit=unit, cycle=cycle)
        sign_objective(world.system, one.pk, for_everybody=True)
        check_in(world.system, one.key_results.get().pk, value=value)
        made.append(one)
    near, far, _read = made
    link_objective(world.system, near.pk, parent_objective_id=far.pk, kind="drives_score")
    return made


@pytest.fixture
def child(world: World, year: list[Objective]) -> Objective:
    """A draft of a plan that is open. It drives the first, and has its score from the third."""
    owner_id = world.people["owner"].pk
    child = create_objective(
        world.system, cycle_id=world.next_cycle().pk, unit_id=world.units["blue"].pk,
        title="Nobody else's business", owner_id=owner_id, visibility=Visibility.UNIT,
    )  # fmt: skip
    add_key_result(
        world.system, objective_id=child.pk, title="Measured", kind="increase", start=0, target=10,
        owner_id=owner_id,
    )  # fmt: skip
    near, _far, read = year
    for below, above, own_weight in ((read, child, 0.0), (child, near, 1.0)):
        link_objective(
            world.system, below.pk, parent_objective_id=above.pk, kind="drives_score",
            own_weight=own_weight,
        )  # fmt: skip
    GoalPostChange.objects.all().delete()
    return child


def lines() -> Lines:
    """Of which objective, what moved, and both scores."""
    found: Lines = []
    for line in GoalPostChange.objects.order_by("id"):
        scores = (line.before["objective_score"], line.after["objective_score"])
        found.append((line.objective_id, line.field, *scores))
    GoalPostChange.objects.all().delete()
    return found


def test_each_objective_that_moves_says_so(world, year, child):
    near, far, _read = (one.pk for one in year)
    came = [(near, "below", 0.5, pytest.approx(0.3)), (far, "below", 0.4, pytest.approx(0.3))]
    went = [(near, "below", pytest.approx(0.3), 0.5), (far, "below", pytest.approx(0.3), 0.4)]
    sign_objective(world.system, child.pk, for_everybody=True)
    assert lines() == came
    return_to_draft(world.system, child.pk)
    assert lines() == went
    sign_objective(world.actor("admin"), child.pk, for_everybody=True)
    assert lines() == came
    withdraw_signature(world.actor("admin"), child.pk, why="Too early.")
    assert lines() == went
    sign_objective(world.system, child.pk, for_everybody=True)
    lines()
    add_key_result(
        world.system, objective_id=child.pk, title="One more", kind="increase", start=0, target=10,
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    assert lines() == went, "what was signed has changed, and has to be signed again"
    sign_objective(world.system, child.pk, for_everybody=True)
    lines()
    archive_objective(world.system, child.pk)
    assert lines() == went
    restore_objective(world.system, child.pk)
    assert lines() == came


def test_what_nobody_has_read_moves_nothing_yet_and_is_told_where_it_will(world, year):
    near = year[0]
    draft = world.add_draft("Not read yet")
    link_objective(world.system, draft.pk, parent_objective_id=near.pk, kind="drives_score")
    GoalPostChange.objects.all().delete()
    sign_objective(world.system, draft.pk, for_everybody=True)
    assert lines() == [(near.pk, "below", 0.5, 0.5)]


def test_a_ledger_names_nobody_below_and_an_open_plan_has_none(world, year, child):
    sign_objective(world.actor("admin"), child.pk, for_everybody=True)
    text = text_of(world.client("stranger").get(f"/goal-posts?unit=all&cycle={year[0].cycle_id}"))
    assert "What counts below it; score of the objective 0.50 to 0.30" in text
    assert "An objective below was agreed: from now on it counts." in text
    assert child.title not in text
    GoalPostChange.objects.all().delete()
    type(year[0].cycle).objects.filter(pk=year[0].cycle_id).update(plan_lock_on=date(2027, 9, 1))
    return_to_draft(world.system, child.pk)
    assert lines() == []
