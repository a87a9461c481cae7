"""What changed in how the scorecard is made, between two days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.tests.values import first_pass_yield
from headway.strategy.actions import (
    add_measure,
    apply_card,
    end_link,
    end_measure,
    set_mean,
    set_weight,
    unlink_goal,
    update_goal,
    update_link,
    update_perspective,
)
from headway.strategy.models import MidTermGoal, Perspective

pytestmark = pytest.mark.django_db

SINCE = TODAY - timedelta(days=10)


def page(world: World) -> str:
    client = world.client("viewer")
    return text_of(client.get(f"/changes?since={SINCE.isoformat()}&unit=all"))


@pytest.fixture
def arrow(world: World):
    with clock.frozen(NOW - timedelta(days=40)):
        return world.add_arrow()


def test_weights_measures_the_mean_and_arrows_are_told(world: World, arrow):
    kpi = first_pass_yield(world)
    add_measure(world.system, world.goal.pk, kpi_id=kpi.pk, weight=2.0)
    set_weight(world.system, weight=3.0, goal_id=world.goal.pk)
    set_weight(world.system, weight=4.0, goal_id=world.goal.pk)
    set_mean(world.system, mean="geometric")
    changed = update_link(world.system, arrow.pk, lag=3)
    update_link(world.system, changed.pk, strength="large")
    said = page(world)
    assert "Measured by “First-pass yield”" in said
    assert "weight 2, the last value" in said
    assert "Weight in the scorecard" in said
    assert "by the geometric mean" in said
    assert "Arrow to “A margin that pays”" in said
    assert "lag 1, medium" in said
    assert "lag 3, large" in said


def test_there_and_back_is_no_difference(world: World, arrow):
    kpi = first_pass_yield(world)
    made = add_measure(world.system, world.goal.pk, kpi_id=kpi.pk)
    end_measure(world.system, world.goal.pk, made.pk)
    set_weight(world.system, weight=3.0, goal_id=world.goal.pk)
    set_weight(world.system, weight=1.0, goal_id=world.goal.pk)
    said = page(world)
    assert "Measured by" not in said
    assert "Weight in the scorecard" not in said
    end_link(world.system, arrow.pk, why="We do not believe it.")
    assert "Arrow to “A margin that pays”" in page(world)


def test_what_a_perspective_is_about_is_told(world: World):
    one = Perspective.objects.get(organisation=world.organisation)
    with clock.frozen(NOW - timedelta(days=40)):
        assert MidTermGoal.objects.exists()
    update_perspective(world.system, one.pk, hint="what customers get")
    assert "what customers get" in page(world)


def test_what_changes_in_all_copies_is_told_once_and_new_ones_with_their_unit(world: World):
    with clock.frozen(NOW - timedelta(days=40)):
        apply_card(world.system, to_units=[world.units["blue"].pk])
    update_goal(world.system, world.goal.pk, title="They stay")
    apply_card(world.system, to_units=[world.units["green"].pk])
    said = page(world)
    assert said.count("They stay (Blue)") == 0
    assert "They stay (Green)" in said
    unlink_goal(world.system, MidTermGoal.objects.get(unit=world.units["blue"]).pk)
    said = page(world)
    assert "They stay (Blue)" in said
    assert "Goal that it copies" in said
