"""What tests of whole cycles begin with."""

from __future__ import annotations

from datetime import timedelta

from headway.kit.testing.world import START
from headway.okrs.actions.cycles import create_cycle
from headway.okrs.actions.objectives import (
    create_objective,
)


def draft(world, title="Draft", who="owner"):
    return create_objective(
        world.actor(who),
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title=title,
        owner_id=world.people["owner"].pk,
    )


def next_cycle(world):
    start = START + timedelta(weeks=13)
    return create_cycle(
        world.actor("admin"),
        name="Q1 2027",
        starts_on=start,
        ends_on=start + timedelta(weeks=13, days=-1),
    )
