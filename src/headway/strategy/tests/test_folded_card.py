"""A scorecard of many goals is folded, what asks for somebody first; one of few lies open."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.strategy.actions import add_measure, add_perspective
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.card_folds import FIRST, OPEN, folds
from headway.strategy.queries.scorecard import Card, scorecard
from headway.strategy.tests.test_scorecard import goal, kpi_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing(world: World) -> None:
    MidTermGoal.objects.all().delete()


def of_today(world: World) -> Card:
    return scorecard(world.actor("viewer"), TODAY, today=TODAY)


def goals(world: World, count: int, perspective_id: int) -> list[MidTermGoal]:
    return [goal(world, f"Goal {at:02}", perspective_id) for at in range(count)]


def lines_of(page: object) -> list[str]:
    """Titles in the order in which a folded page has them."""
    found = re.findall(r'class="line".*?class="what">(.*?)<span', html_of(page), re.DOTALL)
    return [one.strip() for one in found]


def test_of_few_goals_everything_lies_open(world: World):
    made = goals(world, OPEN, add_perspective(world.system, name="Served").pk)
    add_measure(world.system, made[0].pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    assert folds(of_today(world), of_today(world)) == []
    page = world.client("viewer").get("/scorecard")
    assert lines_of(page) == []
    assert 'class="goal"' in html_of(page)


def test_of_many_the_red_ones_come_first_then_by_score(world: World):
    served = add_perspective(world.system, name="Served").pk
    made = goals(world, OPEN + 1, served)
    for at, value in ((20, 70.0), (21, 88.0), (22, 85.0), (23, 82.0)):
        kpi = kpi_at(world, f"KPI {at}", value)
        add_measure(world.system, made[at].pk, kpi_id=kpi.pk)
    [fold] = folds(of_today(world), of_today(world))
    assert [one.goal.title for one in fold.first[:4]] == [
        "Goal 20",
        "Goal 23",
        "Goal 22",
        "Goal 21",
    ]
    assert (len(fold.first), len(fold.rest)) == (FIRST, OPEN + 1 - FIRST)
    page = world.client("admin").get("/scorecard")
    assert lines_of(page)[:5] == ["Goal 20", "Goal 23", "Goal 22", "Goal 21", "Goal 00"]
    words = text_of(page)
    for said in (f"{OPEN + 1 - FIRST} more goals", "Goal 20 1 KPI, 1 red", "at least 90 %"):
        assert said in words
    assert html_of(page).count("<details") == html_of(page).count("</details>")


def test_what_moved_far_comes_before_what_is_merely_low(world):
    made = goals(world, OPEN + 1, add_perspective(world.system, name="Served").pk)
    for at, value in ((3, 85.0), (4, 99.0)):
        add_measure(world.system, made[at].pk, kpi_id=kpi_at(world, f"KPI {at}", value).pk)
    now = of_today(world)
    before = SimpleNamespace(scores=now.scores | {("goal", made[4].pk): 20.0})
    [fold] = folds(now, before)
    assert [one.goal.title for one in fold.first[:2]] == ["Goal 04", "Goal 03"]


def test_very_many_goals_without_a_score_are_said_once(world: World):
    goals(world, OPEN + 2, add_perspective(world.system, name="Served").pk)
    first = kpi_at(world, "A", 85.0)
    add_measure(world.system, MidTermGoal.objects.earliest("pk").pk, kpi_id=first.pk)
    page = text_of(world.client("viewer").get("/scorecard"))
    assert f"Nobody can tell how {OPEN + 1} of {OPEN + 2} goals stand." in page
    assert "stands: no KPI measures it" not in page


def test_more_goals_read_no_more_often(world: World):
    served = add_perspective(world.system, name="Served").pk
    made = goals(world, OPEN + 1, served)
    add_measure(world.system, made[0].pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    client = world.client("viewer")

    def grow(count: int) -> None:
        for one in goals(world, count, served):
            add_measure(world.system, one.pk, kpi_id=kpi_at(world, f"of {one.pk}", 70.0).pk)

    assert_no_growth(grow, lambda: client.get("/scorecard"), sizes=(2, 8))
