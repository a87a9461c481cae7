"""Who was made a viewer only reads, whatever is still theirs; and gets nothing new to do."""

from __future__ import annotations

import pytest

from headway.kit.problems import InvalidInput, NotAllowed
from headway.kit.testing.world import World
from headway.people.actions import update_person
from headway.rituals.actions import blockers, items
from headway.rituals.actions.changing_items import change_action
from headway.rituals.models import ActionItem, Blocker

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(world: World) -> tuple[ActionItem, Blocker]:
    """An action and a blocker of somebody who is a viewer since."""
    owner, mate, blue = world.actor("owner"), world.people["mate"].pk, world.units["blue"].pk
    action = items.add_action(owner, unit_id=blue, title="Call them", owner_id=mate)
    blocker = blockers.raise_blocker(owner, unit_id=blue, title="No room", owner_id=mate)
    update_person(world.system, mate, role="viewer")
    return action, blocker


def test_a_viewer_neither_settles_nor_resolves_what_was_theirs(
    world: World, left: tuple[ActionItem, Blocker]
) -> None:
    action, blocker = left
    with pytest.raises(NotAllowed):
        items.settle_action(world.actor("mate"), action.pk, state="done")
    with pytest.raises(NotAllowed):
        blockers.resolve_blocker(world.actor("mate"), blocker.pk)
    shown = world.client("mate").get("/actions").content.decode()
    assert "Call them" in shown
    assert 'value="settle"' not in shown
    assert 'value="resolve"' not in shown


def test_nothing_to_do_is_given_to_a_viewer(world: World, left: tuple[ActionItem, Blocker]) -> None:
    owner, blue = world.actor("owner"), world.units["blue"].pk
    viewer = world.people["viewer"].pk
    for add in (items.add_action, blockers.raise_blocker):
        with pytest.raises(InvalidInput) as refused:
            add(owner, unit_id=blue, title="Write to them", owner_id=viewer)
        assert [one.code for one in refused.value.errors] == ["viewer"]
    action, _blocker = left
    kept = change_action(owner, action.pk, title="Call them today")
    assert kept.owner_id == world.people["mate"].pk
    with pytest.raises(InvalidInput):
        change_action(owner, action.pk, owner_id=viewer)
