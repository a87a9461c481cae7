"""The answer of a scorecard in a sentence, and why there is none."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield
from headway.strategy.actions import add_measure, add_perspective, set_weight
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.card_heading import facts, heading
from headway.strategy.tests.test_scorecard import card_of, goal, kpi_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def goals(world: World) -> list[MidTermGoal]:
    MidTermGoal.objects.all().delete()
    return [goal(world, title) for title in ("It pays", "It lasts", "It is liked")]


def measured(world: World, by: MidTermGoal, name: str, value: float | None = None) -> None:
    """The goal has one KPI more, without a value where none is given."""
    kpi = first_pass_yield(world, name=name) if value is None else kpi_at(world, name, value)
    add_measure(world.system, by.pk, kpi_id=kpi.pk)


def test_where_no_kpi_has_a_score_none_has_one(world: World, goals: list[MidTermGoal]):
    measured(world, goals[0], "One")
    card = card_of(world)
    assert "the only KPI has no fresh value or no target" in heading(card)
    assert facts(card)[0] == "0 of 1 KPI has a score"
    measured(world, goals[0], "Two")
    page = text_of(world.client("viewer").get("/scorecard"))
    assert "Nobody can tell: none of two KPIs has a fresh value and a target, and two of" in page


def test_goals_without_a_kpi_are_the_reason_where_all_kpis_have_a_score(
    world: World, goals: list[MidTermGoal]
):
    """It said: one of one KPI has a fresh value."""
    measured(world, goals[0], "A", 85.0)
    page = text_of(world.client("viewer").get("/scorecard"))
    assert "Nobody can tell: two of three mid-term goals have no KPI." in page
    assert "1 of 1 KPI has a score" in page


def test_both_reasons_are_told_and_agree_in_number(world: World, goals: list[MidTermGoal]):
    measured(world, goals[0], "A", 85.0)
    measured(world, goals[1], "B")
    said = heading(card_of(world))
    assert said == (
        "Nobody can tell: one of two KPIs has a fresh value and a target, and one of three "
        "mid-term goals has no KPI."
    )
    measured(world, goals[0], "C", 85.0)
    assert "two of three KPIs have a fresh value" in heading(card_of(world))
    assert facts(card_of(world))[0] == "2 of 3 KPIs have a score"


def test_a_goal_that_weighs_nothing_is_no_reason(world: World, goals: list[MidTermGoal]):
    measured(world, goals[0], "A", 85.0)
    measured(world, goals[1], "B")
    set_weight(world.system, goal_id=goals[2].pk, weight=0.0, why="Not yet.")
    assert "mid-term goal" not in heading(card_of(world))


def test_a_perspective_without_a_score_is_named(world: World, goals: list[MidTermGoal]):
    measured(world, goals[0], "A", 95.0)
    for other in goals[1:]:
        set_weight(world.system, goal_id=other.pk, weight=0.0, why="Not yet.")
    served = add_perspective(world.system, name="Served")
    goal(world, "They come back", served.pk)
    set_weight(world.system, weight=0.5, perspective_id=served.pk)
    said = heading(card_of(world))
    assert said.startswith("Yes: ")
    assert "of 100, without Served." in said
