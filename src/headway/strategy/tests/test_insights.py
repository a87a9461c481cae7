"""What to look at first on a scorecard, the gravest first, each with its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.actions.responses import acknowledge, close_response
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Response
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.strategy.actions import add_goal, add_link, add_measure, test_links
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.insights import FELL, Rule, insights
from headway.strategy.queries.scorecard import Card, scorecard
from headway.strategy.queries.strategy_map import map_with
from headway.strategy.tests.test_links import driven, measured

pytestmark = pytest.mark.django_db


def goal(world: World, title: str) -> MidTermGoal:
    return add_goal(world.system, title=title, starts_on=month(0), ends_on=month(36))


def found(world: World, before: Card | None = None) -> list[tuple[Rule, str]]:
    viewer = world.actor("viewer")
    card = scorecard(viewer, TODAY, today=TODAY)
    arrows = map_with(viewer, card)
    return [(one.rule, one.words) for one in insights(card, before or card, arrows)]


@pytest.fixture(autouse=True)
def nothing(world: World) -> None:
    MidTermGoal.objects.all().delete()


def test_a_red_signal_that_nobody_answers_is_brought_up_until_somebody_does(world: World):
    kpi = first_pass_yield(world)
    set_target(world.system, kpi.pk, kind="at_least", low=94.0, red=90.0, effective_on=month(0))
    measure(world, kpi, [*STEADY, *STEADY[:9], 80.0])
    add_measure(world.system, goal(world, "Right").pk, kpi_id=kpi.pk)
    client, words = world.client("viewer"), "“First-pass yield” got worse"
    assert words not in text_of(client.get("/scorecard"))
    response = Response.objects.get()
    owner = world.actor("owner")
    acknowledge(owner, response.pk)
    close_response(owner, response.pk, outcome="common_cause", closing_word="A slip.")
    assert words not in text_of(client.get("/scorecard"))  # it waits for its next value
    Response.objects.all().delete()  # behind Headway's back
    recompute_kpis(world.organisation.pk)
    assert words in text_of(client.get("/scorecard"))


def test_a_contradicted_arrow_is_brought_up(world: World):
    x, y = driven(1, 0.8)
    pair = measured(world, "Right", x), measured(world, "Quiet", y)
    add_link(world.system, cause_id=pair[0].pk, effect_id=pair[1].pk, sign=-1)
    assert Rule.CONTRADICTED not in dict(found(world))
    test_links(world.system)
    said = dict(found(world))[Rule.CONTRADICTED]
    assert said.startswith("Data contradict that “Right” moves “Quiet” (r ")
    assert "Look at first" in text_of(world.client("viewer").get("/scorecard"))


@pytest.mark.parametrize(
    ("was", "rule"), [(100.0, Rule.FELL), (50.0 + FELL, Rule.FELL), (20.0, Rule.ROSE), (45.0, None)]
)
def test_a_score_that_moved_far_is_brought_up(world: World, was: float, rule: Rule | None):
    one = goal(world, "It pays")
    kpi = first_pass_yield(world, low_bound=None, high_bound=None)
    record_measurements(world.system, kpi.pk, [Reading(month(21), 85.0)])
    set_target(world.system, kpi.pk, kind="at_least", low=90.0, red=80.0, effective_on=month(0))
    add_measure(world.system, one.pk, kpi_id=kpi.pk)
    card = scorecard(world.actor("viewer"), TODAY, today=TODAY)
    [perspective] = card.perspectives
    [scored] = perspective.goals
    assert scored.score.score == 50.0
    then = replace(scored, score=replace(scored.score, score=was))
    day = TODAY - timedelta(days=90)
    before = replace(card, day=day, perspectives=(replace(perspective, goals=(then,)),))
    rules = dict(found(world, before))
    assert [one for one in (Rule.FELL, Rule.ROSE) if one in rules] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("leading", "lagging", "said"),
    [
        (100.0, 85.0, "and the outcome is not, or not yet"),
        (85.0, 100.0, "The outcome is still there"),
        (90.0, 85.0, None),
    ],
)
def test_leading_and_lagging_kpis_that_lie_a_colour_apart_are_brought_up(
    world: World, leading: float, lagging: float, said: str | None
):
    one = goal(world, "It pays")
    for nature, value in (("leading", leading), ("lagging", lagging)):
        kpi = first_pass_yield(world, name=nature, low_bound=None, high_bound=None, nature=nature)
        record_measurements(world.system, kpi.pk, [Reading(month(21), value)])
        set_target(world.system, kpi.pk, kind="at_least", low=90.0, red=80.0, effective_on=month(0))
        add_measure(world.system, one.pk, kpi_id=kpi.pk)
    words = dict(found(world)).get(Rule.APART)
    assert words is None if said is None else words and said in words


def test_what_nobody_can_tell_is_brought_up_after_the_rest(world: World):
    for at in range(9):
        goal(world, f"Goal {at}")
    said = found(world)
    assert len(said) == 7
    assert {rule for rule, _words in said} == {Rule.UNSCORED}
    assert said[0][1] == "Nobody can tell how “Goal 0” stands: no KPI measures it."
