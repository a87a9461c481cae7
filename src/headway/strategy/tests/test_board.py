"""The strategy board: goals by perspective with their health, and years side by side."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.tests.days import on
from headway.kpis.tests.values import measure
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective, Visibility
from headway.strategy.actions import (
    add_goal,
    add_measure,
    add_perspective,
    review_goal,
    update_measure,
)
from headway.strategy.models import GoalMeasure, MidTermGoal
from headway.strategy.queries import goals
from headway.strategy.queries.board import board
from headway.strategy.queries.scorecard import scorecard
from headway.strategy.tests.test_scorecard import kpi_at

pytestmark = pytest.mark.django_db


def goal(world: World, title: str, perspective_id: int | None = None) -> MidTermGoal:
    return add_goal(world.system, title=title, perspective_id=perspective_id, description="Cash.",
                    starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))  # fmt: skip


@pytest.fixture
def paid(world: World) -> MidTermGoal:
    MidTermGoal.objects.all().delete()
    with on(2026, 1, 5):
        return goal(world, "They pay", add_perspective(world.system, name="Financial").pk)


def test_a_goal_shows_its_health_and_what_is_behind_it(world, paid):
    add_measure(world.system, paid.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    link_objective(world.system, world.objective.pk, goal_id=paid.pk)
    with on(2026, 5, 4):
        review_goal(world.system, paid.pk, outcome="kept")
    page = text_of(world.client("viewer").get("/strategy"))
    assert "Financial They pay Cash. nobody yet, 1 Jan 2026 to 31 Dec 2026" in page
    assert "They pay: 50.0 of 100" in page
    assert "Amber 1 1 Not reviewed since 4 May 2026" in page
    past = text_of(world.client("viewer").get("/strategy?as_of=2026-06-01"))
    assert "Kept on 4 May 2026" in past
    assert "Objectives" not in past.split("Mid-term goals 1")[1].split("Mission")[0]


def test_objectives_that_one_may_not_read_are_not_counted(world, paid):
    link_objective(world.system, world.objective.pk, goal_id=paid.pk)
    Objective.objects.filter(pk=world.objective.pk).update(visibility=Visibility.PEOPLE)

    def served(name: str) -> list[int | None]:
        actor = world.actor(name)
        return [row.serving for row in board(actor, goals(actor), TODAY, today=TODAY)]

    assert (served("admin"), served("viewer")) == ([1], [0])


def test_scores_of_the_ends_of_quarters_are_those_of_the_scorecard(world, paid):
    kpi = kpi_at(world, "A", 85.0)
    other = kpi_at(world, "B", 95.0)
    with on(2026, 5, 4):
        first = add_measure(world.system, paid.pk, kpi_id=kpi.pk)
        add_measure(world.system, paid.pk, kpi_id=other.pk)
    measure(world, kpi, [82.0], first=20)  # September
    with on(2026, 10, 12):
        update_measure(world.system, paid.pk, first.pk, weight=4.0, why="It matters most.")
    actor = world.actor("viewer")
    [row] = board(actor, goals(actor), TODAY, today=TODAY)
    assert [str(one.day) for one in row.cards] == [
        "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", str(TODAY),
    ]  # fmt: skip
    for one in row.cards:
        of_day = [
            found.score.score
            for found in scorecard(actor, one.day, today=TODAY).goals
            if found.goal.id == paid.pk
        ]
        assert [one.goal.score.score] == (of_day or [None])
    scores = [one.goal.score.score for one in row.cards[-2:]]
    assert None not in scores
    assert len(set(scores)) == 2
    assert row.spark is not None
    assert 'class="spark"' in html_of(world.client("viewer").get("/strategy"))


def test_years_stand_side_by_side(world, paid):
    add_goal(world.system, title="Two plants", perspective_id=paid.perspective_id,
             starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31))  # fmt: skip
    page = html_of(world.client("viewer").get("/strategy?goals=all"))
    head, cells = page.split("<tbody>")[0], page.split("<tbody>")[1].split("</tbody>")[0]
    for year in ("2026", "2027", "2028"):
        assert f'<th scope="col">{year}</th>' in head
    columns = [text_of("<td" + cell) for cell in cells.split("<td")[1:]]
    assert ["They pay" in one for one in columns] == [True, False, False]
    assert ["Two plants" in one for one in columns] == [False, True, True]


def test_a_perspective_moves_up_and_down(world, paid):
    top, below = paid.perspective_id, add_perspective(world.system, name="Served").pk
    client = world.client("admin")

    def order() -> list[str]:
        page = text_of(client.get("/strategy"))
        return sorted(("Financial", "Served"), key=page.rindex)

    assert order() == ["Financial", "Served"]
    sent = {"do": "down", "perspective": str(top)}
    assert client.post("/strategy/perspectives", sent).status_code == 302
    assert order() == ["Served", "Financial"]
    client.post("/strategy/perspectives", sent)  # at the bottom already
    assert order() == ["Served", "Financial"]
    client.post("/strategy/perspectives", {"do": "down", "perspective": str(below)})
    assert order() == ["Financial", "Served"]


def test_it_costs_the_same_for_few_and_many_goals(world, paid):
    def grow(count: int) -> None:
        for at in range(GoalMeasure.objects.count(), count):
            one = goal(world, f"Goal {at}", paid.perspective_id)
            add_measure(world.system, one.pk, kpi_id=kpi_at(world, f"KPI {at}", 85.0).pk)
            review_goal(world.system, one.pk, outcome="kept")

    client = world.client("viewer")
    assert_no_growth(grow, lambda: client.get("/strategy"), sizes=(2, 8))
    assert_budget("strategy-board", lambda: client.get("/strategy"))
