"""What the rooms of a review and a planning session cost to read, and that it does not grow."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import World, on
from headway.okrs.models import Objective
from headway.rituals.actions import rooms
from headway.rituals.actions.sessions.beginning import begin_session

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_review_costs_the_same_however_much_there_is(world: World):
    with on(date(2026, 12, 28)):
        made = begin_session(
            world.actor("owner"), kind="review", unit_id=world.units["blue"].pk,
            cycle_id=world.cycle.pk,
        )  # fmt: skip
        client, at = world.client("mate"), f"/meetings/{made.pk}"
        client.get(at)
        assert_budget("room of a review", lambda: client.get(at))
        assert_budget("review on the screen", lambda: client.get(f"{at}/present"))

        def grow(total: int) -> None:
            for number in range(Objective.objects.count(), total):
                world.add_objective(f"Objective {number}")

        assert_no_growth(grow, lambda: client.get(at))


def test_a_planning_session_costs_the_same_however_much_there_is(world: World):
    cycle = world.next_cycle()
    made = begin_session(
        world.actor("owner"), kind="planning", unit_id=world.units["blue"].pk, cycle_id=cycle.pk
    )
    client, at = world.client("mate"), f"/meetings/{made.pk}"
    client.get(at)
    assert_budget("planning session begins", lambda: client.get(at))
    rooms.move_to_stage(world.actor("owner"), made.pk, 3)
    assert_budget("planning session with its plan", lambda: client.get(at))
    rooms.move_to_stage(world.actor("owner"), made.pk, 6)
    assert_budget("vote of confidence", lambda: client.get(at))

    def grow(total: int) -> None:
        for number in range(Objective.objects.filter(cycle=cycle).count(), total):
            world.add_draft(f"Objective {number}")

    assert_no_growth(grow, lambda: client.get(at))
