"""Three things come first for somebody in a week, and no fourth by a way round."""

from __future__ import annotations

import pytest

from headway.kit.problems import Conflict
from headway.kit.testing.world import World
from headway.rituals.actions.priorities import add_priority, settle_priority
from headway.rituals.models import Priority


def first_things(world: World, *titles: str) -> list[Priority]:
    return [
        add_priority(world.actor("mate"), unit_id=world.units["blue"].pk, title=title)
        for title in titles
    ]


def test_a_dropped_one_comes_back_only_where_there_is_room(world: World) -> None:
    """It was opened again beside three others."""
    dropped, second, *_rest = first_things(world, "Call", "Write", "Ask")
    settle_priority(world.actor("mate"), dropped.pk, state="dropped")
    first_things(world, "Ship")
    for state in ("open", "done"):
        with pytest.raises(Conflict, match="Three priorities a week are enough"):
            settle_priority(world.actor("mate"), dropped.pk, state=state)
    settle_priority(world.actor("mate"), second.pk, state="dropped")
    assert settle_priority(world.actor("mate"), dropped.pk, state="open").state == "open"


def test_one_of_three_is_done_and_open_again(world: World) -> None:
    one, *_rest = first_things(world, "Call", "Write", "Ask")
    settle_priority(world.actor("mate"), one.pk, state="done")
    assert settle_priority(world.actor("mate"), one.pk, state="open").state == "open"
