"""Whoever is in a room hears of every action and blocker that comes back there, wherever it was
agreed and whoever settles it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.blockers import raise_blocker, resolve_blocker
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.actions.rooms import close_meeting, open_weekly
from headway.rituals.models import Meeting


def held(world: World) -> Meeting:
    """The weekly of last week, in which an action and a blocker were written down."""
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    add_action(world.actor("owner"), title="Call them", meeting_id=meeting.pk)
    raise_blocker(world.actor("owner"), title="No test rig", meeting_id=meeting.pk)
    return close_meeting(world.actor("owner"), meeting.pk)


STEPS: dict[str, Callable[[World, Meeting], object]] = {
    "settled": lambda world, last: settle_action(
        world.actor("mate"), last.action_items.get().pk, state="done"
    ),
    "resolved": lambda world, last: resolve_blocker(
        world.actor("mate"), last.blockers.get().pk, word="It came."
    ),
    "agreed outside": lambda world, _last: add_action(
        world.actor("mate"), title="Write to them", unit_id=world.units["blue"].pk
    ),
    "raised outside": lambda world, _last: raise_blocker(
        world.actor("mate"), title="No key", unit_id=world.units["blue"].pk
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_the_room_of_this_week_looks_again(world: World, step: str) -> None:
    """Only the meeting in which it was agreed was told, which is over."""
    last = held(world)
    with clock.frozen(NOW + timedelta(days=7)):
        room = open_weekly(world.actor("owner"), world.units["blue"].pk)
        before = Meeting.objects.get(pk=room.pk).version
        STEPS[step](world, last)
    assert Meeting.objects.get(pk=room.pk).version == before + 1
