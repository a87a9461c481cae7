"""A mid-term goal that is over before a cycle begins supports nothing in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.testing.pages import text_of
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective
from headway.strategy.models import MidTermGoal


@pytest.fixture
def cycle(world):
    """The next cycle, after the end of the only goal, with an objective that serves it."""
    found = world.next_cycle()
    made = create_objective(
        world.system, cycle_id=found.pk, unit_id=world.units["blue"].pk, title="Serves it still",
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    link_objective(world.system, made.pk, goal_id=world.goal.pk)
    ended = found.starts_on - timedelta(days=1)
    MidTermGoal.objects.filter(pk=world.goal.pk).update(ends_on=ended)
    return found


def offered(response):
    return "Customers come back" in response.content.decode()


def test_forms_offer_the_goals_of_the_cycle(world, cycle):
    client = world.client("lead")
    for address in ("/objectives/new", "/frames/new"):
        now = client.get(f"{address}?cycle={world.cycle.pk}&unit={world.units['blue'].pk}")
        assert now.status_code == 200, address
        later = client.get(f"{address}?cycle={cycle.pk}&unit={world.units['blue'].pk}")
        assert not offered(later), address
    assert offered(client.get(f"/objectives/new?cycle={world.cycle.pk}&unit=all"))


def test_the_board_keeps_the_objective_under_its_goal_and_says_that_it_ended(world, cycle):
    page = text_of(world.client("admin").get(f"/planning/alignment?cycle={cycle.pk}&unit=all"))
    assert "Customers come back not in force in this cycle" in page
    assert "Serves it still" in page
    assert "No mid-term goal is in force in this cycle." in page
    assert "Every mid-term goal has an objective below it" not in page
    table = page.split("From above and from the units")[1]
    assert "No mid-term goal Serves" not in table
