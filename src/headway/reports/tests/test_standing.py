"""The page of a goal and of a person tell what is behind them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import Objective, Visibility
from headway.people.actions import deactivate_person
from headway.strategy.actions import add_goal


def test_a_goal_shows_the_objectives_that_serve_it_and_how_they_stand(world):
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    page = text_of(world.client("viewer").get(f"/strategy/goals/{world.goal.pk}"))
    assert world.objective.title in page
    assert "Objectives that serve it 1" in page


def test_a_goal_shows_what_the_forecast_of_its_objectives_is(world):
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    client, address = world.client("viewer"), f"/strategy/goals/{world.goal.pk}"
    assert "likely" not in text_of(client.get(address))
    for week, value in enumerate((42, 45, 49, 53, 58), start=1):
        with clock.frozen(NOW - timedelta(weeks=6 - week)):
            check_in(world.actor("owner"), world.key_results[0].pk, value=value, confidence=7)
    page = text_of(client.get(address))
    assert re.search(r"[01] of 1 likely", page)
    assert re.search(r"Expected final score [01]\.\d", page)


def test_on_a_past_day_a_goal_shows_what_served_it_then(world):
    with clock.frozen(NOW - timedelta(days=10)):
        link = link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    with clock.frozen(NOW - timedelta(days=4)):
        unlink_objective(world.system, link.pk)
    client, address = world.client("viewer"), f"/strategy/goals/{world.goal.pk}"
    assert "Objectives that serve it 0" in text_of(client.get(address))
    then = text_of(client.get(f"{address}?as_of={TODAY - timedelta(days=7)}"))
    assert "Objectives that serve it 1" in then
    assert world.objective.title in then
    before = text_of(client.get(f"{address}?as_of={TODAY - timedelta(days=14)}"))
    assert "Nothing served this goal on that day." in before


def test_on_a_past_day_a_goal_counts_what_one_may_not_read(world):
    with clock.frozen(NOW - timedelta(days=10)):
        link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    Objective.objects.filter(pk=world.objective.pk).update(visibility=Visibility.PEOPLE)
    then = f"/strategy/goals/{world.goal.pk}?as_of={TODAY - timedelta(days=7)}"
    seen = text_of(world.client("admin").get(then))
    assert world.objective.title in seen
    assert "not for you to read" not in seen
    unseen = text_of(world.client("viewer").get(then))
    assert world.objective.title not in unseen
    assert "1 more is not for you to read" in unseen


def test_a_goal_that_nothing_serves_says_how_to_change_that(world):
    empty = add_goal(
        world.system,
        title="Nobody works on this",
        starts_on=world.goal.starts_on,
        ends_on=world.goal.ends_on,
    )
    client = world.client("owner")
    page = client.get(f"/strategy/goals/{empty.pk}")
    assert "Nothing serves this goal" in text_of(page)
    assert f"/objectives/new?goal={empty.pk}" in page.content.decode()
    chosen = client.get(f"/objectives/new?goal={empty.pk}").content.decode()
    assert f'<option value="{empty.pk}" selected' in chosen


def test_drafts_that_serve_a_goal_are_counted_for_those_who_may_not_read_them(world):
    draft = create_objective(
        world.actor("owner"),
        cycle_id=world.next_cycle().pk,
        unit_id=world.units["blue"].pk,
        title="Nobody else knows of it yet",
        owner_id=world.people["owner"].pk,
    )
    link_objective(world.actor("owner"), draft.pk, goal_id=world.goal.pk)
    address = f"/strategy/goals/{world.goal.pk}"
    seen = text_of(world.client("owner").get(address))
    assert "Nobody else knows of it yet" in seen
    assert "not for you to read" not in seen
    unseen = text_of(world.client("viewer").get(address))
    assert "Nobody else knows of it yet" not in unseen
    assert "1 more is not for you to read" in unseen


def test_a_person_shows_what_they_answer_for(world):
    owner = world.people["owner"].pk
    page = text_of(world.client("viewer").get(f"/people/{owner}"))
    assert world.objective.title in page
    assert world.key_results[0].title in page
    nobody = text_of(world.client("viewer").get(f"/people/{world.people['viewer'].pk}"))
    assert "Owns no objective in an open cycle." in nobody


def test_accounts_are_the_business_of_administrators(world):
    deactivate_person(world.system, world.people["mate"].pk)
    admin, viewer = (text_of(world.client(name).get("/people")) for name in ("admin", "viewer"))
    assert "account" in admin
    assert "account" not in viewer.replace("your account", "")


@pytest.mark.parametrize("subject", ["goal", "person"])
def test_these_pages_read_as_often_for_twenty_objectives_as_for_two(world, subject):
    address = {
        "goal": f"/strategy/goals/{world.goal.pk}",
        "person": f"/people/{world.people['owner'].pk}",
    }[subject]
    client = world.client("viewer")

    def grow(count):
        for number in range(count):
            made = world.add_objective(f"Objective {number} of {count}")
            link_objective(world.system, made.pk, goal_id=world.goal.pk)

    assert_no_growth(grow, lambda: client.get(address))
    assert_budget(f"page of a {subject}", lambda: client.get(address))


def test_who_may_write_nowhere_is_told_before_they_have_typed(world):
    answer = world.client("viewer").get("/objectives/new")
    assert answer.status_code == 403
    assert 'name="title"' not in answer.content.decode()
